"""Owns what a template may read: the letter's facts, completed with reader, organization and links."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

NAMES = frozenset(
    {
        "items", "on", "person", "organization", "link", "password_link", "home", "trial", "replies",
        "chart", "subject",
    }
)  # fmt: skip
"""Every name that a template finds, `subject` in the bodies only."""

_GIVEN_WITH_EVENT = (
    "value",
    "note",
    "document",
    "evidence",
    "due_on",
    "previous_due_on",
    "title",
    "previous_title",
    "unit",
    "previous_unit",
    "assignee",
)
_NOTHING_GIVEN = dict.fromkeys(_GIVEN_WITH_EVENT)


class Links(Protocol):
    """The addresses in one mail."""

    @property
    def home(self) -> str:
        """Return the address of the first page."""
        ...

    def link(self, task: Mapping[str, Any]) -> str:
        """Return the address of a task, of which `code` and `id` are read."""
        ...

    def password_link(self) -> str:
        """Return the address at which the reader sets a password."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are: `base_url` without a slash at its end. These links let nobody in by themselves."""

    base_url: str

    @property
    def home(self) -> str:
        """Return the address of the first page."""
        return f"{self.base_url}/"

    def link(self, task: Mapping[str, Any]) -> str:
        """Return the address of a task's page; the slashes in a code stay, for proxies mistrust %2F."""
        return f"{self.base_url}/nhiem-vu/{quote(task['code'])}"

    def password_link(self) -> str:
        """Return the address of the page that sends such a link to whoever asks for one."""
        return f"{self.base_url}/quen-mat-khau"


def read_facts(
    facts: Mapping[str, Any],
    person: Mapping[str, str],
    organization: Mapping[str, str],
    links: Links,
    trial: Mapping[str, str] | None = None,
    *,
    replies: bool = False,
) -> dict[str, Any]:
    """Return what a template reads; what was not given with an event is None there, and so is `chart`.

    `links` are the site's own, or signed for the reader alone. `trial` is the real recipient ({name,
    address}) of a mail that is redirected; `replies` tells whether an answer reaches the office.

    Raises:
        KeyError, TypeError: the facts lack what every letter has.
    """
    items = [_complete(item) for item in facts["items"]]
    if not items:
        raise KeyError("items")
    return {
        "items": items,
        "on": facts["on"],
        "person": person,
        "organization": organization,
        "link": links.link,
        "password_link": links.password_link,
        "home": links.home,
        "trial": trial,
        "replies": replies,
        "chart": None,
    }


def _complete(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**item, "event": {**_NOTHING_GIVEN, **item["event"]}} if "event" in item else item
