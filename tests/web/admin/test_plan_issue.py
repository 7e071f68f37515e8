from base64 import b64encode

import pytest
from starlette.testclient import TestClient

from cchc_workflow.definitions.plan_archive import pack_plan
from cchc_workflow.domain.people import Scope
from cchc_workflow.store.tasks import find_task
from tests.engine.small_office import duty, plan_files
from tests.web.admin.house import NOW, House, fields

ISSUE = "/quan-tri/ke-hoach/ke-hoach-2022/ban-hanh"


@pytest.fixture
def drafted(admin: TestClient) -> TestClient:
    files = plan_files(duty("Z1", "VP"), duty("Z2", "CCKL"), code="ke-hoach-2022")
    packed = b64encode(pack_plan(files)).decode()
    assert admin.post("/quan-tri/ke-hoach/nap", data={"goi": packed}).status_code == 303
    return admin


def test_page_says_how_many_tasks_and_mails(drafted: TestClient) -> None:
    page = drafted.get(ISSUE).text
    assert "2 nhiệm vụ, 2 thư" in page
    assert ISSUE in drafted.get("/quan-tri/ke-hoach").text


def test_plan_is_issued_once(house: House, drafted: TestClient) -> None:
    carried = fields(drafted.get(ISSUE).text)
    assert drafted.post(ISSUE, data=carried).status_code == 303
    with house.office.database.read() as tx:
        task = find_task(tx, Scope(1), "Z1")
    assert task.last_event_at == NOW
    assert drafted.post(ISSUE, data=carried).status_code == 409
    assert drafted.get(ISSUE).status_code == 409
    assert house.journal() == ["plan_issued", "plan_loaded"]


def test_draft_that_changed_meanwhile_is_not_issued(house: House, drafted: TestClient) -> None:
    assert drafted.post(ISSUE, data={"ban_da_xem": "khác"}).status_code == 409
    assert drafted.post(ISSUE).status_code == 409
    assert house.journal() == ["plan_loaded"]
