"""People are added, invited and appointed; the first start makes the first administrator."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cchc_workflow.web.site import Manner
from cchc_workflow.words import label, say
from tests.builders import vn
from tests.e2e.pages.admin.desk import NOW, card, open_part, press, told
from tests.e2e.pages.browsing import Served, on_both, served, sign_in
from tests.engine.door import OTHER, PASSWORD
from tests.engine.small_office import (
    HEAD_TCCB,
    open_office,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page

NEWCOMER = "can.bo.moi@so.example"
NAME = "Cán bộ <b>mới</b>"
CODE = "ABCD-EFGH-JKLM"


def find(page: "Page", name: str) -> None:
    """Seek somebody among the people, and open their page."""
    page.goto("/quan-tri/nguoi-dung")
    page.get_by_label(say("admin_people.seek")).fill(name)
    press(page, "admin_people.find")
    page.get_by_role("rowheader").get_by_role("link").click()


@on_both
def test_person_is_added_appointed_and_invited_and_comes_in(desk: Served) -> None:
    page = open_part(desk, "/nguoi-dung")
    page.get_by_label(say("admin_people.address"), exact=True).fill(NEWCOMER)
    page.get_by_label(say("admin_people.name"), exact=True).fill(NAME)
    press(page, "admin_people.add")
    told(page, "person_added")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    form = card(page, "admin_people.appoint")
    form.get_by_label(say("admin_people.office"), exact=True).select_option("officer")
    form.get_by_label(say("admin_people.unit"), exact=True).select_option("VP")
    press(form, "admin_people.appoint")
    told(page, "person_appointed")
    press(page, "admin_people.invite")
    link = urlsplit(page.locator(".copied code").inner_text()).path
    newcomer = desk.open()
    newcomer.goto(link)
    expect(newcomer.locator("main")).to_contain_text(NAME)
    newcomer.get_by_label(say("password_page.new"), exact=True).fill(OTHER)
    newcomer.get_by_label(say("password_page.again")).fill(OTHER)
    press(newcomer, "password_page.save")
    told(newcomer, "password_set")
    sign_in(newcomer, NEWCOMER, OTHER)
    expect(newcomer).to_have_url(f"{desk.address}/don-vi/VP")
    newcomer.goto(link)
    expect(newcomer.get_by_role("heading", level=1)).to_have_text(say("password_page.dead_title"))
    newcomer.goto("/quan-tri")
    expect(newcomer.get_by_role("heading", level=1)).not_to_have_text(say("admin.title"))


def test_head_is_followed_by_another_and_has_a_substitute_before(desk: Served) -> None:
    page = open_part(desk)
    find(page, "truongphong.vp")
    form = card(page, "admin_people.substitute")
    form.get_by_label(say("admin_people.stand_in")).select_option(HEAD_TCCB)
    form.get_by_label(say("admin.from")).fill("2021-06-07")
    form.get_by_label(say("admin.until")).fill("2021-06-04")
    press(form, "admin_people.substitute")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(form.get_by_label(say("admin.until"))).to_have_value("2021-06-04")
    form.get_by_label(say("admin.until")).fill("2021-06-11")
    press(form, "admin_people.substitute")
    told(page, "person_substituted")

    find(page, "truongphong.tccb")
    held = card(page, "admin_people.held")
    expect(held).to_contain_text(say("admin_people.for", name="truongphong.vp"))
    expect(held).to_contain_text("11/6/2021")
    find(page, "chuyenvien.vp")
    form = card(page, "admin_people.appoint")
    form.get_by_label(say("admin_people.office"), exact=True).select_option("unit_head")
    form.get_by_label(say("admin_people.unit"), exact=True).select_option("VP")
    form.get_by_label(say("admin.from")).fill("2021-07-01")
    press(form, "admin_people.appoint")
    told(page, "person_appointed")

    find(page, "truongphong.vp")
    expect(held).to_contain_text("30/6/2021")
    desk.clock.now = vn(4, 6, 9)
    assert not desk.open(HEAD_TCCB).request.get("/nhiem-vu/A1").ok
    desk.clock.now = vn(7, 6, 9)
    substitute = desk.open(HEAD_TCCB)
    substitute.goto("/nhiem-vu/A1")
    expect(substitute.get_by_role("button", name=label("action", "start")).first).to_be_visible()


@on_both
def test_first_start_makes_the_first_administrator(
    request: pytest.FixtureRequest, kind: str, chromium: "Chromium"
) -> None:
    office = open_office(request.getfixturevalue(f"{kind}_database"))
    with served(office, NOW, chromium, Manner(setup_code=CODE)) as empty:
        page = empty.open()
        page.goto("/")
        expect(page).to_have_url(re.compile("/khoi-tao"))
        page.get_by_label(say("first_start.code")).fill("ABCD-EFGH-0000")
        press(page, "first_start.go_on")
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label(say("first_start.code")).fill(CODE.lower())
        press(page, "first_start.go_on")
        page.get_by_label(say("first_start.address")).fill("quantri@so.example")
        page.get_by_label(say("first_start.name")).fill("Quản trị")
        page.get_by_label(say("first_start.organization_code")).fill("so-moi")
        page.get_by_label(say("first_start.organization_name")).fill("Sở Mới")
        page.get_by_label(say("first_start.parent_name")).fill("UBND TỈNH MỚI")
        page.get_by_label(say("password_page.new"), exact=True).fill(PASSWORD)
        page.get_by_label(say("password_page.again")).fill(OTHER)
        press(page, "first_start.save")
        expect(page.get_by_label(say("first_start.organization_name"))).to_have_value("Sở Mới")
        page.get_by_label(say("password_page.new"), exact=True).fill(PASSWORD)
        page.get_by_label(say("password_page.again")).fill(PASSWORD)
        press(page, "first_start.save")
        told(page, "set_up")
        expect(page.get_by_role("banner")).to_contain_text("Quản trị")
        page.goto("/quan-tri")
        expect(page.get_by_role("heading", level=1)).to_have_text(say("admin.title"))
        answer = empty.open().goto("/khoi-tao")
        assert answer is not None
        assert answer.status == 404
        assert empty.amiss == []
