import ast
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from cchc_workflow import words
from cchc_workflow.domain.people import Role
from cchc_workflow.engine.act import Deed
from cchc_workflow.engine.administer import appoint_person, rename_person
from cchc_workflow.engine.anchoring import anchor_history
from cchc_workflow.engine.appoint import Appointment
from cchc_workflow.store.events import last_anchor
from tests.engine.small_office import ADMIN, HEAD, VERIFIER
from tests.web.admin.house import NOW, House

AUDIT = "/quan-tri/nhat-ky"


def prove(browser: TestClient) -> str:
    """Begin a proof and return its page when it has ended."""
    answer = browser.post(f"{AUDIT}/kiem-chung")
    while 'http-equiv="refresh"' in (page := browser.get(answer.headers["location"]).text):
        pass
    return page


def test_trail_holds_tasks_and_administration(house: House, admin: TestClient) -> None:
    deed = Deed(house.person(ADMIN), NOW)
    rename_person(house.office, deed, house.person(HEAD).person_id, "<script>alert(1)</script>")
    page = admin.get(AUDIT).text
    assert "Sửa tên người" in page
    assert "Giao nhiệm vụ" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 5),
        ({"loai": "task"}, 3),
        ({"loai": "office"}, 2),
        ({"viec": "plan_issued"}, 1),
        ({"tu": "2021-04-16"}, 0),
        ({"den": "2021-04-15"}, 5),
        ({"nguoi": "1"}, 0),
        ({"nguoi": "<script>", "tu": "hôm qua", "loai": "gì đó"}, 5),
    ],
)
def test_filters_narrow(admin: TestClient, query: dict[str, str], count: int) -> None:
    page = admin.get(AUDIT, params=query)
    assert page.status_code == 200
    assert page.text.count("<summary><code>") == count


def test_pages_lead_on_by_keys(house: House, admin: TestClient) -> None:
    person_id = house.person(HEAD).person_id
    for number in range(50):
        rename_person(house.office, Deed(house.person(ADMIN), NOW), person_id, f"Tên {number}")
    page = admin.get(AUDIT, params={"loai": "office"}).text
    following = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = admin.get(following).text
    assert second.count("<summary><code>") == 2
    assert 'rel="next"' not in second


def test_history_is_proved(admin: TestClient) -> None:
    page = prove(admin)
    assert "Lịch sử nguyên vẹn" in page
    assert "Mục nhật ký" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE journal SET subject = 'x' WHERE id = 1", "Nhật ký của Sở Ví dụ: mục số 1"),
        ("UPDATE event SET data = '{}' WHERE id = 1", "A1: sự kiện số 1"),
    ],
)
def test_what_was_changed_behind_our_back_is_found(
    house: House, admin: TestClient, change: str, said: str
) -> None:
    with house.office.database.begin() as tx:
        tx.run(text(change))
    page = prove(admin)
    assert "Lịch sử không còn nguyên vẹn: 1 chỗ sai" in page
    assert said in page


def test_last_anchor_stands_there_for_comparison(house: House, admin: TestClient) -> None:
    assert "Chưa có mốc nào" in admin.get(AUDIT).text
    anchor_history(house.office, NOW)
    with house.office.database.read() as tx:
        anchor = last_anchor(tx)
    assert anchor is not None
    assert anchor.hash in admin.get(AUDIT).text
    assert anchor.hash in prove(admin)


def test_auditor_reads_the_trail_and_nothing_else(house: House) -> None:
    appointment = Appointment(address=VERIFIER, role=Role.AUDITOR, from_on=NOW.date())
    appoint_person(house.office, Deed(house.person(ADMIN), NOW), appointment)
    auditor = house.browser(VERIFIER)
    assert auditor.get(AUDIT).status_code == 200
    assert "Lịch sử nguyên vẹn" in prove(auditor)
    assert auditor.get("/quan-tri").status_code == 403
    assert auditor.get("/quan-tri/nguoi-dung").status_code == 403


def test_everything_that_is_journalled_has_words() -> None:
    names = set()
    for path in (Path(words.__file__).parent).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "note":
                texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                names |= {text for text in texts[:1] if isinstance(text, str) and "_" in text}
    assert {"person_added", "holiday_noted", "password_changed"} <= names
    assert sorted(name for name in names if words.find(f"journal.{name}") is None) == []
