import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.store.database import Database
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
    duty,
    open_office,
    plan_files,
)
from tests.web.browsers import open_browser, sign_in
from tests.web.reading import words_of
from tests.web.reports.desk import NOW, PATH, Desk, issue_own

QUARTER = "Báo cáo CCHC quý III năm 2021"
OWN = "Báo cáo của đơn vị, quý III năm 2021"


@pytest.mark.parametrize(
    ("who", "makes", "sees"),
    [
        (COORDINATOR, True, True),
        (CHIEF, True, True),
        (DIRECTOR, False, True),
        (DEPUTY, False, True),
        (VERIFIER, False, True),
        (ADMIN, False, True),
        (HEAD, True, False),
        (HEAD_TCCB, True, False),
        (HEAD_CCKL, True, False),
        (OFFICER, False, False),
    ],
)
def test_list_is_as_the_role_may_see_it(desk: Desk, who: str, makes: bool, sees: bool) -> None:  # noqa: FBT001 - a row of the table
    desk.make()
    page = words_of(desk.browse(who).get(PATH).text)
    assert ("Lập ngay" in page) is makes
    assert (QUARTER in page) is sees
    assert ("Sắp tự lập" in page) is sees


def test_list_asks_a_stranger_to_sign_in(desk: Desk) -> None:
    answer = desk.browse(None).get(PATH)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/dang-nhap")


def test_list_without_a_plan_says_so(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    load_plan(office, plan_files(duty("A1")), NOW)
    answer = open_browser(office, NOW, COORDINATOR).get(PATH)
    assert (answer.status_code, "Chưa có kế hoạch" in words_of(answer.text)) == (200, True)


def test_drafts_come_before_what_was_issued(desk: Desk) -> None:
    desk.issue(desk.make())
    desk.make(ReportKind.HALF_YEAR)
    page = words_of(desk.browse(COORDINATOR).get(PATH).text)
    places = [
        page.index(part)
        for part in (
            "Dự thảo chờ ban hành",
            "Báo cáo CCHC 6 tháng đầu năm 2021",
            "Sắp tự lập",
            "Tất cả",
            QUARTER,
        )
    ]
    assert places == sorted(places)
    assert "daumoi lập lúc" in page
    assert "chanhvanphong" in page


def test_many_drafts_of_units_are_folded(desk: Desk) -> None:
    for unit in ("VP", "TCCB", "CCKL"):
        desk.make(ReportKind.UNIT, unit)
    html = desk.browse(COORDINATOR).get(PATH).text
    assert "<details><summary" in html
    assert "3 dự thảo" in words_of(html)


def test_unit_sees_what_is_about_itself_alone(desk: Desk) -> None:
    report = issue_own(desk)
    assert OWN in words_of(desk.browse(OFFICER).get(PATH).text)
    assert OWN not in words_of(desk.browse(HEAD_TCCB).get(PATH).text)
    assert desk.browse(OFFICER).get(f"{PATH}/{report.id}").status_code == 200
    assert desk.browse(HEAD_TCCB).get(f"{PATH}/{report.id}").status_code == 404


def test_another_organization_sees_nothing_of_it(desk: Desk) -> None:
    desk.issue(desk.make())
    files = plan_files(duty("C1", "CCKL"), organization="so-khac")
    other = SmallOffice(desk.small.office, load_plan(desk.small.office, files, NOW), organization_id=2)
    issue_plan(desk.small.office, other.plan_id, None, NOW)
    browser = open_browser(desk.small.office, NOW)
    sign_in(browser, desk.small.office, NOW, DIRECTOR, organization_id=2)
    assert QUARTER not in words_of(browser.get(PATH).text)
    for path in ("", "/khac", "/ban-hanh", "/tai/pdf"):
        assert browser.get(f"{PATH}/1{path}").status_code == 404


def test_papers_of_issued_reports_are_offered(desk: Desk) -> None:
    report = desk.issue(desk.make())
    html = desk.browse(DIRECTOR).get(PATH).text
    assert [form for form in ("docx", "pdf", "xlsx") if f'href="{PATH}/{report.id}/tai/{form}"' in html] == [
        "docx",
        "pdf",
        "xlsx",
    ]


def test_list_is_narrowed_by_kind(desk: Desk) -> None:
    desk.issue(desk.make())
    browser = desk.browse(DIRECTOR)
    assert "Chưa có báo cáo nào được ban hành" in words_of(browser.get(f"{PATH}?loai=year").text)
    assert "Chưa có báo cáo nào" not in words_of(browser.get(f"{PATH}?loai=quarter").text)


def test_list_is_paged(desk: Desk) -> None:
    for _ in range(26):
        desk.issue(desk.make())
    browser = desk.browse(DIRECTOR)
    assert 'rel="next" href="/bao-cao?trang=2"' in browser.get(PATH).text
    second = browser.get(f"{PATH}?trang=2&loai=quarter").text
    assert "/bao-cao?loai=quarter&amp;trang=1" in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    "query",
    ["loai=khac", "loai=<script>", "trang=0", f"trang={2**63}", "ke-hoach=khac", f"ke-hoach={'x' * 200}"],
)
def test_address_that_fits_nothing_leads_nowhere(desk: Desk, query: str) -> None:
    answer = desk.browse(DIRECTOR).get(f"{PATH}?{query}")
    assert (answer.status_code, "<script>" in answer.text) == (404, False)
