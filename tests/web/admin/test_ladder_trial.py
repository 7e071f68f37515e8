from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.issue import load_plan
from cchc_workflow.errors import DefinitionError
from tests.engine.small_office import ADMIN, DIRECTOR, HEAD, duty, plan_files, shipped_definitions
from tests.web.admin.house import NOW, House
from tests.web.browsers import sign_in

TRIAL = "/quan-tri/bac-thang/thu"
TEXT = shipped_definitions().ladder[0]
CHANGED = TEXT.replace("offset = 10\n", "offset = 12\n")
PLAN = "so-vi-du-2021"


class Rehearsal:
    """Plays no year: by the ladder in force the director gets 9 mails, by any other one 4."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.go_on = Event()
        self.go_on.set()

    def __call__(self, ladder: str, plan_id: int, tick: Callable[[int, int], None]) -> Mapping[str, int]:
        assert plan_id == 1
        self.played.append(ladder)
        tick(1, 4)
        assert self.go_on.wait(20)
        if "offset = 13" in ladder:
            raise DefinitionError("escalation.toml", "step[9]", "missing")
        return {DIRECTOR: 9 if ladder == TEXT else 4, HEAD: 20}


@pytest.fixture
def rehearsal() -> Rehearsal:
    return Rehearsal()


@pytest.fixture
def browser(house: House, rehearsal: Rehearsal) -> TestClient:
    tools = replace(house.tools, rehearse=rehearsal)
    return house.browser(tools=tools)


def try_ladder(browser: TestClient, text: str = CHANGED, plan: str = PLAN) -> str:
    answer = browser.post(TRIAL, data={"noi_dung": text, "ke_hoach": plan, "ban_da_xem": "x"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def finished(browser: TestClient, address: str) -> str:
    """Return the page when the trial has ended."""
    while 'http-equiv="refresh"' in (page := browser.get(address).text):
        pass
    return page


def test_trial_says_whom_the_change_sends_more_or_less(browser: TestClient, rehearsal: Rehearsal) -> None:
    page = finished(browser, try_ladder(browser))
    assert "giamdoc" in page
    assert "−5" in page
    assert "Không đổi" in page
    assert rehearsal.played == [TEXT, CHANGED]
    assert "offset = 12" in page


def test_page_tells_how_far_it_is_and_loads_itself_anew(browser: TestClient, rehearsal: Rehearsal) -> None:
    rehearsal.go_on.clear()
    address = try_ladder(browser)
    while not rehearsal.played:
        pass
    page = browser.get(address).text
    assert "Đang tính… 12 %" in page
    assert 'http-equiv="refresh" content="2"' in page
    assert try_ladder(browser) == address
    other = browser.post(TRIAL, data={"noi_dung": TEXT, "ke_hoach": PLAN})
    assert (other.status_code, "chưa xong" in other.text) == (409, True)
    rehearsal.go_on.set()
    assert "−5" in finished(browser, address)


def test_year_by_the_ladder_in_force_is_played_once(browser: TestClient, rehearsal: Rehearsal) -> None:
    finished(browser, try_ladder(browser))
    finished(browser, try_ladder(browser, CHANGED.replace("offset = 12", "offset = 14")))
    assert rehearsal.played.count(TEXT) == 1


def test_refusal_on_the_way_is_shown(browser: TestClient) -> None:
    page = finished(browser, try_ladder(browser, TEXT.replace("offset = 10\n", "offset = 13\n")))
    assert "step[9]" in page
    assert "offset = 13" in page


@pytest.mark.parametrize(
    ("text", "plan", "status"),
    [("soon =", PLAN, 422), (CHANGED, "", 422), (CHANGED, "../../x", 404), (CHANGED, "khong-co", 404)],
)
def test_what_can_not_be_tried_is_refused_with_what_was_typed(
    browser: TestClient, rehearsal: Rehearsal, text: str, plan: str, status: int
) -> None:
    page = browser.post(TRIAL, data={"noi_dung": text, "ke_hoach": plan, "ban_da_xem": "x"})
    assert page.status_code == status
    assert text.splitlines()[-1].replace('"', "&#34;") in page.text
    assert rehearsal.played == []


def test_another_organization_finds_no_trial_of_this_one(house: House, browser: TestClient) -> None:
    address = try_ladder(browser)
    assert HEAD.partition("@")[0] in finished(browser, address)
    other = plan_files(duty("A1"), organization="so-khac")
    load_plan(house.office, other, NOW)
    sign_in(browser, house.office, NOW, ADMIN, organization_id=2)
    assert browser.get(address).status_code == 404


def test_program_that_can_not_play_says_so(house: House) -> None:
    browser = house.browser(tools=replace(house.tools, rehearse=None))
    assert browser.post(TRIAL, data={"noi_dung": CHANGED, "ke_hoach": PLAN}).status_code == 404
