"""Everybody: coming in, the second step, sessions, the lock, the bell, the search, the help, the keyboard."""

import re
from typing import TYPE_CHECKING

import pyotp
import pytest
from playwright.sync_api import expect

from cchc_workflow.words import say
from tests.e2e.pages.browsing import Served, on_both, sign_in, unfold
from tests.engine.door import OTHER, PASSWORD
from tests.engine.small_office import COORDINATOR, HEAD

if TYPE_CHECKING:
    from playwright.sync_api import Page

COMMENT = "Đang chờ ý kiến của Sở Tài chính, tuần sau có."


def focused(page: "Page") -> str:
    """Return the words of what has the focus."""
    words: str = page.evaluate(
        "(e => e.getAttribute('aria-label') || e.innerText || e.labels?.[0]?.innerText || e.tagName)"
        "(document.activeElement)"
    )
    return words.strip()


def press_until(page: "Page", words: str, most: int = 60) -> None:
    """Press Tab until what is called so has the focus, and see that it shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in focused(page):
            break
    else:
        pytest.fail(f"{most} times Tab don't lead to “{words}”")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert page.locator(":focus").bounding_box() is not None


@on_both
def test_person_signs_in_and_lands_on_the_page_they_asked_for(house: Served) -> None:
    page = house.open()
    page.goto("/nhiem-vu/A1")
    expect(page).to_have_url(re.compile("/dang-nhap"))
    sign_in(page, HEAD, "không phải mật khẩu")
    expect(page.get_by_role("alert")).to_contain_text(say("entry.wrong"))
    expect(page.get_by_label(say("door.address"))).to_have_value(HEAD)
    sign_in(page, HEAD, PASSWORD)
    expect(page).to_have_url(f"{house.address}/nhiem-vu/A1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhiệm vụ A1")
    page.goto("/")
    expect(page).to_have_url(f"{house.address}/don-vi/VP")


def test_second_step_is_turned_on_and_asked_for(house: Served) -> None:
    page = house.open(COORDINATOR)
    page.goto("/tai-khoan")
    page.get_by_role("link", name=say("account.second_step_turn_on")).click()
    page.get_by_role("button", name=say("totp.begin")).click()
    expect(page.get_by_role("img", name=say("totp.picture"))).to_be_visible()
    codes = pyotp.TOTP(page.locator("code.secret").inner_text().replace(" ", ""))
    page.get_by_label(say("totp.code")).fill(codes.at(house.clock.now))
    page.get_by_label(say("door.password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=say("totp.turn_on")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.totp_turned_on"))

    house.clock.move(minutes=1)
    again = house.open()
    again.goto("/dang-nhap")
    sign_in(again, COORDINATOR, PASSWORD)
    expect(again.get_by_role("heading", level=1)).to_have_text(say("door.code_title"))
    again.goto("/viec-hom-nay")
    expect(again).to_have_url(re.compile("/dang-nhap"))
    again.goto("/dang-nhap/ma")
    again.get_by_label(say("door.code"), exact=True).fill("000000")
    again.get_by_role("button", name=say("door.go_on")).click()
    expect(again.get_by_role("alert")).to_contain_text(say("entry.code_wrong"))
    again.get_by_label(say("door.code"), exact=True).fill(codes.at(house.clock.now))
    again.get_by_role("button", name=say("door.go_on")).click()
    expect(again).to_have_url(f"{house.address}/viec-hom-nay")


def test_new_password_ends_the_other_sessions(house: Served) -> None:
    page, other = house.open(HEAD), house.open(HEAD)
    page.goto("/tai-khoan")
    page.get_by_label(say("account.old")).fill(PASSWORD)
    page.get_by_label(say("password_page.new"), exact=True).fill(OTHER)
    page.get_by_label(say("password_page.again")).fill(OTHER)
    page.get_by_role("button", name=say("account.change")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.password_changed"))
    other.goto("/nhiem-vu")
    expect(other.get_by_role("heading", level=1)).to_have_text(say("door.sign_in"))
    sign_in(other, HEAD, PASSWORD)
    expect(other.get_by_role("alert")).to_contain_text(say("entry.wrong"))
    sign_in(other, HEAD, OTHER)
    expect(other).to_have_url(f"{house.address}/nhiem-vu")


@on_both
def test_session_of_another_browser_is_ended(house: Served) -> None:
    other = house.open(HEAD)
    other.goto("/nhiem-vu")
    house.clock.move(minutes=5)
    page = house.open(HEAD)
    page.goto("/tai-khoan")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text=say("account.here"))).to_have_count(1)
    page.get_by_role("button", name=re.compile(f"^{say('account.end')} phiên")).and_(
        page.get_by_text(say("account.end"), exact=True)
    ).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.session_ended"))
    expect(rows).to_have_count(2)
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text(say("door.sign_in"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("account.title"))


def test_idle_browser_locks_itself_and_keeps_what_was_typed(house: Served) -> None:
    page = house.open(HEAD)
    page.clock.install()
    page.goto("/nhiem-vu/A1")
    page.get_by_label(say("task_field.comment"), exact=True).fill(COMMENT)
    house.clock.move(minutes=31)
    page.clock.fast_forward("31:00")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("door.unlock_title"))
    page.get_by_label(say("door.password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=say("door.unlock")).click()
    expect(page).to_have_url(f"{house.address}/nhiem-vu/A1")
    expect(page.get_by_label(say("task_field.comment"), exact=True)).to_have_value(COMMENT)
    expect(page.get_by_role("status").get_by_text(say("shell.restored"))).to_be_visible()
    page.get_by_role("button", name=say("task_page.comment")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.commented"))
    expect(page.get_by_label(say("task_field.comment"), exact=True)).to_have_value("")
    expect(page.get_by_text(COMMENT)).to_be_visible()


def test_locked_page_is_sent_again_after_unlocking(house: Served) -> None:
    page = house.open(HEAD)
    page.goto("/nhiem-vu/A1")
    page.get_by_label(say("task_field.comment"), exact=True).fill(COMMENT)
    house.clock.move(minutes=31)
    page.get_by_role("button", name=say("task_page.comment")).click()
    expect(page.get_by_text(say("entry_trouble.kept"))).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=say("entry_trouble.unlock")).click()
    opened.value.get_by_label(say("door.password"), exact=True).fill(PASSWORD)
    opened.value.get_by_role("button", name=say("door.unlock")).click()
    expect(opened.value).to_have_url(f"{house.address}/don-vi/VP")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text(say("told.commented"))
    expect(page.get_by_text(COMMENT)).to_be_visible()


def test_screen_is_locked_by_hand(house: Served) -> None:
    page = house.open(HEAD)
    page.goto("/lich")
    unfold(page.get_by_role("banner"), "truongphong.vp")
    page.get_by_role("button", name=say("shell.lock")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("door.unlock_title"))
    page.goto("/nhiem-vu")
    expect(page).to_have_url(re.compile("/mo-khoa"))
    page.get_by_label(say("door.password"), exact=True).fill(PASSWORD)
    page.get_by_role("button", name=say("door.unlock")).click()
    expect(page).to_have_url(f"{house.address}/nhiem-vu")


@on_both
def test_bell_counts_what_is_new_until_it_is_seen(house: Served) -> None:
    page = house.open(COORDINATOR)
    page.goto("/viec-hom-nay")
    bell = page.get_by_role("link", name=re.compile(f"^{say('shell.bell')}: "))
    count = int(bell.inner_text())
    assert count > 0
    expect(bell).to_have_accessible_name(say("shell.bell_count", count=count))
    bell.click()
    expect(page.get_by_text(say("bell.new"), exact=True)).to_have_count(count)
    page.get_by_role("button", name=say("bell.mark_seen", count=count)).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.seen"))
    expect(page.get_by_role("link", name=say("shell.bell"), exact=True)).to_have_text("")
    expect(page.get_by_text(say("bell.new"), exact=True)).to_have_count(0)


@on_both
def test_search_without_marks_finds_words_with_marks(house: Served) -> None:
    page = house.open(COORDINATOR)
    page.goto("/viec-hom-nay")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name=say("shell.search"))).to_be_focused()
    page.keyboard.type("duong lam")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("search.title"))
    expect(page.get_by_role("main").locator("mark")).to_have_text(["Đường", "lâm"])
    page.get_by_role("link", name=re.compile("Đường lâm nghiệp")).click()
    expect(page).to_have_url(f"{house.address}/nhiem-vu/B1")


def test_search_answers_while_it_is_typed(house: Served) -> None:
    page = house.open(COORDINATOR)
    page.goto("/viec-hom-nay")
    page.keyboard.press("/")
    page.keyboard.type("duong")
    seek = page.get_by_role("search", name=say("shell.search_all"))
    expect(seek.locator("mark")).to_have_text(["Đường"])
    page.keyboard.press("Escape")
    expect(seek.get_by_role("link")).to_have_count(0)
    page.keyboard.type("lam nghiep")
    expect(seek.get_by_role("link", name=re.compile("Đường lâm nghiệp"))).to_be_visible()
    page.keyboard.press("Tab")
    expect(seek.get_by_role("link", name=re.compile("Đường lâm nghiệp"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.address}/nhiem-vu/B1")


def test_search_of_a_head_stays_in_the_unit(house: Served) -> None:
    page = house.open(HEAD)
    page.goto("/tim?q=duong")
    expect(page.get_by_text(say("search.nothing"))).to_be_visible()


def test_help_draws_the_states(house: Served) -> None:
    page = house.open(HEAD)
    page.goto("/tro-giup")
    drawing = page.get_by_role("region", name=say("guide.states")).get_by_role("img")
    for state in ("Đã giao", "Đang thực hiện", "Đã báo cáo", "Đã xác nhận", "Tạm dừng", "Đã hủy"):
        expect(drawing.get_by_text(state, exact=True).last).to_be_visible()
    expect(page.get_by_role("region", name=say("guide.ladder")).get_by_role("row")).not_to_have_count(1)


def test_unknown_address_helps_on(house: Served) -> None:
    page = house.open(HEAD)
    answer = page.goto("/nhiem-vu/KHONG-CO")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text(say("trouble.title_404"))
    page.get_by_role("search", name=say("trouble.search")).get_by_role("searchbox").fill("A1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("Nhiệm vụ A1"))).to_be_visible()
    nobody = house.open()
    nobody.goto("/khong-co")
    nobody.get_by_role("link", name=say("trouble.home")).click()
    expect(nobody).to_have_url(re.compile("/dang-nhap"))


def test_keyboard_alone_signs_in_and_acts(house: Served) -> None:
    page = house.open()
    page.goto("/")
    expect(page.get_by_label(say("door.address"))).to_be_focused()
    page.keyboard.type(COORDINATOR)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("today.title"))
    page.keyboard.press("Tab")
    assert focused(page) == say("shell.skip")
    page.keyboard.press("Enter")
    press_until(page, say("action.verify"), 20)
    page.keyboard.press("Enter")
    done = page.get_by_role("listitem").filter(has_text=say("today.done_verify"))
    expect(done).to_be_visible()
    expect(done).to_be_focused()
    press_until(page, say("action.verify"), 6)
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text=say("today.done_verify"))).to_have_count(2)
