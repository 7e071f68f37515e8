"""A report from its draft to its issue: made, read, remarked on, issued, taken along."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cchc_workflow.bootstrap import open_press
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.make import Request, make_report
from cchc_workflow.engine.report.remark import save_remarks
from cchc_workflow.settings import Settings
from cchc_workflow.web.tools import Tools
from cchc_workflow.words import label, say
from tests.e2e.pages.browsing import PHONE, Served, on_both, served, unfold
from tests.e2e.pages.conftest import MORNING
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, SmallOffice

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page

LIST = "/bao-cao"
KIND = ReportKind.HALF_YEAR
NAME = "Báo cáo CCHC 6 tháng đầu năm 2021"
REMARK = 'Đề nghị bố trí kinh phí <b>trước ngày 30/6</b> & "đủ"'
THEIRS = "Đề nghị bổ sung biên chế"


@pytest.fixture
def house(small: SmallOffice, chromium: "Chromium", tmp_path: Path) -> Iterator[Served]:
    """Serve the small office with a real press."""
    tools = Tools(print_report=open_press(Settings(home=tmp_path)).print)
    with served(small.office, MORNING, chromium, None, tools) as found:
        yield found
        assert found.amiss == []


def draft(small: SmallOffice) -> int:
    return make_report(small.office, small.actor(COORDINATOR, MORNING), Request(None, KIND), MORNING).id


def write(page: "Page", text: str) -> None:
    page.get_by_role("textbox", name=label("report_section", "kien_nghi")).fill(text)
    page.get_by_role("button", name=say("reports.save")).click()


@on_both
def test_report_is_made_remarked_on_issued_and_taken_along(house: Served, small: SmallOffice) -> None:
    page = house.open(COORDINATOR)
    page.goto(LIST)
    unfold(page, say("reports.make_now"))
    page.get_by_role("link", name=label("report_kind", KIND), exact=True).first.click()
    expect(page.get_by_role("radio")).to_be_checked()
    page.get_by_role("button", name=say("reports.make")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_role("status")).to_contain_text(say("told.report_made"))

    paper = page.get_by_role("region", name=say("reports.preview"))
    expect(paper.get_by_role("article")).to_contain_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    write(page, REMARK)
    expect(page.get_by_role("region", name=say("reports.remarks"))).to_contain_text(
        say("told.report_remarked")
    )
    expect(paper).to_contain_text(REMARK)
    expect(page.get_by_role("link", name=say("reports.issue_it"))).to_have_count(0)

    chief = house.open(CHIEF)
    chief.goto(LIST)
    chief.get_by_role("link", name=NAME, exact=True).click()
    chief.get_by_role("link", name=say("reports.issue_it"), exact=True).click()
    expect(chief.locator(".report-readers")).to_contain_text("giamdoc")
    chief.get_by_role("button", name=say("reports.issue_now")).click()
    expect(chief.get_by_role("status")).to_contain_text(say("told.report_issued"))
    expect(chief.get_by_text(label("report_state", "issued"), exact=True)).to_be_visible()
    expect(chief.get_by_role("region", name=say("reports.remarks"))).to_contain_text(REMARK)
    assert "giamdoc@so.example" in small.told("report")

    for form, beginning in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        with chief.expect_download() as download:
            chief.get_by_role("link", name=say("reports.take", form=label("report_format", form))).click()
        assert download.value.suggested_filename.endswith(f".{form}")
        assert Path(download.value.path()).read_bytes().startswith(beginning)


def test_two_who_write_at_once_see_each_others_words(house: Served, small: SmallOffice) -> None:
    report_id = draft(small)
    page = house.open(COORDINATOR)
    page.goto(f"{LIST}/{report_id}")
    save_remarks(small.office, small.actor(CHIEF, MORNING), report_id, 0, {"kien_nghi": THEIRS}, MORNING)
    write(page, REMARK)
    region = page.get_by_role("region", name=say("reports.remarks"))
    expect(region.get_by_role("alert")).to_contain_text("vừa được người khác")
    expect(region).to_contain_text(THEIRS)
    field = region.get_by_role("textbox", name=label("report_section", "kien_nghi"))
    expect(field).to_have_value(REMARK)
    write(page, f"{THEIRS}. {REMARK}")
    expect(region).to_contain_text(say("told.report_remarked"))
    expect(region.get_by_role("alert")).to_have_count(0)


def test_report_is_made_and_issued_without_scripts(house: Served, small: SmallOffice) -> None:
    page = house.open(HEAD, java_script_enabled=False)
    page.goto(LIST)
    unfold(page, say("reports.make_now"))
    page.get_by_role("link", name=label("report_kind", "unit"), exact=True).first.click()
    page.get_by_role("button", name=say("reports.make")).click()
    write(page, REMARK)
    expect(page.get_by_role("status")).to_contain_text(say("told.report_remarked"))
    expect(page.get_by_role("article")).to_contain_text(REMARK)
    page.get_by_role("link", name=say("reports.issue_it"), exact=True).click()
    page.get_by_role("button", name=say("reports.issue_now")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.report_issued"))
    page.goto(LIST)
    expect(page.get_by_role("link", name=re.compile(r"^Báo cáo của đơn vị, 6 tháng"))).to_be_visible()
    assert small.told("report") != []


def test_report_is_read_on_a_phone(house: Served, small: SmallOffice) -> None:
    report_id = draft(small)
    page = house.open(CHIEF, width=PHONE)
    page.goto(LIST)
    page.get_by_role("link", name=NAME, exact=True).click()
    expect(page).to_have_url(re.compile(rf"{LIST}/{report_id}$"))
    page.get_by_role("article").scroll_into_view_if_needed()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
