"""Owns how a listing stands in an address: its filter, its order and the place where its page begins."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from cchc_workflow.engine.listing import Wanted
from cchc_workflow.store.listing import Order, Place, Sort, key_types, segments_of

TABLE = "/nhiem-vu"
BOARD = "/nhiem-vu/bang"
NAMES: Mapping[str, str] = {
    "text": "tu-khoa",
    "units": "don-vi",
    "areas": "linh-vuc",
    "states": "trang-thai",
    "timeliness": "tinh-trang",
    "kind": "loai",
    "plan": "ke-hoach",
    "period": "ky",
    "part": "dot",
    "due_from": "tu-ngay",
    "due_until": "den-ngay",
}
"""The parts of an address by the field of Wanted that each holds; a list's values are parted by commas."""

SORT, AFTER, BEFORE = "xep", "sau", "truoc"
SORTS: Mapping[Sort, str] = {
    Sort.DUE: "han",
    Sort.CODE: "ma",
    Sort.UNIT: "don-vi",
    Sort.STATE: "trang-thai",
    Sort.UPDATED: "moi",
}
DOWN = "-"
"""Before the name of an order: the other way round."""

MOST_VALUES = 20
LONGEST = 200
LONGEST_PLACE = 600
LONGEST_QUERY = 2000
_LISTS = frozenset(field.name for field in fields(Wanted) if isinstance(field.default, tuple))
_LAST_KEY = 2**63 - 1


def read_wanted(params: QueryParams) -> Wanted:
    """Return what an address asks for; whatever stands there is an answer, if an empty one."""
    given: dict[str, Any] = {}
    for name, part in NAMES.items():
        values = [_clean(value) for value in params.getlist(part)[:MOST_VALUES]]
        parts = [value for text in values for value in text.split(",") if value][:MOST_VALUES]
        given[name] = tuple(dict.fromkeys(parts)) if name in _LISTS else (values[-1] if values else "")
    order = _clean(params.get(SORT, ""))
    found = {word: sort for sort, word in SORTS.items()}.get(order.removeprefix(DOWN))
    return (
        Wanted(**given) if found is None else Wanted(**given, sort=found, descending=order.startswith(DOWN))
    )


def query_of(wanted: Wanted, **more: str) -> str:
    """Return the query string that asks for this: always the same one, and as short as can be."""
    values = {part: _joined(getattr(wanted, name)) for name, part in NAMES.items()}
    values[SORT] = _order(wanted)
    return urlencode({part: value for part, value in (values | more).items() if value}, safe=",")


def address_of(base: str, wanted: Wanted, **more: str) -> str:
    """Return the address of a page that shows what is wanted."""
    query = query_of(wanted, **more)
    return f"{base}?{query}" if query else base


def link(  # noqa: PLR0913 - one for each part of the address
    *,
    plan: str | None = "",
    unit: str | None = "",
    area: str | None = "",
    states: Sequence[str] = (),
    timeliness: Sequence[str] = (),
    kind: str = "",
    period: str = "",
    text: str = "",
    due_from: date | str | None = None,
    due_until: date | str | None = None,
    base: str = TABLE,
) -> str:
    """Return the address of the table narrowed to the tasks behind a figure of another page."""
    wanted = Wanted(
        plan=plan or "",
        units=(unit,) if unit else (),
        areas=(area,) if area else (),
        states=tuple(states),
        timeliness=tuple(timeliness),
        kind=kind,
        period=period,
        text=text,
        due_from=str(due_from or ""),
        due_until=str(due_until or ""),
    )
    return address_of(base, wanted)


def sorted_by(wanted: Wanted, sort: Sort) -> Wanted:
    """Return the same listing in another order, or in the same one the other way round.

    What was changed last is asked for from its newest end.
    """
    descending = not wanted.descending if wanted.sort is sort else sort is Sort.UPDATED
    return replace(wanted, sort=sort, descending=descending)


def without(wanted: Wanted, name: str, value: str) -> Wanted:
    """Return the same listing with one value of a field taken away."""
    given = getattr(wanted, name)
    left: Any = tuple(each for each in given if each != value) if isinstance(given, tuple) else ""
    return replace(wanted, **{name: left})


def write_place(place: Place) -> str:
    """Return a place as an address holds it."""
    keys = [key.isoformat() if isinstance(key, date) else key for key in place.key]
    text = json.dumps([place.segment, *keys], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(order: Order, text: str) -> Place | None:
    """Return the place that an address holds, None for one that is forged or of another order."""
    try:
        segment, *keys = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if len(text) > LONGEST_PLACE or segment not in segments_of(order):
            return None
        types = key_types(order, segment)
        return Place(segment, tuple(_read_key(key, of) for key, of in zip(keys, types, strict=True)))
    except (ValueError, TypeError, RecursionError):
        return None


def _read_key(key: object, of: type) -> object:
    """Return a key of this type.

    Raises:
        ValueError: it is of another, or beyond what a database holds.
    """
    if of is date and isinstance(key, str):
        return date.fromisoformat(key)
    if of is int and type(key) is int and 0 <= key <= _LAST_KEY:
        return key
    if of is str and isinstance(key, str) and key.isprintable():
        return key
    raise ValueError(key)


def _clean(text: str) -> str:
    return normalize("NFC", text.strip()[:LONGEST]).strip()


def _joined(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _order(wanted: Wanted) -> str:
    """Return the order's part of the address; the usual one needs none."""
    if wanted.sort is Sort.DUE and not wanted.descending:
        return ""
    return (DOWN if wanted.descending else "") + SORTS[wanted.sort]
