"""Owns following a signed link on a phone: every tap on a link or a button is counted, typing is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from cchc_workflow.engine.links import Ticket, sealing
from tests.web.browsers import open_browser

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.engine.small_office import SmallOffice

NO_FILES: tuple[tuple[str, tuple[str, bytes, str]], ...] = ()


def make_link(
    small: SmallOffice, address: str, code: str, now: datetime, lasts: timedelta = timedelta(days=14)
) -> str:
    """Return the path that a mail to this person about this task has."""
    ticket = Ticket(1, small.actor(address, now).person_id, small.task(code).id)
    return sealing(small.office)(ticket, now + lasts)


@dataclass
class Form:
    """A form of a page: where it goes, what it brings along, and what opens it."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    folded: bool = False


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._folds = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "details":
            self._folds += "open" not in given
        if tag == "form":
            self.found.append(Form(unescape(given.get("action") or ""), folded=self._folds > 0))
        if tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1].hidden[given.get("name") or ""] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._folds = max(self._folds - 1, 0)


class Phone:
    """A phone without a session; `taps` counts what a thumb did since the mail."""

    def __init__(self, small: SmallOffice, now: datetime) -> None:
        self.browser: TestClient = open_browser(small.office, now)
        self.taps = 0
        self.html = ""
        self.status = 0

    def open(self, path: str) -> Phone:
        """Tap the link in the mail."""
        self.taps += 1
        return self._show(self.browser.get(path))

    def send(self, end: str, files: Any = NO_FILES, **typed: str) -> Phone:  # noqa: ANN401 - as httpx takes them
        """Fill in the form whose address ends so, and tap its button; taps that unfold or choose count."""
        (form,) = [each for each in Forms(self.html).found if each.action.endswith(f"/{end}")]
        self.taps += 1 + form.folded + len(files)
        answer = self.browser.post(form.action, data={**form.hidden, **typed}, files=list(files) or None)
        if answer.status_code == 303:
            answer = self.browser.get(answer.headers["location"])
        return self._show(answer)

    def _show(self, answer: Any) -> Phone:  # noqa: ANN401
        self.html, self.status = answer.text, answer.status_code
        return self
