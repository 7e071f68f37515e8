"""The coordinator's lists: the table narrowed, ordered, taken along and acted on at once; the board."""

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from cchc_workflow.words import say
from tests.builders import vn
from tests.e2e.pages.browsing import Served, on_both, unfold
from tests.engine.small_office import COORDINATOR, HEAD, VERIFIER, SmallOffice

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page

DESK = "daumoi.cchc@snnptnt-quang-ngai.example"


def rows(page: "Page") -> "Locator":
    return page.get_by_role("table").locator("tbody").get_by_role("row")


def codes(page: "Page") -> list[str]:
    """Return the codes of the rows, from the boxes that pick them."""
    picks = rows(page).get_by_role("checkbox").all()
    return [(pick.get_attribute("aria-label") or "").split()[-1] for pick in picks]


def head(page: "Page", entry: str) -> "Locator":
    return page.get_by_role("columnheader", name=say(f"listing.{entry}"))


def column(page: "Page", state: str) -> "Locator":
    return page.get_by_role("region", name=re.compile(f"^{state}"))


def card(page: "Page", code: str) -> "Locator":
    return page.get_by_role("listitem", name=re.compile(f"^{code} "))


def take_along(page: "Page", entry: str) -> "Download":
    unfold(page.get_by_role("main"), say("listing.export"))
    with page.expect_download() as waiting:
        page.get_by_role("link", name=say(entry)).click()
    return waiting.value


def test_table_is_narrowed_ordered_and_turned_over(october: Served) -> None:
    page = october.open(DESK)
    page.goto("/nhiem-vu")
    expect(page.get_by_text(say("listing.count", count=417), exact=True)).to_be_visible()
    expect(rows(page)).to_have_count(50)

    page.get_by_label(say("listing.field_timeliness"), exact=True).select_option("overdue")
    expect(page).to_have_url(re.compile(r"tinh-trang=overdue"))
    expect(page.get_by_text(say("listing.count", count=417), exact=True)).to_have_count(0)
    expect(rows(page).filter(has_text=say("timeliness.overdue"))).to_have_count(rows(page).count())
    page.reload()
    expect(rows(page).filter(has_text=say("timeliness.overdue"))).to_have_count(rows(page).count())
    page.get_by_role("link", name=say("listing.clear")).click()
    expect(rows(page)).to_have_count(50)

    head(page, "by_code").get_by_role("link").click()
    expect(head(page, "by_code")).to_have_attribute("aria-sort", "ascending")
    first = codes(page)
    head(page, "by_code").get_by_role("link").click()
    expect(head(page, "by_code")).to_have_attribute("aria-sort", "descending")
    assert codes(page)[0] != first[0]
    head(page, "by_code").get_by_role("link").click()
    expect(head(page, "by_code")).to_have_attribute("aria-sort", "ascending")

    page.get_by_role("link", name=say("shell.next")).click()
    expect(page).to_have_url(re.compile(r"sau="))
    expect(rows(page).get_by_role("checkbox", name=f" {first[0]}", exact=True)).to_have_count(0)
    assert not set(first) & set(codes(page))
    page.get_by_role("link", name=say("shell.previous"), exact=True).click()
    expect(page).to_have_url(re.compile(r"truoc="))
    expect(rows(page).first.get_by_role("checkbox")).to_have_accessible_name(re.compile(f"{first[0]}$"))
    assert codes(page) == first
    page.go_back()
    expect(page).to_have_url(re.compile(r"sau="))
    assert not set(first) & set(codes(page))


def test_words_narrow_the_table_while_they_are_typed(october: Served) -> None:
    page = october.open(DESK)
    page.goto("/nhiem-vu")
    field = page.get_by_label(say("listing.field_text"), exact=True)
    field.press_sequentially("dao tao")
    expect(page).to_have_url(re.compile(r"tu-khoa=dao"))
    expect(rows(page).first).to_contain_text("đào tạo")
    expect(field).to_be_focused()
    expect(field).to_have_value("dao tao")


@on_both
def test_filter_is_kept_under_a_name(house: Served) -> None:
    page = house.open(COORDINATOR)
    page.goto("/nhiem-vu?trang-thai=reported")
    unfold(page.get_by_role("main"), say("listing.views"))
    page.get_by_label(say("listing.view_name")).fill("Chờ <i>tôi</i>")
    page.get_by_role("button", name=say("listing.view_keep")).click()
    expect(page.get_by_role("status").filter(has_text=say("told.view_kept"))).to_be_visible()
    page.goto("/nhiem-vu")
    unfold(page.get_by_role("main"), say("listing.views"))
    page.get_by_role("link", name="Chờ <i>tôi</i>").click()
    expect(page).to_have_url(re.compile(r"trang-thai=reported"))
    expect(rows(page)).to_have_count(2)
    unfold(page.get_by_role("main"), say("listing.views"))
    page.get_by_role("button", name=say("listing.view_drop", name="Chờ <i>tôi</i>")).click()
    expect(page.get_by_role("status").filter(has_text=say("told.view_dropped"))).to_be_visible()


