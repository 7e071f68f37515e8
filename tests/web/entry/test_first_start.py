import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.people import Role
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import find_actor
from cchc_workflow.web.site import Manner
from tests.engine import door
from tests.engine.door import NOW, PASSWORD
from tests.engine.small_office import ADMIN, HEAD, SmallOffice, open_office
from tests.web.browsers import open_browser

CODE = "ABCD-EFGH-JKLM"
PASSWORDS = {"mat_khau_moi": PASSWORD, "nhac_lai": PASSWORD}
NEW = {
    "ma": CODE,
    "dia_chi": "moi@so.example",
    "ten": "<script>Quản trị</script>",
    "ma_co_quan": "so-vi-du",
    "ten_co_quan": "Sở Ví dụ",
    "cap_tren": "UBND TỈNH",
}


@pytest.fixture
def fresh(small: SmallOffice) -> TestClient:
    """Give a browser before an office with a plan where nobody has a password."""
    return open_browser(small.office, NOW, manner=Manner(setup_code=CODE))


@pytest.fixture
def empty(sqlite_database: Database) -> TestClient:
    """Give a browser before an office where nothing is yet."""
    return open_browser(open_office(sqlite_database), NOW, manner=Manner(setup_code=CODE))


def test_people_are_shown_to_who_has_the_code_alone(fresh: TestClient) -> None:
    page = fresh.get("/khoi-tao")
    assert page.status_code == 200
    wrong = fresh.post("/khoi-tao", data={"ma": "ABCD"})
    assert wrong.status_code == 422
    assert HEAD not in page.text + wrong.text
    right = fresh.post("/khoi-tao", data={"ma": CODE.lower().replace("-", "")})
    assert right.status_code == 200
    assert HEAD in right.text


def test_person_of_the_plan_becomes_administrator_and_is_signed_in(
    small: SmallOffice, fresh: TestClient
) -> None:
    person = f"1:{door.person_id(small, HEAD)}"
    answer = fresh.post("/khoi-tao/xong", data={"ma": CODE, "nguoi": person, **PASSWORDS})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?da=set_up")
    assert fresh.get("/tai-khoan").status_code == 200
    assert Role.ADMIN in {grant.role for grant in small.actor(HEAD, NOW).grants}


def test_second_submit_and_second_visit_find_it_done(small: SmallOffice, fresh: TestClient) -> None:
    data = {"ma": CODE, "nguoi": f"1:{door.person_id(small, ADMIN)}", **PASSWORDS}
    assert fresh.post("/khoi-tao/xong", data=data).status_code == 303
    again = fresh.post("/khoi-tao/xong", data=data | {"nguoi": f"1:{door.person_id(small, HEAD)}"})
    assert again.headers["location"] == "/dang-nhap"
    assert fresh.post("/khoi-tao", data={"ma": CODE}).headers["location"] == "/dang-nhap"
    assert fresh.get("/khoi-tao").status_code == 404
    assert Role.ADMIN not in {grant.role for grant in small.actor(HEAD, NOW).grants}


def test_organization_is_named_where_there_is_none(sqlite_database: Database, empty: TestClient) -> None:
    assert "cchc plan load" in empty.post("/khoi-tao", data={"ma": CODE}).text
    assert empty.post("/khoi-tao/xong", data=NEW | PASSWORDS).status_code == 303
    page = empty.get("/tai-khoan").text
    assert "&lt;script&gt;Quản trị" in page
    with sqlite_database.read() as tx:
        actor = find_actor(tx, 1, "moi@so.example", NOW.date())
    assert {grant.role for grant in actor.grants} == {Role.ADMIN}


def test_nothing_typed_is_lost_but_the_passwords(empty: TestClient) -> None:
    answer = empty.post("/khoi-tao/xong", data=NEW | {"dia_chi": "sai", **PASSWORDS})
    assert answer.status_code == 422
    for kept in ('value="sai"', "&lt;script&gt;Quản trị", "so-vi-du", "UBND TỈNH", CODE):
        assert kept in answer.text
    assert PASSWORD not in answer.text
    weak = empty.post("/khoi-tao/xong", data=NEW | {"mat_khau_moi": "matkhau123", "nhac_lai": "matkhau123"})
    assert "dễ bị đoán" in weak.text
    differ = empty.post("/khoi-tao/xong", data=NEW | {"mat_khau_moi": PASSWORD})
    assert "không giống nhau" in differ.text


def test_nothing_happens_without_the_code(small: SmallOffice, fresh: TestClient) -> None:
    data = {"nguoi": f"1:{door.person_id(small, HEAD)}", **PASSWORDS}
    assert fresh.post("/khoi-tao/xong", data=data).status_code == 422
    assert fresh.post("/khoi-tao/xong", data=data | {"ma": "x"}).status_code == 422
    assert door.account(small, HEAD).password_hash is None


def test_guessing_is_throttled(fresh: TestClient) -> None:
    assert [fresh.post("/khoi-tao", data={"ma": str(n)}).status_code for n in range(5)] == [422] * 5
    assert fresh.post("/khoi-tao", data={"ma": CODE}).status_code == 429


def test_unknown_person_is_a_sentence(fresh: TestClient) -> None:
    for person in ("1:999999", "99:1", "x"):
        answer = fresh.post("/khoi-tao/xong", data={"ma": CODE, "nguoi": person, **PASSWORDS})
        assert answer.status_code == 422


def test_without_a_code_on_the_console_the_page_says_what_to_do(small: SmallOffice) -> None:
    browser = open_browser(small.office, NOW)
    assert "cchc serve" in browser.get("/khoi-tao").text
    assert browser.post("/khoi-tao", data={"ma": ""}).status_code == 422
