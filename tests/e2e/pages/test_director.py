"""Giám đốc: one screen with the index, the units and what waits, one sheet on paper; the calendar."""

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from cchc_workflow.bootstrap import Program
from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.plan_choice import choose_plan
from cchc_workflow.engine.steering import Steering, read_steering
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.words import say, say_number, say_percent
from tests.builders import vn
from tests.e2e.pages.browsing import PHONE, WIDE, Served, agree, on_both
from tests.engine.small_office import DIRECTOR, HEAD, SmallOffice

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SCREEN, CALENDAR = "/dieu-hanh", "/lich"
GIAM_DOC = "giamdoc@snnptnt-quang-ngai.example"
LINE = 30
THANH_TRA = "Thanh tra Sở"
NOTE = "Đã nghe đơn vị giải trình; <b>đồng ý</b> với số liệu."
OCTOBER = vn(1, 10, 9)

PROMISES = r"""links => links.map(link => {
  const found = (text, pattern) => (text ?? "").match(pattern)?.[1];
  const number = found(link.getAttribute("aria-label"), /: (\d\S*)$/)
    ?? found(link.title, /trong ([\d.]+) nhiệm vụ/)
    ?? found(link.querySelector(".stat-value")?.textContent, /^([\d.]+)$/)
    ?? found(link.textContent, /^\s*([\d.]+)\s*$/)
    ?? found(link.textContent, /cả ([\d.]+) nhiệm vụ/)
    ?? found(link.closest(".decisions > li")?.textContent, /([\d.]+) đơn vị/);
  return [link.getAttribute("href"), number ? Number(number.replaceAll(".", "")) : null];
})"""
"""Of each link: where it leads, and how many tasks it says there are, null where it gives a name only."""


def open_screen(office: Served, person: str = GIAM_DOC, width: int = WIDE) -> "Page":
    page = office.open(person, width=width)
    page.goto(SCREEN)
    return page


def steering(program: Program, office: Served) -> Steering:
    """Return what the engine says of the plan."""
    with program.office.database.read() as tx:
        choice = choose_plan(tx, 1, None, program.office.today(office.clock()))
    return read_steering(program.office, Scope(1), choice.plan, office.clock())


def card(page: "Page", key: str, **facts: object) -> "Locator":
    return page.get_by_role("region", name=say(key, **facts), exact=True)


def list_count(page: "Page", path: str) -> int:
    """Return how many tasks a page of the table says it lists."""
    found = re.search(r'class="listing-count"[^>]*>([\d.]*)', page.request.get(path).text())
    assert found is not None, path
    return int(found[1].replace(".", "") or 0)


def test_index_is_shown_against_the_goal_with_its_seven_areas(october: Served, program: Program) -> None:
    page, index = open_screen(october), steering(program, october).index
    whole = say("steering.of_hundred", points=index.expected, whole=index.points + index.survey_points)
    expect(page.locator(".stat").first).to_contain_text(f"{say('steering.index_expected')}\n{whole}")
    expect(page.locator(".stat").first).to_contain_text(f"{index.goal}")
    rows = card(page, "steering.index").get_by_role("row")
    expect(rows).to_have_count(1 + 7 + 2)
    assert len(index.areas) == 7
    for area, row in zip(index.areas, rows.all()[1:8], strict=True):
        points = f"{say_number(area.points.expected)}/{say_number(area.work.points)}"
        expect(row.get_by_role("cell").filter(has_text=re.compile(f"^{points}$"))).to_have_count(1)
    assert sum(area.points.expected for area in index.areas) <= index.tasks.expected + Decimal("0.05")


def test_units_are_ranked_against_the_line(october: Served, program: Program) -> None:
    page, found = open_screen(october), steering(program, october)
    rows = card(page, "steering.units_against", line=LINE).locator("tbody tr")
    expect(rows.get_by_role("rowheader")).to_have_text([unit.name for unit in found.units])
    shares = [unit.percent for unit in found.units]
    assert shares == sorted(shares, reverse=True)
    for unit, row in zip(found.units, rows.all(), strict=True):
        expect(row).to_contain_text(say_percent(unit.percent))
        expect(row.get_by_role("img", name=say("steering.over_line"))).to_have_count(int(unit.flagged))
    over = say("steering.of_units", units=len(found.over), all=len(found.units))
    expect(page.locator(".stat").filter(has_text=say("steering.units_over"))).to_contain_text(over)


def test_every_figure_leads_to_as_many_tasks(october: Served) -> None:
    page = open_screen(october)
    links = page.locator('main a[href^="/nhiem-vu?"]')
    promises: list[tuple[str, int | None]] = links.evaluate_all(PROMISES)
    said = {path: number for path, number in promises if number is not None}
    assert len(said) > 60
    assert {path for path, _ in promises} == said.keys()
    assert {path: list_count(page, path) for path in said} == said
    for path in set(links.page.locator('main a[href^="/nhiem-vu/"]').evaluate_all("a => a.map(e => e.href)")):
        assert page.request.get(path).ok, path


