from dataclasses import dataclass
from datetime import date, datetime

from cchc_workflow.engine.folder import open_folder
from cchc_workflow.web.task.history import Happening, describe_event, letters_of
from tests.builders import make_evidence
from tests.engine.small_office import CHIEF, HEAD, OFFICER, SmallOffice
from tests.web.desks import NOW, Desk


@dataclass(frozen=True)
class Mail:
    id: int
    bundle_id: int | None = None
    step: str | None = None
    key: str = "event:1:2"
    message: str = "reminder"
    name: str = "Trưởng phòng"
    address: str = "tp@so.example"
    is_copy: bool = False
    state: str = "sent"
    created_at: datetime = NOW
    sent_at: datetime | None = None


def happenings(small: SmallOffice, code: str = "A1") -> list[Happening]:
    folder = open_folder(small.office, small.actor(HEAD, NOW), code, NOW)
    return [describe_event(event, folder) for event in folder.file.events]


def test_an_event_tells_who_what_and_where_it_led(started: Desk) -> None:
    started.small.do(HEAD, "report", "A3", NOW, value="6/16", note="Xong", evidence=(make_evidence(),))
    assigned, begun, reported = happenings(started.small, "A3")
    assert (assigned.who, assigned.move, assigned.given) == ("hệ thống", "", ())
    assert (begun.who, begun.move) == ("truongphong.vp", "Đã giao → Đang thực hiện")
    assert reported.given == ("Kết quả đạt được: 6/16", "Ghi chú: Xong")
    assert [row.document for row in reported.evidence] == ["12/BC-VP"]


def test_a_reason_is_called_one(desk: Desk) -> None:
    small = desk.small
    small.do(CHIEF, "suspend", "A1", NOW, note="Chờ văn bản")
    assert happenings(small)[-1].given == ("Lý do: Chờ văn bản",)


def test_a_request_for_time_tells_its_date_once(desk: Desk) -> None:
    desk.small.extend("A1", date(2021, 7, 30), NOW)
    asked, granted = happenings(desk.small)[-2:]
    assert asked.given == ("Đề nghị đến ngày 30/7/2021", "Lý do: Chờ ý kiến của Sở Tài chính")
    assert granted.given == ("Thời hạn: 30/6/2021 → 30/7/2021",)


def test_an_amendment_tells_what_it_was_before(desk: Desk) -> None:
    desk.small.amend(CHIEF, "A1", NOW, title="Khác", lead="TCCB", reason="Sắp xếp lại", document="9/TB")
    desk.small.amend(CHIEF, "A2", NOW, assignee=OFFICER)
    folder = open_folder(desk.small.office, desk.small.actor(CHIEF, NOW), "A1", NOW)
    told = describe_event(folder.file.events[-1], folder)
    assert told.given == (
        "Tên: Nhiệm vụ A1 → Khác", "Đơn vị chủ trì: Văn phòng Sở → Phòng Tổ chức - Cán bộ", "Văn bản: 9/TB",
        "Lý do: Sắp xếp lại",
    )  # fmt: skip
    assert happenings(desk.small, "A2")[-1].given == ("Người thực hiện: chuyenvien.vp",)


def test_a_step_and_the_mail_that_carried_it_are_one_line() -> None:
    step, carrier, alone = (
        Mail(1, bundle_id=2, step="T+1", state="bundled"),
        Mail(2),
        Mail(3, step="T-7", state="held"),
    )
    assert [(letter.step, letter.state) for letter in letters_of([alone, carrier, step])] == [
        ("T-7", "held"), ("T+1", "sent"),
    ]  # fmt: skip


def test_a_step_in_a_digest_shows_by_itself() -> None:
    (letter,) = letters_of([Mail(1, bundle_id=9, step="T+1", state="bundled")])
    assert (letter.step, letter.state, letter.nudge) == ("T+1", "bundled", False)


def test_a_reminder_sent_at_once_is_marked() -> None:
    (letter,) = letters_of([Mail(1, key="nudge:1:2021-06-01:coordinator:4", name="")])
    assert (letter.nudge, letter.to) == (True, "tp@so.example")
