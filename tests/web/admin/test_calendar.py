from datetime import date

import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.house_files import list_own
from cchc_workflow.errors import IncompleteError
from cchc_workflow.store.tasks import find_task
from cchc_workflow.web.admin.calendar import NoticeForm, list_spans, read_notice
from cchc_workflow.web.tools import NO_TOOLS
from tests.web.admin.house import House, fields

CALENDAR = "/quan-tri/lich"
NOTICE = {"van_ban": "Thông báo 9/TB", "ten": "Nghỉ <b>bão</b>", "tu_ngay": "2021-06-18"}
NATIONAL_DAY = "Thông báo của Bộ Lao động - Thương binh và Xã hội về nghỉ Tết Âm lịch và Quốc khánh năm 2021"
"""What the shipped calendar says of 2 September already."""


def due_on(house: House, code: str) -> date | None:
    with house.office.database.read() as tx:
        return find_task(tx, Scope(1), code).due_on


def test_year_is_shown_with_its_notices(admin: TestClient) -> None:
    page = admin.get(CALENDAR, params={"nam": 2026}).text
    assert "Lịch nghỉ năm 2026" in page
    assert "Thứ Hai, 16/2/2026" in page
    assert "làm bù cho ngày nghỉ 31/8/2026" in page
    assert "dự kiến" in page
    assert "Lịch nghỉ năm 2021" in admin.get(CALENDAR).text
    assert "Lịch nghỉ năm 2030" in admin.get(CALENDAR, params={"nam": 2099}).text
    assert admin.get(CALENDAR, params={"nam": 1}).status_code == 404


def test_preview_says_what_moves_and_changes_nothing(house: House, admin: TestClient) -> None:
    page = admin.post(f"{CALENDAR}/xem-truoc", data=NOTICE)
    assert page.status_code == 200
    for text in ("Thứ Sáu, 18/6/2021", "Thứ Hai, 21/6/2021", "do cơ quan ấn định", "Điều 148"):
        assert text in page.text
    assert "<b>bão</b>" not in page.text
    assert (due_on(house, "A1"), list_own(house.home), house.journal()) == (date(2021, 6, 18), (), [])


def test_applied_notice_is_in_force_at_once(house: House, admin: TestClient) -> None:
    page = admin.post(f"{CALENDAR}/xem-truoc", data=NOTICE).text
    answer = admin.post(f"{CALENDAR}/ap-dung", data=NOTICE | {"ban_da_xem": fields(page)["ban_da_xem"]})
    assert answer.headers["location"] == f"{CALENDAR}?nam=2021&da=holiday_noted"
    assert due_on(house, "A1") == date(2021, 6, 21)
    assert not house.office.calendar.is_working(date(2021, 6, 18))
    assert list_own(house.home) == ("workflows/calendar/vn.toml",)
    assert house.journal() == ["holiday_noted"]
    assert "Nghỉ &lt;b&gt;bão" in admin.get(CALENDAR).text


def test_second_administrator_sees_that_the_calendar_changed(house: House, admin: TestClient) -> None:
    seen = fields(admin.post(f"{CALENDAR}/xem-truoc", data=NOTICE).text)["ban_da_xem"]
    admin.post(f"{CALENDAR}/ap-dung", data=NOTICE | {"ban_da_xem": seen})
    other = NOTICE | {"tu_ngay": "2021-06-22", "ten": "Ngày khác", "ban_da_xem": seen}
    late = admin.post(f"{CALENDAR}/ap-dung", data=other)
    assert late.status_code == 409
    assert 'value="Ngày khác"' in late.text
    assert house.office.calendar.is_working(date(2021, 6, 22))
    assert admin.post(f"{CALENDAR}/ap-dung", data=NOTICE | {"ban_da_xem": seen}).status_code == 409
    assert house.journal() == ["holiday_noted"]


@pytest.mark.parametrize(
    "over",
    [
        {"tu_ngay": ""},
        {"tu_ngay": "mai"},
        {"van_ban": ""},
        {"ten": ""},
        {"den_ngay": "2021-06-17"},
        {"den_ngay": "2022-06-17"},
        {"lam_bu_1": "2021-06-19"},
        {"lam_bu_1": "2021-06-16", "thay_cho_1": "2021-06-18"},
        {"thay_du_kien": "../../etc"},
        {"tu_ngay": "2019-01-01"},
        {"tu_ngay": "2021-09-02", "den_ngay": "2021-09-03", "van_lam": "0", "ten": "Quốc khánh",
         "van_ban": NATIONAL_DAY},
    ],
)  # fmt: skip
def test_refused_notice_keeps_what_was_typed(house: House, admin: TestClient, over: dict[str, str]) -> None:
    given = NOTICE | over
    page = admin.post(f"{CALENDAR}/xem-truoc", data=given)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert f'value="{given["van_ban"]}"' in page.text
    assert "Nếu áp dụng" not in page.text
    assert house.journal() == []


def test_program_without_a_folder_only_shows(house: House) -> None:
    admin = house.browser(tools=NO_TOOLS)
    assert "chỉ để xem" in admin.get(CALENDAR).text
    assert admin.post(f"{CALENDAR}/xem-truoc", data=NOTICE).status_code == 404
    assert admin.post(f"{CALENDAR}/ap-dung", data=NOTICE).status_code == 404


def test_spans_join_days_that_say_the_same(house: House) -> None:
    spans = list_spans(house.office.calendar, 2021)
    assert [(span.first_on, span.last_on) for span in spans][1] == (date(2021, 2, 10), date(2021, 2, 16))
    assert spans[1].key == "2021-02-10..2021-02-16"
    assert [span.works for span in list_spans(house.office.calendar, 2026)].count(True) == 2


def test_read_notice_reads_exchanges_and_what_is_settled() -> None:
    form = NoticeForm.model_validate(
        NOTICE
        | {"lam_bu_2": "2021-06-19", "thay_cho_2": "2021-06-18", "thay_du_kien": "2021-06-16..2021-06-17"}
    )
    notice = read_notice(form)
    assert notice.exchanged == ((date(2021, 6, 19), date(2021, 6, 18)),)
    assert notice.replaces == (date(2021, 6, 16), date(2021, 6, 17))
    with pytest.raises(IncompleteError):
        read_notice(NoticeForm.model_validate({}))
