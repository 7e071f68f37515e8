from datetime import date, timedelta

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.ticket import seal
from cchc_workflow.engine.secrets import signing_key
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import end_appointments
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import (
    DefinitionRow,
    EventRow,
    ExtensionRow,
    JournalRow,
    OutboxRow,
    SessionRow,
    TaskRow,
    UploadRow,
)
from tests.builders import vn
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, HEAD_TCCB, SmallOffice, duty, issue_small
from tests.web.browsers import open_browser
from tests.web.link.visitors import Phone, make_link

NOW = vn(21, 5, 9)


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    return issue_small(
        sqlite_database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 9, 30))
    )


def everything(small: SmallOffice) -> list[object]:
    """Return every row that a deed could leave."""
    tables = (EventRow, OutboxRow, SessionRow, TaskRow, ExtensionRow, UploadRow, JournalRow, DefinitionRow)
    with small.database.read() as tx:
        return [tuple(row) for table in tables for row in tx.all(table_of(table).select())]


def show(small: SmallOffice, path: str) -> str:
    return Phone(small, NOW).open(path).html


def test_page_says_what_is_to_be_done_and_by_when(small: SmallOffice) -> None:
    html = show(small, make_link(small, HEAD, "A1", NOW))
    for said in ("Nhiệm vụ A1", "Thứ Tư, 30/6/2021", "Văn phòng Sở", "Đã giao", "Bắt đầu thực hiện"):
        assert said in html
    assert html.count('class="btn btn-big btn-primary"') == 1
    assert "Liên kết dành riêng cho truongphong.vp" in html
    assert 'href="/dang-nhap?tiep=%2Fnhiem-vu%2Fso-vi-du-2021%253AA1"' in html


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(small: SmallOffice, method: str) -> None:
    small.start("A1", NOW)
    path = make_link(small, HEAD, "A1", NOW)
    before = everything(small)
    for browser in (open_browser(small.office, NOW), open_browser(small.office, NOW)):
        assert browser.request(method, path).status_code == 200
        assert browser.request(method, f"{path}?da=reported").status_code == 200
        assert not browser.cookies
    assert everything(small) == before


@pytest.mark.parametrize("end", ["start", "report", "gia-han", "gia-han/approve"])
def test_a_step_is_taken_by_no_other_method(small: SmallOffice, end: str) -> None:
    path = make_link(small, HEAD, "A1", NOW)
    before = everything(small)
    browser = open_browser(small.office, NOW)
    assert {browser.request(method, f"{path}/{end}").status_code for method in ("GET", "HEAD", "PUT")} == {
        405
    }
    assert everything(small) == before


def test_address_is_kept_nowhere(small: SmallOffice) -> None:
    headers = open_browser(small.office, NOW).get(make_link(small, HEAD, "A1", NOW)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"


def test_expired_link_says_so_and_leads_on(small: SmallOffice) -> None:
    phone = Phone(small, NOW).open(make_link(small, HEAD, "A1", NOW, -timedelta(seconds=1)))
    assert (phone.status, "Liên kết đã hết hạn" in phone.html) == (410, True)
    assert 'href="/dang-nhap?tiep=%2Fnhiem-vu%2Fso-vi-du-2021%253AA1"' in phone.html


@pytest.mark.parametrize("change", ["x", "-", "?", ".."])
def test_forged_link_opens_nothing(small: SmallOffice, change: str) -> None:
    path = make_link(small, HEAD, "A1", NOW)
    phone = Phone(small, NOW).open(f"{path[:-1]}{change}")
    assert (phone.status, "Liên kết không đúng" in phone.html) == (404, True)
    assert "Nhiệm vụ A1" not in phone.html


@pytest.mark.parametrize("token", ["a", "a.b", "%00", "%F0%9F%98%80", "a" * 1999, "%3Cscript%3E"])
def test_what_was_never_sealed_opens_nothing(small: SmallOffice, token: str) -> None:
    phone = Phone(small, NOW).open(f"/l/{token}")
    assert (phone.status, "<script>" in phone.html) == (404, False)


def test_link_that_is_too_long_is_no_page(small: SmallOffice) -> None:
    assert Phone(small, NOW).open("/l/" + "a" * 5000).status == 404


def test_link_for_another_purpose_opens_nothing(small: SmallOffice) -> None:
    person, task = small.actor(HEAD).person_id, small.task("A1").id
    token = seal(signing_key(small.office), "password", (1, person, task), NOW + timedelta(days=1))
    assert Phone(small, NOW).open(f"/l/{token}").status == 404


def test_link_ends_with_the_persons_office(small: SmallOffice) -> None:
    path = make_link(small, HEAD, "A1", NOW)
    with small.database.begin() as tx:
        end_appointments(tx, 1, Role.UNIT_HEAD, small.unit_id("VP"), date(2021, 5, 20))
    phone = Phone(small, NOW).open(path)
    assert (phone.status, "Liên kết không còn dùng được" in phone.html) == (403, True)


def test_link_to_another_units_task_opens_nothing(small: SmallOffice) -> None:
    assert Phone(small, NOW).open(make_link(small, HEAD_TCCB, "A1", NOW)).status == 403


def test_cancelled_task_says_why(small: SmallOffice) -> None:
    small.do(CHIEF, "cancel", "A1", NOW, note="Trùng <b>A2</b>", document="45/QĐ-SVD")
    html = show(small, make_link(small, HEAD, "A1", NOW))
    assert "Nhiệm vụ đã được hủy" in html
    assert "Lý do: Trùng &lt;b&gt;A2&lt;/b&gt;" in html
    assert "Văn bản: 45/QĐ-SVD" in html
    assert "<form" not in html.split("</main>")[0]


def test_finished_task_asks_nothing(small: SmallOffice) -> None:
    small.report("A1", NOW)
    assert "Đang chờ thẩm định của: đầu mối CCHC, người thẩm định" in show(
        small, make_link(small, HEAD, "A1", NOW)
    )
    small.verify("A1", NOW)
    html = show(small, make_link(small, HEAD, "A1", NOW))
    assert "Không cần làm gì thêm" in html
    assert "<form" not in html.split("</main>")[0]


def test_task_of_somebody_elses_says_whose_turn_it_is(small: SmallOffice) -> None:
    html = show(small, make_link(small, COORDINATOR, "A1", NOW))
    assert "Việc tiếp theo dành cho: trưởng đơn vị, chuyên viên" in html


def test_somebody_signed_in_stays_and_may_go_on(small: SmallOffice) -> None:
    browser = open_browser(small.office, NOW, HEAD)
    html = browser.get(make_link(small, HEAD, "A1", NOW)).text
    assert 'href="/nhiem-vu/so-vi-du-2021%3AA1"' in html
    assert "đang đăng nhập với tên khác" not in html
    other = open_browser(small.office, NOW, COORDINATOR).get(make_link(small, HEAD, "A1", NOW)).text
    assert "vẫn ghi nhận cho truongphong.vp" in other