@on_both
def test_flagged_unit_is_confirmed_with_a_note(house: Served, small: SmallOffice) -> None:
    house.clock.now = OCTOBER
    sweep(small.office, OCTOBER)
    page = open_screen(house, DIRECTOR)
    unit = card(page, "steering.to_confirm").get_by_role("listitem").filter(has_text="Chi cục Kiểm lâm")
    expect(unit).to_contain_text(say("steering.unconfirmed"))
    unit.locator("summary").click()
    note = unit.get_by_label(say("steering.confirm_note"))
    unit.get_by_role("button", name=say("steering.confirm")).click()
    expect(note).to_be_focused()
    note.fill(NOTE)
    unit.get_by_role("button", name=say("steering.confirm")).click()
    expect(page.get_by_role("dialog")).to_contain_text("Chi cục Kiểm lâm")
    agree(page)
    expect(page.get_by_role("status")).to_contain_text(say("told.rating_confirmed"))
    expect(unit).to_contain_text(say("steering.confirmed"))
    unit.locator("summary").click()
    expect(unit).to_contain_text(NOTE)
    expect(unit.get_by_role("button")).to_have_count(0)
    confirmed = [flag.confirmed_note for flag in small.flags() if flag.confirmed_at]
    assert confirmed == [NOTE]


def test_unit_confirmed_meanwhile_is_not_confirmed_again(house: Served, small: SmallOffice) -> None:
    house.clock.now = OCTOBER
    sweep(small.office, OCTOBER)
    pages = [open_screen(house, DIRECTOR), open_screen(house, DIRECTOR)]
    for page in pages:
        unit = card(page, "steering.to_confirm").get_by_role("listitem").filter(has_text="Chi cục Kiểm lâm")
        unit.locator("summary").click()
        unit.get_by_label(say("steering.confirm_note")).fill(f"Ý kiến {pages.index(page) + 1}")
        unit.get_by_role("button", name=say("steering.confirm")).click()
        agree(page)
    expect(pages[1].get_by_role("alert")).to_contain_text("Ý kiến 2")
    assert [flag.confirmed_note for flag in small.flags() if flag.confirmed_at] == ["Ý kiến 1"]


def test_screen_is_one_sheet_of_paper(october: Served) -> None:
    page = open_screen(october)
    sheet = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1
    (width, height) = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", sheet)[0]
    assert (round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) == (297, 210)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name=say("shell.print"))).to_be_hidden()
    expect(page.get_by_text(THANH_TRA).first).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_pages_scroll_downwards_only(october: Served, width: int) -> None:
    page = october.open(GIAM_DOC, width=width)
    for path in (SCREEN, CALENDAR, f"{CALENDAR}?theo=linh-vuc", f"{CALENDAR}?thang=2021-10"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_year_leads_to_its_months(october: Served) -> None:
    page = october.open(GIAM_DOC)
    page.goto(f"{CALENDAR}?thang=2021-09")
    day_off = page.locator("td.cal-off", has=page.locator('time[datetime="2021-09-02"]'))
    expect(day_off).to_contain_text("Quốc khánh")
    page.goto(CALENDAR)
    cells = page.locator("tfoot .plan-cell")
    totals = dict(
        zip(
            cells.evaluate_all("a => a.map(e => e.getAttribute('href'))"),
            cells.locator("b").all_inner_texts(),
            strict=True,
        )
    )
    assert len(totals) >= 6
    for path, tasks in totals.items():
        assert say("planner.in_month", tasks=tasks) in page.request.get(path).text()
    page.get_by_role("row", name=THANH_TRA).locator(".plan-cell").last.click()
    expect(page.get_by_label(say("planner.filter_unit"), exact=True)).to_have_value("TTRA")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        say("planner.title_month", month=12, year="2021")
    )
    page.get_by_role("link", name=say("planner.previous")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        say("planner.title_month", month=11, year="2021")
    )
    expect(page.get_by_label(say("planner.filter_unit"), exact=True)).to_have_value("TTRA")
    page.get_by_label(say("planner.filter_unit"), exact=True).select_option("")
    expect(page).not_to_have_url(re.compile("don-vi=TTRA"))


@on_both
def test_calendar_is_subscribed_to_and_a_new_address_ends_the_old_one(
    house: Served, small: SmallOffice
) -> None:
    page = house.open(HEAD)
    page.goto(CALENDAR)
    shown = card(page, "planner.feed").locator("code")
    old = shown.inner_text()
    stranger = house.open()

    def read(address: str) -> tuple[int, list[tuple[str, date]]]:
        answer = stranger.request.get("/" + address.split("/", 3)[3])
        if not answer.ok:
            return answer.status, []
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        events = Calendar.from_ical(answer.body()).walk("VEVENT")
        return 200, sorted((str(event["summary"]).split()[0], event.decoded("dtstart")) for event in events)

    dated = [(f"A{number}", small.task(f"A{number}").due_on) for number in range(1, 6)]
    assert read(old) == (200, dated)
    page.get_by_role("button", name=say("planner.feed_renew")).click()
    agree(page)
    expect(page.get_by_role("status")).to_contain_text(say("told.feed_renewed"))
    assert shown.inner_text() != old
    assert read(old)[0] == 404
    assert read(shown.inner_text()) == (200, dated)
    small.verify("A1", vn(21, 5, 9, 30))
    assert read(shown.inner_text()) == (200, dated[1:])
