from datetime import date

import pytest

from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
)
from tests.papers import PDF
from tests.web.desks import NOW, Desk
from tests.web.reading import words_of

BC = ("files", ("báo cáo.pdf", PDF, "application/pdf"))


def test_the_head_gives_the_task_to_somebody(desk: Desk) -> None:
    head = desk.browser()
    html = head.get("/nhiem-vu/A1").text
    assert 'name="assignee"' in html
    assert 'name="title"' not in html
    answer = head.post(desk.path("A1", "dieu-chinh"), data=desk.form("A1", assignee=OFFICER))
    assert answer.headers["location"] == "/nhiem-vu/A1?da=amended"
    assert "chuyenvien.vp" in words_of(head.get("/nhiem-vu/A1").text)


def test_the_chief_changes_deadline_and_lead_with_a_document(desk: Desk) -> None:
    form = desk.form(
        "A1",
        title="Nhiệm vụ A1",
        due_on="2021-08-31",
        lead="TCCB",
        assignee="",
        reason="Chuyển",
        document="9/TB",
    )
    assert desk.browser(CHIEF).post(desk.path("A1", "dieu-chinh"), data=form).status_code == 303
    task = desk.task("A1")
    assert (task.due_on, task.lead_unit_name, task.title) == (
        date(2021, 8, 31),
        "Phòng Tổ chức - Cán bộ",
        "Nhiệm vụ A1",
    )
    assert "Văn bản: 9/TB" in words_of(desk.browser(CHIEF).get("/nhiem-vu/A1").text)


@pytest.mark.parametrize(("by", "fields", "status"), [
    (HEAD, {"title": "Tên khác"}, 403), (COORDINATOR, {"due_on": "2021-08-31", "reason": "x"}, 403),
    (COORDINATOR, {"title": "Tên khác"}, 422), (CHIEF, {"due_on": "31/12/2022", "reason": "x"}, 422),
    (CHIEF, {"due_on": "mai", "reason": "x"}, 422), (CHIEF, {"lead": "XX", "reason": "x"}, 422),
    (CHIEF, {"assignee": "khong@co.example"}, 422), (CHIEF, {"reason": "chẳng có gì"}, 422),
    (CHIEF, {"title": "x" * 1001, "reason": "x"}, 422),
])  # fmt: skip
def test_a_change_that_may_not_be_made_is_not(
    desk: Desk, by: str, fields: dict[str, str], status: int
) -> None:
    answer = desk.browser(by).post(desk.path("A1", "dieu-chinh"), data=desk.form("A1", **fields))
    assert answer.status_code == status
    assert desk.task("A1").version == 1


def test_a_change_by_a_stale_page_is_a_conflict(desk: Desk) -> None:
    form = desk.form("A1", title="Tên khác", reason="Lý do đã gõ")
    desk.small.start("A1", NOW)
    answer = desk.browser(CHIEF).post(desk.path("A1", "dieu-chinh"), data=form)
    assert answer.status_code == 409
    assert "Lý do đã gõ" in answer.text
    assert "Tên khác" in answer.text


@pytest.mark.parametrize("text", ["Đã nhận.", "<script>alert(1)</script>", "=1+1", "một\r\nhai"])
def test_a_comment_is_shown_with_who_said_it(desk: Desk, text: str) -> None:
    answer = desk.browser(HEAD_TCCB).post(desk.path("A1", "y-kien"), data={"text": text})
    assert answer.headers["location"] == "/nhiem-vu/A1?da=commented"
    html = desk.browser().get("/nhiem-vu/A1").text
    assert "truongphong.tccb" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("text", ["", "  ", "\u202e"])
def test_an_empty_comment_comes_back(desk: Desk, text: str) -> None:
    answer = desk.browser().post(desk.path("A1", "y-kien"), data={"text": text})
    assert answer.status_code == 422
    assert "nội dung ý kiến" in answer.text


def test_a_reminder_is_sent_once_a_day(desk: Desk) -> None:
    coordinator = desk.browser(COORDINATOR)
    assert 'action="/viec/1/nhac"' in coordinator.get("/nhiem-vu/A1").text
    path = desk.path("A1", "nhac")
    assert coordinator.post(path, data=desk.form("A1")).headers["location"] == "/nhiem-vu/A1?da=reminded"
    again = coordinator.post(path, data=desk.form("A1"))
    assert again.status_code == 409
    assert "Hôm nay đã nhắc nhiệm vụ A1 một lần" in again.text
    text = words_of(coordinator.get("/nhiem-vu/A1").text)
    assert "Hôm nay đã nhắc" in text
    assert "Thư nhắc việc, nhắc ngay" in text
    assert desk.small.told("reminder", "queued") == [HEAD]


def test_a_head_does_not_remind(desk: Desk) -> None:
    assert desk.browser().post(desk.path("A1", "nhac")).status_code == 403
    assert "/nhac" not in desk.browser().get("/nhiem-vu/A1").text
