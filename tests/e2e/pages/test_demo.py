"""The demonstration as a visitor meets it: a process of its own, roles to slip into, a clock, the mails."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cchc_workflow.words import say
from tests.e2e.pages.browsing import PHONE, WIDE
from tests.showing import showing, wait_for_address

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import BrowserContext, Page

START = "13/5/2021"
"""Reminders have gone out by then, and nearly every unit has a duty due the next day."""
DIRECTOR = "Giám đốc Sở"
COORDINATOR = "Đầu mối cải cách hành chính"
HEAD = "Chi cục trưởng Chi cục Kiểm lâm"
ADMIN = "Quản trị hệ thống"
REMINDER = "hết hạn"
LATE = 60_000


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the demonstration once; give its address."""
    with showing("--until", START, temporary=tmp_path_factory.mktemp("demo")) as process:
        yield wait_for_address(process)
        process.terminate()
        assert process.wait(60) == 0


@pytest.fixture
def visitor(tour: str, chromium: "Chromium") -> "Iterator[BrowserContext]":
    context = chromium.new_context(
        base_url=tour, viewport={"width": WIDE, "height": 900}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    yield context
    context.close()


def enter(page: "Page", name: str) -> None:
    """Slip into a role."""
    page.goto("/trinh-dien")
    page.get_by_role("button", name=re.compile(f"^{name}")).first.click()


def read_clock(page: "Page") -> date:
    said = re.search(r"\d+/\d+/\d{4}", page.locator(".demo-clock").inner_text())
    assert said is not None
    return datetime.strptime(said[0], "%d/%m/%Y").date()  # noqa: DTZ007 - a day, no instant


def move(page: "Page", stride: str) -> date:
    """Move the clock; return the day it shows then."""
    with page.expect_navigation(timeout=LATE):
        page.get_by_role("button", name=say(f"demo_tour.{stride}")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.clock_moved"))
    return read_clock(page)


def test_visitor_is_led_to_the_roles_and_switches_between_them(visitor: "BrowserContext") -> None:
    page = visitor.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/trinh-dien"))
    page.get_by_role("button", name=re.compile(f"^{DIRECTOR}")).first.click()
    expect(page).to_have_url(re.compile("/dieu-hanh$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("steering.title"))
    page.get_by_role("link", name=say("demo_tour.switch")).click()
    page.get_by_role("button", name=re.compile(f"^{COORDINATOR}")).first.click()
    expect(page).to_have_url(re.compile("/viec-hom-nay$"))
    page.get_by_role("link", name=say("demo_tour.switch")).click()
    page.get_by_role("button", name=re.compile(f"^{HEAD}")).first.click()
    expect(page).to_have_url(re.compile("/don-vi/"))


def test_clock_moves_by_a_day_and_to_the_next_deadline_and_nobody_is_signed_out(
    visitor: "BrowserContext",
) -> None:
    page = visitor.new_page()
    enter(page, DIRECTOR)
    before = read_clock(page)
    page.reload()
    assert read_clock(page) == before
    tomorrow = move(page, "day")
    assert (tomorrow - before).days == 1
    reached = move(page, "deadline")
    assert reached > tomorrow
    expect(page).to_have_url(re.compile("/dieu-hanh"))
    page.goto(f"/lich?thang={reached:%Y-%m}")
    assert page.locator("td", has=page.locator('time[aria-current="date"]')).locator(".cal-task").count() > 0


def test_mail_is_read_and_its_link_opens_the_task_for_its_reader(visitor: "BrowserContext") -> None:
    page = visitor.new_page()
    enter(page, DIRECTOR)
    page.get_by_role("link", name=say("demo_tour.mails")).click()
    page.get_by_label(say("mails.search")).fill(REMINDER)
    page.get_by_label(say("mails.search")).press("Enter")
    first = page.get_by_role("row").nth(1)
    subject, reader = first.get_by_role("link").inner_text(), first.get_by_role("cell").nth(1).inner_text()
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(subject)
    expect(page.frame_locator("iframe").locator("body")).to_contain_text(reader)
    page.get_by_role("link", name=say("mails.whole")).click()
    code = re.search(r"\(([^()]+)\) (?:sẽ )?hết hạn", subject)
    assert code is not None
    page.locator('a[href*="/l/"]').first.click()
    expect(page).to_have_url(re.compile(r"/l/"))
    expect(page.locator("main")).to_contain_text(code[1])
    expect(page.locator("body")).to_contain_text(reader)
    page.goto("/dieu-hanh")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("steering.title"))


def test_admin_has_the_tools_of_an_office(visitor: "BrowserContext") -> None:
    page = visitor.new_page()
    enter(page, ADMIN)
    page.goto("/quan-tri/mau-thu/reminder")
    page.get_by_label(say("admin_letters.subject"), exact=True).fill("Nhắc thử {{ items[0].task.title }}")
    expect(page.locator("#xem-thu .card-aside")).to_contain_text("Nhắc thử")
    page.goto("/quan-tri/bac-thang")
    expect(page.get_by_role("button", name=say("admin_ladder.try"))).to_be_visible()
    text = page.get_by_label(say("admin_ladder.text"))
    text.fill(text.input_value().replace("soon = 7", "soon = 5"))
    page.get_by_role("button", name=say("admin_ladder.apply")).click()
    page.get_by_role("dialog").get_by_role("button", name=say("admin_ladder.apply")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.ladder_changed"))
    expect(page.get_by_text(say("admin.in_force_own"))).to_be_visible()


@pytest.mark.parametrize("path", ["/trinh-dien", "/dieu-hanh", "/thu"])
def test_bar_is_one_row_on_a_phone(visitor: "BrowserContext", path: str) -> None:
    page = visitor.new_page()
    enter(page, DIRECTOR)
    page.set_viewport_size({"width": PHONE, "height": 740})
    page.goto(path)
    bar = page.locator(".demo-bar").bounding_box()
    assert bar is not None
    assert bar["height"] < 2 * 36
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    last = page.get_by_role("link", name=say("demo_tour.mails"))
    last.scroll_into_view_if_needed()
    last.click()
    expect(page).to_have_url(re.compile("/thu$"))


def test_demo_needs_nothing_of_a_script(tour: str, chromium: "Chromium") -> None:
    context = chromium.new_context(base_url=tour, java_script_enabled=False)
    page = context.new_page()
    enter(page, DIRECTOR)
    unfolded = read_clock(page)
    assert move(page, "day") > unfolded
    context.close()
