"""Owns the parts of a page that are the same for everybody: each is made once, and kept as HTML.

A part depends on nothing but what it is asked for with, all of which is in its key.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from cchc_workflow.engine.listing import Wanted
from cchc_workflow.web.listing.filters import Options, Select, selects_of
from cchc_workflow.web.listing.rows import Row
from cchc_workflow.web.pages import Pages

Days = tuple[str, str]

SLOTS = ("id", "version", "code", "path", "title", "unit", "area", "area_title", "due", "due_iso", "left")
"""What differs from row to row, as the template of a row calls it."""

_SLOT = re.compile(f"\ue000({'|'.join(SLOTS)})\ue001")
"""Where a value goes, between two characters that stand for nothing and are in no template."""

_escape = lru_cache(maxsize=8192)(escape)


class _Kind(NamedTuple):
    """What rows have in common that are made by one pattern."""

    look: tuple[str, str, str]
    tone: str
    has_area: bool
    has_due: bool
    has_left: bool
    acts: bool

    def shown(self) -> dict[str, object]:
        """Return it by the names of the template."""
        state, label, timeliness = self.look
        flags = {name: getattr(self, name) for name in ("tone", "has_area", "has_due", "has_left", "acts")}
        return {"state": state, "label": label, "timeliness": timeliness, **flags}


def show_filter(pages: Pages, options: Options, wanted: Wanted, action: str, part: str = "") -> Markup:
    """Return the form, filled in; with `part` htmx puts what is narrowed there as soon as a field changes."""
    usual, seldom = selects_of(options, wanted)
    return _render_filter(
        pages, action, part, wanted.text, (wanted.due_from, wanted.due_until), usual, seldom
    )


def show_rows(pages: Pages, rows: Iterable[Row], areas: Mapping[str, str], *, acts: bool) -> Markup:
    """Return the rows of the table: what the template "listing/_row" makes of each, for less."""
    html = [_pattern(pages, _kind(row, acts=acts)) % _values(row, areas) for row in rows]
    return Markup("".join(html))  # noqa: S704 - every value was escaped


def show_row(pages: Pages, row: Row, areas: Mapping[str, str], *, acts: bool) -> str:
    """Return one row straight from its template, which is what `show_rows` must agree with."""
    return pages.render("listing/_row", **_kind(row, acts=acts).shown(), **_texts(row, areas))


def _kind(row: Row, *, acts: bool) -> _Kind:
    due, _, left = row.term
    return _Kind(row.look, row.tone, bool(row.place[1]), bool(due), bool(left), acts)


def _texts(row: Row, areas: Mapping[str, str]) -> dict[str, str]:
    (unit, area), (due, due_iso, left) = row.place, row.term
    given = (
        row.id,
        row.version,
        row.code,
        row.path,
        row.title,
        unit,
        area,
        areas.get(area, ""),
        due,
        due_iso,
        left,
    )
    return dict(zip(SLOTS, given, strict=True))


def _values(row: Row, areas: Mapping[str, str]) -> dict[str, Markup]:
    return {name: _escape(text) for name, text in _texts(row, areas).items()}


@lru_cache(maxsize=1024)
def _pattern(pages: Pages, kind: _Kind) -> str:
    """Return what all rows of a kind look like, as a text for the operator %."""
    slots: dict[str, Any] = {name: f"\ue000{name}\ue001" for name in SLOTS}
    html = pages.render("listing/_row", **kind.shown(), **slots)
    return _SLOT.sub(r"%(\1)s", html.replace("%", "%%"))


@lru_cache(maxsize=256)
def _render_filter(  # noqa: PLR0913, PLR0917 - all that the form depends on
    pages: Pages,
    action: str,
    part: str,
    text: str,
    days: Days,
    usual: tuple[Select, ...],
    seldom: tuple[Select, ...],
) -> Markup:
    shown = {"action": action, "part": part, "text": text, "days": days, "usual": usual, "seldom": seldom}
    return Markup(pages.render("listing/_filter", **shown))  # noqa: S704 - rendered with escaping
