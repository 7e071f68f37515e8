from datetime import date, timedelta

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.store.database import Database
from cchc_workflow.store.files import evidence_of
from cchc_workflow.store.people import end_appointments
from cchc_workflow.store.uploads import uploads_of
from tests.builders import vn
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, OFFICER, SmallOffice, duty, issue_small
from tests.web.browsers import open_browser
from tests.web.link.visitors import Phone, make_link

NOW = vn(21, 5, 9)
LATER = vn(22, 5, 9)
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
TARGET = """
[task.target]
measure = "percent"
at_least = 80
label = "Hồ sơ trực tuyến"
"""


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    return issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30)),
        duty("A2", "VP", date(2021, 9, 30)),
        duty("A3", "VP", date(2021, 9, 30), TARGET),
    )


def phone_at(small: SmallOffice, code: str = "A1", address: str = HEAD) -> Phone:
    return Phone(small, NOW).open(make_link(small, address, code, NOW))


def photo(name: str = "anh.jpg", content: bytes = PHOTO) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("files", (name, content, "image/jpeg"))]


def names(small: SmallOffice, code: str = "A1") -> list[str]:
    with small.database.read() as tx:
        return [row.file_name or row.document for row in evidence_of(tx, small.task(code).id)]


def test_start_takes_two_taps(small: SmallOffice) -> None:
    phone = phone_at(small).send("start")
    assert (phone.taps, phone.status, small.task("A1").state) == (2, 200, "in_progress")
    assert "Đã bắt đầu thực hiện" in phone.html
    assert "Báo cáo kết quả" in phone.html


def test_report_with_a_photo_takes_three_taps(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small).send("report", photo())
    assert (phone.taps, phone.status, small.task("A1").state) == (3, 200, "reported")
    assert "Đã gửi báo cáo" in phone.html
    assert "Kết quả thẩm định được báo qua thư" in phone.html
    assert names(small) == ["anh.jpg"]
    assert small.task("A1").reported_by == small.actor(HEAD).person_id


def test_report_with_a_documents_number_takes_two_taps(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small).send("report", evidence="12/BC-VP")
    assert (phone.taps, small.task("A1").state, names(small)) == (2, "reported", ["12/BC-VP"])


def test_asking_for_more_time_takes_three_taps(small: SmallOffice) -> None:
    phone = phone_at(small).send("gia-han", due_on="2021-07-30", note="Chờ hướng dẫn")
    assert (phone.taps, phone.status) == (3, 200)
    assert "Đã gửi đề nghị gia hạn" in phone.html
    assert "Đề nghị gia hạn đến 30/7/2021 đang chờ quyết định" in phone.html


def test_report_of_a_target_wants_the_value_and_loses_nothing(small: SmallOffice) -> None:
    small.start("A3", NOW)
    phone = phone_at(small, "A3").send("report", photo(), value="79,5", evidence="12/BC-VP")
    assert phone.status == 422
    assert "chỉ tiêu “Hồ sơ trực tuyến” mới đạt" in phone.html
    assert 'value="12/BC-VP"' in phone.html
    assert 'value="79,5"' in phone.html
    assert "anh.jpg" in phone.html
    assert phone.send("report", value="82 %").status == 200
    assert (small.task("A3").state, names(small, "A3")) == ("reported", ["anh.jpg"])


def test_report_without_evidence_says_what_is_missing(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small).send("report")
    assert (phone.status, "tài liệu kiểm chứng" in phone.html) == (422, True)


def test_file_that_is_none_of_those_taken_is_refused_by_name(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small).send("report", photo("hoa-don.pdf", b"MZ\x90\x00" + bytes(100)))
    assert (phone.status, "hoa-don.pdf" in phone.html) == (422, True)
    assert small.task("A1").state == "in_progress"
    with small.database.read() as tx:
        assert uploads_of(tx, small.task("A1").id) == []


def test_second_tap_does_no_more_than_the_first(small: SmallOffice) -> None:
    small.start("A1", NOW)
    one, two = phone_at(small), phone_at(small)
    one.send("report", photo())
    events = small.task("A1").event_count
    again = two.send("report", photo())
    assert (again.status, "Đã gửi báo cáo" in again.html) == (200, True)
    assert (small.task("A1").event_count, names(small)) == (events, ["anh.jpg"])


def test_second_request_for_more_time_does_no_more_than_the_first(small: SmallOffice) -> None:
    one, two = phone_at(small), phone_at(small)
    for phone in (one, two):
        assert phone.send("gia-han", due_on="2021-07-30", note="Chờ").status == 200
    assert len(small.mails("extension_asked")) == len({mail.to for mail in small.mails("extension_asked")})


def test_back_button_after_reporting_shows_where_the_task_stands(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small)
    phone.send("report", photo())
    phone.open(make_link(small, HEAD, "A1", NOW))
    assert "Đã báo cáo lúc 09:00 21/5/2021" in phone.html


def test_stale_page_says_what_changed_and_keeps_what_was_typed(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small)
    small.amend(CHIEF, "A1", NOW, due_on=date(2021, 7, 15), reason="Theo chỉ đạo")
    phone.send("report", evidence="12/BC <b>VP</b>")
    assert phone.status == 409
    assert "Điều chỉnh nhiệm vụ, chanhvanphong, 09:00 21/5/2021" in phone.html
    assert 'value="12/BC &lt;b&gt;VP&lt;/b&gt;"' in phone.html
    assert "15/7/2021" in phone.html
    assert phone.send("report", evidence="12/BC-VP").status == 200


