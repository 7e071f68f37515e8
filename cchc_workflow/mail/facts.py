"""Owns what a template may read: the letter's facts, completed with reader, organization and links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

NAMES = frozenset({"items", "on", "person", "organization", "link", "home", "trial", "replies", "subject"})
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


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are: `base_url` without a slash at its end."""

    base_url: str

    @property
    def home(self) -> str:
        """Return the address of the first page."""
        return f"{self.base_url}/"

    def link(self, code: str) -> str:
        """Return the address of a task's page; the slashes in a code stay, for proxies mistrust %2F."""
        return f"{self.base_url}/nhiem-vu/{quote(code)}"


def read_facts(
    facts: Mapping[str, Any],
    person: Mapping[str, str],
    organization: Mapping[str, str],
    site: Site,
    trial: Mapping[str, str] | None = None,
    *,
    replies: bool = False,
) -> dict[str, Any]:
    """Return what a template reads; what was not given with an event is None there.

    `trial` is the real recipient ({name, address}) of a mail that is redirected; `replies` tells
    whether an answer reaches the office.

    Raises:
        KeyError, TypeError: the facts lack what every letter has.
    """
    items = [_complete(item) for item in facts["items"]]
    if not items:
        raise KeyError("items")
    link: Callable[[str], str] = site.link
    return {
        "items": items,
        "on": facts["on"],
        "person": person,
        "organization": organization,
        "link": link,
        "home": site.home,
        "trial": trial,
        "replies": replies,
    }


def _complete(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**item, "event": {**_NOTHING_GIVEN, **item["event"]}} if "event" in item else item
