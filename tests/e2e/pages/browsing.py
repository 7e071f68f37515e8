"""Owns real browsers before real pages: an office served on loopback, and people who open it."""

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI

from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sessions import Browser, Terms, begin_session
from cchc_workflow.store.people import find_person
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import NO_TOOLS, Tools
from cchc_workflow.web.viewer import COOKIE
from cchc_workflow.words import say

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import BrowserContext, Locator, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = 1440
PHONE = 360
HEIGHTS = {WIDE: 900, PHONE: 740}

REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""What Chromium notes of an answer that refuses: no trouble of the page's."""

on_both = pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
"""Marks a story that is told on either database."""


def find_chromium() -> str | None:
    """Return the path of this machine's Chromium, None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def move(self, **ahead: float) -> None:
        self.now += timedelta(**ahead)


@dataclass
class Served:
    """An office whose pages are served: people open browsers before them."""

    office: Office
    clock: Clock
    address: str
    chromium: "Chromium"
    _contexts: "list[BrowserContext]" = field(default_factory=list)
    _pages: "dict[tuple[str | None, int, bool], Page]" = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def open(
        self, person: str | None = None, *, width: int = WIDE, dark: bool = False, **more: object
    ) -> "Page":
        """Return a page of a new browser, signed in as `person`; what its console complains of is kept."""
        context = self.chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=width == PHONE,
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        if person is not None:
            self.go_on_as(page, person)
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        return page

    def reopen(self, person: str | None = None, *, width: int = WIDE, dark: bool = False) -> "Page":
        """Return the same page as before for the same person, so that its browser has our styles already."""
        asked = (person, width, dark)
        if asked not in self._pages:
            self._pages[asked] = self.open(person, width=width, dark=dark)
        return self._pages[asked]

    def begin(self, person: str) -> str:
        """Return the cookie of a new session."""
        with self.office.database.begin() as tx:
            found = find_person(tx, 1, person)
            assert found is not None, person
            return begin_session(tx, found.id, self.clock(), Terms(), Browser("Chromium", "127.0.0.1"))

    def go_on_as(self, page: "Page", person: str) -> None:
        """Sign `person` in at the browser of a page."""
        page.context.add_cookies([{"name": COOKIE, "value": self.begin(person), "url": self.address}])

    @property
    def amiss(self) -> list[str]:
        """Return what the consoles complained of, but for answers that refuse something."""
        return [said for said in self.troubles if not REFUSED.match(said)]

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve an application on a port of loopback, a free one if none is given; give its address."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2)
        )
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="pages")
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def served(
    office: Office, now: datetime, chromium: "Chromium", manner: Manner | None = None, tools: Tools = NO_TOOLS
) -> Iterator[Served]:
    """Serve an office's pages on a clock of the test's own."""
    clock = Clock(now)
    with serving(create_app(office, clock, manner, tools)) as address:
        found = Served(office, clock, address, chromium)
        try:
            yield found
        finally:
            found.close()


def sign_in(page: "Page", person: str, password: str) -> None:
    """Fill in the form of the door."""
    page.get_by_label(say("door.address")).fill(person)
    page.get_by_label(say("door.password"), exact=True).fill(password)
    page.get_by_role("button", name=say("door.sign_in")).click()


def unfold(place: "Page | Locator", words: str) -> None:
    """Open what is folded away under these words."""
    place.locator("summary").filter(has_text=words).first.click()


def picture(page: "Page", folder: Path, name: str) -> Path:
    """Keep a picture of the whole page."""
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


def agree(page: "Page") -> None:
    """Say yes to the question that stands before the page."""
    page.get_by_role("dialog").locator("[data-yes]").click()
