from datetime import date

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.links import Ticket, sealing
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import find_person, read_people
from cchc_workflow.web.demo.tour import Stride, find_day, read_parts
from cchc_workflow.web.tools import Demo, Tools
from cchc_workflow.web.viewer import COOKIE
from tests.builders import vn
from tests.engine.small_office import ADMIN, DIRECTOR, HEAD, SmallOffice, duty, issue_small
from tests.web.browsers import open_browser

NOW = vn(16, 4, 9)
LAST_ON = date(2021, 12, 31)


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    return issue_small(
        sqlite_database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 9, 30))
    )


@pytest.fixture
def played() -> list[date]:
    """Give the days to which visitors moved the clock."""
    return []


@pytest.fixture
def tour(small: SmallOffice, played: list[date]) -> TestClient:
    return open_browser(small.office, NOW, tools=Tools(demo=Demo(played.append, LAST_ON)))


def key_of(small: SmallOffice, address: str) -> int:
    with small.database.read() as tx:
        person = find_person(tx, 1, address)
    assert person is not None
    return int(person.id)


def test_nobody_is_led_to_the_tour(tour: TestClient) -> None:
    assert tour.get("/nhiem-vu").headers["location"].startswith("/trinh-dien")


def test_tour_offers_everybody_who_holds_an_office_once(small: SmallOffice, tour: TestClient) -> None:
    with small.database.read() as tx:
        parts = read_parts(tx, date(2021, 4, 16))
        people = read_people(tx, 1)
    assert sorted(part.person_id for part in parts) == sorted(person.id for person in people)
    assert parts[0].role == "director"
    assert tour.get("/trinh-dien").text.count('name="person"') == len(parts)


def test_taking_a_part_signs_in_as_that_person(small: SmallOffice, tour: TestClient) -> None:
    answer = tour.post("/trinh-dien/vai", data={"person": key_of(small, HEAD)})
    assert answer.status_code == 303
    assert COOKIE in answer.cookies
    assert tour.get("/").headers["location"] == "/don-vi/VP"


def test_nobody_can_slip_into_somebody_without_an_office(small: SmallOffice, tour: TestClient) -> None:
    answer = tour.post("/trinh-dien/vai", data={"person": key_of(small, ADMIN) + 1000})
    assert answer.status_code == 404
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    ("stride", "until"),
    [
        (Stride.DAY, date(2021, 4, 17)),
        (Stride.WEEK, date(2021, 4, 23)),
        (Stride.DEADLINE, date(2021, 6, 30)),
    ],
)
def test_visitor_moves_the_clock(
    small: SmallOffice, tour: TestClient, played: list[date], stride: Stride, until: date
) -> None:
    with small.database.read() as tx:
        assert find_day(tx, date(2021, 4, 16), stride) == until
    answer = tour.post("/trinh-dien/dong-ho", data={"stride": stride, "back": "/thong-bao"})
    assert answer.headers["location"] == "/thong-bao?da=clock_moved"
    assert played == [until]


def test_clock_goes_no_further_than_the_plan(small: SmallOffice, played: list[date]) -> None:
    tools = Tools(demo=Demo(played.append, LAST_ON))
    tour = open_browser(small.office, vn(30, 12, 9), tools=tools)
    tour.post("/trinh-dien/dong-ho", data={"stride": "tuan"})
    assert played == [LAST_ON]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_moving_the_clock_leads_nowhere_else(tour: TestClient, back: str) -> None:
    answer = tour.post("/trinh-dien/dong-ho", data={"stride": "ngay", "back": back})
    assert answer.headers["location"] == "/?da=clock_moved"


def test_page_of_a_mails_link_shows_the_clock_too(small: SmallOffice, tour: TestClient) -> None:
    ticket = Ticket(1, key_of(small, HEAD), small.task("A1").id)
    page = tour.get(sealing(small.office)(ticket, vn(30, 4, 9)))
    assert page.status_code == 200
    assert "Hôm nay là 16/4/2021" in page.text


def test_there_is_no_tour_in_earnest(small: SmallOffice) -> None:
    browser = open_browser(small.office, NOW, DIRECTOR)
    assert browser.get("/trinh-dien").status_code == 404
    assert browser.post("/trinh-dien/vai", data={"person": 1}).status_code == 404
