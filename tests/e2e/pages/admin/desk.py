"""Owns what the tests of the administration share: the pages they open, and the small words of using them."""

from datetime import date
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from cchc_workflow.words import say
from tests.builders import vn
from tests.e2e.pages.browsing import Served
from tests.engine.small_office import ADMIN

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

NOW = vn(1, 6, 9)
STORM = date(2021, 6, 18)
"""A Friday, on which A1 is due."""
BRIEF = "bon-tuan"
"""A draft of four weeks, soon played."""


def open_part(desk: Served, part: str = "") -> "Page":
    page = desk.open(ADMIN)
    page.goto(f"/quan-tri{part}")
    return page


def told(page: "Page", name: str) -> None:
    """See that what was just done is said."""
    expect(page.get_by_role("status").filter(has_text=say(f"told.{name}"))).to_be_visible()


def card(page: "Page", key: str) -> "Locator":
    return page.get_by_role("region", name=say(key), exact=True)


def press(place: "Page | Locator", key: str) -> None:
    place.get_by_role("button", name=say(key), exact=True).click()
