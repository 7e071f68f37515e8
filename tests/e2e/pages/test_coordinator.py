"""The coordinator's day: every row of "Việc hôm nay" is acted on where it stands."""

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from cchc_workflow.engine.outgoing import claim_mail, note_failed
from cchc_workflow.words import say
from tests.builders import vn
from tests.e2e.pages.browsing import Served, on_both, unfold
from tests.engine.small_office import CHIEF, COORDINATOR, VERIFIER, SmallOffice

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DAY = "/viec-hom-nay"
REASON = "Thiếu phụ lục 2 <b>đã ký</b>"


def open_day(house: Served, person: str = COORDINATOR) -> "Page":
    page = house.open(person)
    page.goto(DAY)
    return page


def row(page: "Page", section: str, code: str) -> "Locator":
    """Return the row of a task, in whichever state it is by now."""
    return (
        page.get_by_role("region", name=say(f"today.{section}"))
        .get_by_role("listitem")
        .filter(has=page.get_by_role("link", name=code, exact=True))
    )


def see_figure(page: "Page", section: str, count: int) -> None:
    """See how much of a kind of work the head of the page says there is, and the section too."""
    name = say(f"today.{section}")
    summary = page.get_by_role("navigation", name=say("today.summary"))
    expect(summary.get_by_role("link", name=f"{name} {count}", exact=True)).to_be_visible()
    expect(page.locator("section", has=page.get_by_role("heading", name=name))).to_contain_text(f"{count}")


@on_both
def test_report_is_verified_in_its_row(house: Served, small: SmallOffice) -> None:
    page = open_day(house)
    see_figure(page, "reports", 2)
    expect(page.get_by_text(say("today.waiting", count=6))).to_be_visible()
    row(page, "reports", "A1").get_by_role("button", name=say("action.verify")).click()
    expect(row(page, "reports", "A1")).to_contain_text(say("today.done_verify"))
    see_figure(page, "reports", 1)
    expect(page.get_by_text(say("today.waiting", count=5))).to_be_visible()
    expect(page).to_have_url(f"{house.address}{DAY}")
    assert small.task("A1").state == "verified"
    page.reload()
    expect(row(page, "reports", "A1")).to_have_count(0)


@on_both
def test_report_is_returned_with_a_reason(house: Served, small: SmallOffice) -> None:
    page = open_day(house)
    place = row(page, "reports", "A2")
    unfold(place, say("action.return"))
    reason = place.get_by_label(say("today.reason"), exact=True)
    place.get_by_role("button", name=say("action.return")).click()
    expect(reason).to_be_focused()
    assert small.task("A2").state == "reported"
    reason.fill(REASON)
    place.get_by_role("button", name=say("action.return")).click()
    expect(row(page, "reports", "A2")).to_contain_text(say("today.done_return"))
    assert small.task("A2").state == "in_progress"
    page.get_by_role("link", name="A2", exact=True).click()
    expect(page.get_by_role("region", name=say("task_page.history"))).to_contain_text(REASON)


@on_both
def test_stale_row_shows_what_changed_and_keeps_the_reason(house: Served, small: SmallOffice) -> None:
    page = open_day(house)
    place = row(page, "reports", "A2")
    unfold(place, say("action.return"))
    place.get_by_label(say("today.reason"), exact=True).fill(REASON)
    small.do(VERIFIER, "return", "A2", vn(21, 5, 9, 1), note="Thiếu số liệu")
    small.report("A2", vn(21, 5, 9, 2))
    place.get_by_role("button", name=say("action.return")).click()
    alert = place.get_by_role("alert")
    expect(alert).to_contain_text(say("today.conflict_task"))
    expect(alert.get_by_role("listitem")).to_contain_text([say("event.returned"), say("event.reported")])
    expect(place.get_by_label(say("today.reason"), exact=True)).to_have_value(REASON)
    expect(row(page, "reports", "A2").last).to_be_focused()
    place.get_by_role("button", name=say("action.return")).click()
    expect(row(page, "reports", "A2")).to_contain_text(say("today.done_return"))


def test_double_click_verifies_once(house: Served, small: SmallOffice) -> None:
    page = open_day(house)
    row(page, "reports", "A1").get_by_role("button", name=say("action.verify")).dblclick()
    expect(row(page, "reports", "A1")).to_contain_text(say("today.done_verify"))
    see_figure(page, "reports", 1)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert (small.task("A1").state, small.task("A2").state) == ("verified", "reported")


