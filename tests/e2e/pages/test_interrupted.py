"""What goes wrong between a person and the pages: a session that ends, a server that is restarted."""

import re
from contextlib import ExitStack
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from cchc_workflow.engine.entry import sign_out
from cchc_workflow.web.app import create_app
from cchc_workflow.words import say
from tests.builders import vn
from tests.e2e.pages.browsing import Clock, Served, on_both, serving, sign_in, unfold
from tests.engine.door import PASSWORD, visit
from tests.engine.small_office import COORDINATOR, HEAD, SmallOffice

REASON = "Thiếu phụ lục 2 đã ký"
GONE = re.compile("net::ERR_CONNECTION_REFUSED|Failed to fetch|net::ERR_")


def end_sessions(house: Served, token: str) -> None:
    sign_out(house.office, visit(house.clock.now, token))


@on_both
def test_session_that_ended_while_typing_loses_nothing(house: Served, small: SmallOffice) -> None:
    page = house.open(HEAD)
    page.goto("/nhiem-vu/A1")
    page.get_by_label(say("task_field.comment"), exact=True).fill(REASON)
    end_sessions(house, page.context.cookies()[0]["value"])
    page.get_by_role("button", name=say("task_page.comment")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("trouble.title_401"))
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=say("entry_trouble.sign_in"), exact=True).first.click()
    sign_in(opened.value, HEAD, PASSWORD)
    expect(opened.value).to_have_url(f"{house.address}/don-vi/VP")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text(say("told.commented"))
    expect(page.get_by_text(REASON)).to_have_count(1)


@on_both
def test_session_that_ended_leaves_the_row_as_it_is(house: Served, small: SmallOffice) -> None:
    page = house.open(COORDINATOR)
    page.goto("/viec-hom-nay")
    place = page.locator("#reports-2")
    unfold(place, say("action.return"))
    place.get_by_label(say("today.reason"), exact=True).fill(REASON)
    end_sessions(house, page.context.cookies()[0]["value"])
    place.get_by_role("button", name=say("action.return")).click()
    expect(page.get_by_role("status")).to_contain_text(say("trouble.title_401"))
    expect(place.get_by_label(say("today.reason"), exact=True)).to_have_value(REASON)
    with page.context.expect_page() as opened:
        page.get_by_role("status").get_by_role("link").first.click()
    sign_in(opened.value, COORDINATOR, PASSWORD)
    expect(opened.value).to_have_url(f"{house.address}/viec-hom-nay")
    place.get_by_role("button", name=say("action.return")).click()
    expect(page.locator("#reports-2")).to_contain_text(say("today.done_return"))


def test_server_that_is_restarted_is_found_again(small: SmallOffice, chromium: Chromium) -> None:
    clock = Clock(vn(21, 5, 9))
    with ExitStack() as first:
        address = first.enter_context(serving(create_app(small.office, clock)))
        house = Served(small.office, clock, address, chromium)
        page, other = house.open(COORDINATOR), house.open(HEAD)
        page.goto("/viec-hom-nay")
        other.goto("/nhiem-vu/A1")
        first.close()
        verify = page.locator("#reports-1").get_by_role("button", name=say("action.verify"))
        verify.click()
        expect(page.get_by_role("status")).to_contain_text(say("shell.offline"))
        other.get_by_label(say("task_field.comment"), exact=True).fill(REASON)
        other.get_by_role("button", name=say("task_page.comment")).click()
        expect(other.get_by_role("main")).to_have_count(0)
        with serving(create_app(small.office, clock), urlsplit(address).port or 0):
            verify.click()
            expect(page.locator("#reports-1")).to_contain_text(say("today.done_verify"))
            other.go_back()
            expect(other.get_by_label(say("task_field.comment"), exact=True)).to_have_value(REASON)
            other.get_by_role("button", name=say("task_page.comment")).click()
            expect(other.get_by_role("status")).to_contain_text(say("told.commented"))
            house.close()
    assert small.task("A1").state == "verified"
    assert [said for said in house.amiss if not GONE.search(said)] == []


def test_server_that_stops_while_it_acts_has_acted_once_or_not_at_all(
    small: SmallOffice, chromium: Chromium
) -> None:
    clock = Clock(vn(21, 5, 9))
    before = small.task("A1").event_count
    with ExitStack() as first:
        address = first.enter_context(serving(create_app(small.office, clock)))
        house = Served(small.office, clock, address, chromium)
        page = house.open(COORDINATOR)
        page.goto("/viec-hom-nay")
        row = page.locator("#reports-1")
        with small.database.begin():
            with page.expect_request(re.compile("/verify$")):
                row.get_by_role("button", name=say("action.verify")).click()
            first.close()
            expect(page.get_by_role("status")).to_contain_text(say("shell.offline"))
        with serving(create_app(small.office, clock), urlsplit(address).port or 0):
            row.get_by_role("button", name=say("action.verify")).click()
            expect(row).to_contain_text(re.compile(f"{say('today.done_verify')}|{say('event.verified')}"))
            page.reload()
            expect(row).to_have_count(0)
            house.close()
    assert (small.task("A1").state, small.task("A1").event_count) == ("verified", before + 1)