def test_page_of_a_task_that_was_cancelled_meanwhile_keeps_what_was_typed(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small)
    small.do(CHIEF, "cancel", "A1", NOW, note="Trùng A2", document="45/QĐ-SVD")
    phone.send("report", evidence="12/BC-VP")
    assert phone.status == 409
    assert "Nhiệm vụ đã được hủy" in phone.html
    assert "12/BC-VP" in phone.html


def test_colleague_who_was_first_is_named(small: SmallOffice) -> None:
    small.start("A1", NOW)
    phone = phone_at(small)
    small.report("A1", NOW, OFFICER)
    phone.send("report", evidence="12/BC-VP")
    assert phone.status == 409
    assert "Báo cáo kết quả, chuyenvien.vp" in phone.html


def test_coordinator_verifies_or_returns_by_a_link(small: SmallOffice) -> None:
    small.report("A1", NOW)
    small.report("A2", NOW)
    phone = phone_at(small, "A1", COORDINATOR).send("verify")
    assert (phone.taps, small.task("A1").state) == (2, "verified")
    back = phone_at(small, "A2", COORDINATOR)
    assert back.send("return", note="").status == 422
    assert back.send("return", note="Thiếu phụ lục").status == 200
    assert small.task("A2").state == "in_progress"


def test_chief_decides_on_more_time_by_a_link(small: SmallOffice) -> None:
    small.ask("A1", date(2021, 7, 30), NOW)
    small.ask("A2", date(2021, 10, 30), NOW)
    phone = phone_at(small, "A1", CHIEF).send("gia-han/approve")
    assert (phone.taps, small.task("A1").due_on) == (2, date(2021, 7, 30))
    phone_at(small, "A2", CHIEF).send("gia-han/reject", note="Còn đủ thời gian")
    assert small.task("A2").due_on == date(2021, 9, 30)


def test_request_of_another_task_is_not_decided_by_this_link(small: SmallOffice) -> None:
    other = small.ask("A2", date(2021, 10, 30), NOW)
    path = make_link(small, CHIEF, "A1", NOW)
    answer = open_browser(small.office, NOW).post(f"{path}/gia-han/approve", data={"request": str(other.id)})
    assert answer.status_code == 409
    assert small.task("A2").due_on == date(2021, 9, 30)


@pytest.mark.parametrize(
    ("address", "end", "status"),
    [
        (HEAD, "verify", 409),
        (HEAD, "cancel", 404),
        (HEAD, "suspend", 404),
        (CHIEF, "cancel", 404),
        (CHIEF, "suspend", 404),
        (CHIEF, "start", 403),
        (CHIEF, "excuse", 404),
        (HEAD, "no_such_action", 404),
        (HEAD, "%3Cscript%3E", 404),
        (HEAD, "gia-han/approve", 409),
        (COORDINATOR, "gia-han", 403),
    ],
)
def test_link_is_good_for_its_own_steps_alone(
    small: SmallOffice, address: str, end: str, status: int
) -> None:
    sent = {"note": "x", "document": "45/QĐ", "due_on": "2021-07-30"}
    answer = open_browser(small.office, NOW).post(f"{make_link(small, address, 'A1', NOW)}/{end}", data=sent)
    assert answer.status_code == status
    assert small.task("A1").state == "assigned"


@pytest.mark.parametrize("signed_in_as", [None, CHIEF])
def test_who_is_signed_in_adds_nothing_to_a_link(small: SmallOffice, signed_in_as: str | None) -> None:
    small.ask("A1", date(2021, 7, 30), NOW)
    path = make_link(small, COORDINATOR, "A1", NOW)
    answer = open_browser(small.office, NOW, signed_in_as).post(
        f"{path}/gia-han/approve", data={"request": "1"}
    )
    assert answer.status_code == 403
    assert small.task("A1").due_on == date(2021, 6, 30)


@pytest.mark.parametrize("end", ["start", "report", "gia-han", "gia-han/approve"])
def test_no_step_is_taken_by_a_link_that_opens_nothing(small: SmallOffice, end: str) -> None:
    browser = open_browser(small.office, NOW)
    expired = make_link(small, HEAD, "A1", NOW, -timedelta(days=1))
    good = make_link(small, HEAD, "A1", NOW)
    assert browser.post(f"{expired}/{end}", files=dict(photo())).status_code == 410
    assert browser.post(f"{good[:-1]}_/{end}", files=dict(photo())).status_code == 404
    with small.database.begin() as tx:
        end_appointments(tx, 1, Role.UNIT_HEAD, small.unit_id("VP"), date(2021, 5, 20))
    assert browser.post(f"{good}/{end}", files=dict(photo())).status_code == 403
    assert small.task("A1").state == "assigned"


def test_an_older_browser_that_names_no_origin_may_send(small: SmallOffice) -> None:
    path = make_link(small, HEAD, "A1", NOW)
    sent = {"version": str(small.task("A1").version)}
    answer = open_browser(small.office, NOW).post(f"{path}/start", data=sent, headers={"Origin": "null"})
    assert (answer.status_code, small.task("A1").state) == (303, "in_progress")
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("due_on", "note"), [("2021-06-01", "x"), ("2022-01-01", "x"), ("2021-07-30", " "), ("", "x")]
)
def test_more_time_that_can_not_be_is_refused_with_what_was_typed(
    small: SmallOffice, due_on: str, note: str
) -> None:
    phone = phone_at(small).send("gia-han", due_on=due_on, note=note)
    assert phone.status == 422
    assert f'value="{due_on}"' in phone.html
    assert "Chưa ghi nhận" in phone.html