def test_unit_is_reminded_now_and_once_a_day(house: Served, small: SmallOffice) -> None:
    page = open_day(house)
    row(page, "overdue", "A5").get_by_role("button", name=say("today.remind")).click()
    expect(row(page, "overdue", "A5")).to_contain_text("Đã nhắc truongphong.vp")
    assert len(small.mails("overdue", "queued")) == 1
    page.reload()
    expect(row(page, "overdue", "A5")).to_contain_text(say("today.reminded"))
    expect(row(page, "overdue", "A5").get_by_role("button")).to_have_count(0)


@on_both
def test_request_for_more_time_is_decided_by_who_may(house: Served, small: SmallOffice) -> None:
    coordinator = open_day(house)
    expect(row(coordinator, "requests", "A3")).to_contain_text("Chánh Văn phòng")
    expect(row(coordinator, "requests", "A3").get_by_role("button")).to_have_count(0)
    chief = open_day(house, CHIEF)
    place = row(chief, "requests", "A3")
    unfold(place, say("today.other_date"))
    expect(place.get_by_label(say("today.granted_on"))).to_have_value("2021-07-30")
    place.get_by_label(say("today.granted_on")).fill("2021-07-15")
    place.get_by_role("button", name=say("action.approve")).last.click()
    expect(row(chief, "requests", "A3")).to_contain_text(say("today.done_granted", on="15/7/2021"))
    see_figure(chief, "requests", 0)
    assert small.task("A3").due_on is not None
    assert small.task("A3").due_on.isoformat() == "2021-07-15"  # type: ignore[union-attr]


@on_both
def test_mail_that_could_not_be_delivered_goes_out_again(house: Served, small: SmallOffice) -> None:
    failed = claim_mail(small.office, vn(21, 5, 9), 1)[0]
    note_failed(
        small.office, failed, None, "550 <i>unknown</i>", vn(21, 5, 9), permanent=True, later=lambda *_: None
    )
    page = open_day(house)
    region = page.get_by_role("region", name=say("today.mails"))
    expect(region).to_contain_text("550 <i>unknown</i>")
    region.get_by_role("button", name=say("today.retry")).click()
    expect(region).to_contain_text(re.compile(r"Thư được gửi lại lúc 09:00"))
    see_figure(page, "mails", 0)
    assert small.mails(state="dead") == []


@on_both
def test_task_without_a_date_gets_one(house: Served, small: SmallOffice) -> None:
    page = open_day(house)
    place = row(page, "undated", "A6")
    unfold(place, say("today.set_date"))
    place.get_by_label(say("today.due_on"), exact=True).fill("2021-08-31")
    place.get_by_label(say("today.document")).fill("45/QĐ-SVD ngày 20/5/2021")
    place.get_by_role("button", name=say("today.set_date")).click()
    expect(row(page, "undated", "A6")).to_contain_text(say("today.done_date", on="31/8/2021"))
    see_figure(page, "undated", 0)
    assert str(small.task("A6").due_on) == "2021-08-31"


def test_day_with_nothing_left_says_so(house: Served, small: SmallOffice) -> None:
    page = open_day(house, VERIFIER)
    for code in ("A1", "A2"):
        row(page, "reports", code).get_by_role("button", name=say("action.verify")).click()
        expect(row(page, "reports", code)).to_contain_text(say("today.done_verify"))
    page.reload()
    expect(page.get_by_role("region", name=say("today.reports"))).to_have_count(0)


def test_day_works_without_scripts(house: Served, small: SmallOffice) -> None:
    page = house.open(COORDINATOR, java_script_enabled=False)
    page.goto(DAY)
    row(page, "reports", "A1").get_by_role("button", name=say("action.verify")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.verified"))
    expect(row(page, "reports", "A1")).to_have_count(0)
    place = row(page, "reports", "A2")
    unfold(place, say("action.return"))
    place.get_by_label(say("today.reason"), exact=True).fill(REASON)
    small.verify("A2", vn(21, 5, 9, 1))
    place.get_by_role("button", name=say("action.return")).click()
    expect(page.get_by_role("alert").first).to_contain_text(say("event.verified"))