@on_both
def test_bulk_does_all_or_nothing(house: Served, small: SmallOffice) -> None:
    page = house.open(COORDINATOR)
    page.goto("/nhiem-vu?trang-thai=reported")
    page.get_by_label(say("listing.pick_all")).check()
    page.get_by_label(say("listing.bulk")).select_option(label=say("action.verify"))
    page.get_by_role("button", name=say("listing.go_on")).click()
    expect(rows(page).filter(has_text=say("listing.fits"))).to_have_count(2)
    small.do(VERIFIER, "return", "A2", vn(21, 5, 9, 1), note="Thiếu số liệu")
    page.get_by_role("button", name=say("listing.bulk_sure")).click()
    expect(page.get_by_role("alert")).to_have_text(say("listing.bulk_undone", count=1))
    expect(rows(page).filter(has_text="A2")).to_contain_text(say("listing.changed"))
    expect(rows(page).filter(has_text="A1")).to_contain_text(say("listing.fits"))
    assert small.task("A1").state == "reported"

    expect(page.get_by_role("checkbox", name=say("listing.pick", code="A2"))).not_to_be_checked()
    page.get_by_role("button", name=say("listing.bulk_sure")).click()
    expect(page.get_by_text(say("listing.bulk_done", action=say("action.verify"), count=1))).to_be_visible()
    assert (small.task("A1").state, small.task("A2").state) == ("verified", "in_progress")


def test_what_is_shown_is_taken_along(house: Served, tmp_path: Path) -> None:
    page = house.open(COORDINATOR)
    page.goto("/nhiem-vu?trang-thai=reported&xep=-ma")
    text = tmp_path / "a.csv"
    take_along(page, "listing.export_csv").save_as(text)
    found = list(csv.reader(text.read_text("utf-8-sig").splitlines()))
    assert [line[0] for line in found] == [say("listing.column_code"), "A2", "A1"]
    page.goto("/nhiem-vu?trang-thai=reported&xep=-ma")
    book = tmp_path / "a.xlsx"
    take_along(page, "listing.export_xlsx").save_as(book)
    sheet = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    assert [line[0] for line in sheet] == [say("listing.column_code"), "A2", "A1"]


@on_both
def test_card_is_moved_by_its_button(house: Served, small: SmallOffice) -> None:
    page = house.open(HEAD)
    page.goto("/nhiem-vu/bang")
    card(page, "A4").get_by_role("button", name=say("action.start")).click()
    expect(column(page, "Đang thực hiện").get_by_role("listitem", name=re.compile("^A4 "))).to_be_visible()
    expect(column(page, "Đã giao").get_by_role("listitem", name=re.compile("^A4 "))).to_have_count(0)
    expect(page.get_by_role("status").get_by_text(say("told.started"))).to_be_visible()
    assert small.task("A4").state == "in_progress"


def test_card_is_moved_by_the_keyboard(house: Served, small: SmallOffice) -> None:
    page = house.open(HEAD)
    page.goto("/nhiem-vu/bang")
    card(page, "A4").focus()
    page.keyboard.press("Alt+ArrowRight")
    moved = column(page, "Đang thực hiện").get_by_role("listitem", name=re.compile("^A4 "))
    expect(moved).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    box = page.get_by_role("dialog", name=say("board.options"))
    expect(box).to_be_visible()
    box.get_by_label(say("listing.give_evidence")).fill("12/BC-VP")
    page.keyboard.press("Enter")
    expect(column(page, "Đã báo cáo").get_by_role("listitem", name=re.compile("^A4 "))).to_be_visible()
    expect(box).to_be_hidden()
    assert small.task("A4").state == "reported"


def test_card_is_dragged(house: Served, small: SmallOffice) -> None:
    page = house.open(HEAD)
    page.goto("/nhiem-vu/bang")
    card(page, "A4").drag_to(column(page, "Đang thực hiện"))
    expect(column(page, "Đang thực hiện").get_by_role("listitem", name=re.compile("^A4 "))).to_be_visible()
    assert small.task("A4").state == "in_progress"
    card(page, "A5").drag_to(column(page, "Đã xác nhận"))
    says = say("board.no_way", **{"from": "Đã giao", "to": "Đã xác nhận"})
    expect(page.get_by_role("alert")).to_have_text(says)
    assert small.task("A5").state == "assigned"


def test_board_says_why_a_card_may_not_move(house: Served, small: SmallOffice) -> None:
    page = house.open(COORDINATOR)
    page.goto("/nhiem-vu/bang")
    card(page, "A4").focus()
    page.keyboard.press("Alt+ArrowRight")
    box = page.get_by_role("dialog", name=say("board.options"))
    expect(box).to_contain_text(say("board.refused"))
    expect(box).to_contain_text(f"“{say('action.start')}” dành cho")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    small.verify("A1", vn(21, 5, 9, 1))
    card(page, "A1").get_by_role("button", name=say("action.verify")).click()
    expect(box).to_contain_text(say("board.changed"))
    box.get_by_role("button", name=say("board.close")).click()
    expect(box).to_be_hidden()
    assert small.task("A4").state == "assigned"
