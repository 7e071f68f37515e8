"""Owns what differs between two JSON values, by names that stay when an order changes; knows no report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeGuard, TypeVar

from cchc_workflow.domain.history import canonical

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | None
"""What a snapshot is made of; a truth value is an int here."""

Shown: TypeAlias = str | int | None

KEYS: Final = (
    "code",
    "unit_code",
    "task_code",
    "label",
    "month",
    "on",
    "period",
    "from_days",
    "name",
    "unit",
    "title",
)
"""What tells the members of a list apart: the first of these that all of them have."""

LONGEST: Final = 160
"""Characters of a text that a difference shows."""

_LEAD = 40
_NAMING = ("title", "task_title", "name", "unit")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: `what` is a path such as units[TCCB].late; None is absent."""

    what: str
    before: Shown
    after: Shown


def differences(before: Json, after: Json, path: str = "") -> Iterator[Difference]:
    """Yield what differs, in the order of `after`, then what only `before` has.

    A member of a list goes by its key (see `KEYS`) or, where it has none, by what it is, and never by its
    place. What came or went as a whole is one difference, told by its title or name. A long text is shown
    from a little before where it differs. Values that are equal but for the order of lists do not differ.
    """
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        prefix = f"{path}." if path else ""
        yield from _members(before, after, {name: f"{prefix}{name}" for name in (*after, *before)})
    elif _is_list(before) and _is_list(after):
        key = _shared_key((*before, *after))
        old, new = _by_name(before, key), _by_name(after, key)
        yield from _members(old, new, {name: f"{path}[{_label(name)}]" for name in (*new, *old)})
    else:
        yield _leaf(path, before, after)


_Name = TypeVar("_Name", str, tuple[str, int])
"""A member of an object by its name; of a list by its key and by which one it is of those with the same."""


def _members(
    before: Mapping[_Name, Json], after: Mapping[_Name, Json], paths: Mapping[_Name, str]
) -> Iterator[Difference]:
    for name, path in paths.items():
        if name in before and name in after:
            yield from differences(before[name], after[name], path)
        elif name in after:
            yield Difference(path, None, _told(after[name]))
        else:
            yield Difference(path, _told(before[name]), None)


def _is_list(value: Json) -> TypeGuard[Sequence[Json]]:
    return isinstance(value, list | tuple)


def _shared_key(members: Sequence[Json]) -> str | None:
    """Return what tells the members of two lists apart, None where nothing but themselves does."""
    objects = [member for member in members if isinstance(member, Mapping)]
    if len(objects) < len(members):
        return None
    return next((key for key in KEYS if all(_is_plain(each.get(key, [])) for each in objects)), None)


def _is_plain(value: Json) -> bool:
    return value is None or isinstance(value, str | int)


def _by_name(members: Sequence[Json], key: str | None) -> dict[tuple[str, int], Json]:
    """Return the members by name; those that share one are told apart by what they say, not by place."""
    named: dict[str, list[Json]] = {}
    for member in members:
        named.setdefault(_name_of(member, key), []).append(member)
    return {
        (name, place): member
        for name, several in named.items()
        for place, member in enumerate(sorted(several, key=_in_full) if several[1:] else several, start=1)
    }


def _name_of(member: Json, key: str | None) -> str:
    if key is not None and isinstance(member, Mapping):
        return "-" if member[key] is None else str(member[key])
    return member if isinstance(member, str) else _in_full(member)


def _in_full(value: Json) -> str:
    """Return all that a value says, in one text whatever the order of its lists."""
    if isinstance(value, Mapping):
        inner = sorted((canonical(name), _in_full(member)) for name, member in value.items())
        return "{" + ",".join(f"{name}:{member}" for name, member in inner) + "}"
    if _is_list(value):
        return "[" + ",".join(sorted(map(_in_full, value))) + "]"
    return canonical(value)


def _label(name: tuple[str, int]) -> str:
    text, place = name
    return _cut(text) if place == 1 else f"{_cut(text)} ({place})"


def _leaf(path: str, before: Json, after: Json) -> Difference:
    """Show two values that differ; of two texts, the part where they do."""
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONGEST:
        same = next(
            (at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
            min(len(before), len(after)),
        )
        start = max(0, same - _LEAD)
        return Difference(path, _cut(before, start), _cut(after, start))
    return Difference(path, _told(before), _told(after))


def _told(value: Json) -> Shown:
    """Return a value in short: an object by what names it, a list by how long it is."""
    if isinstance(value, Mapping):
        named = (value.get(key) for key in (*_NAMING, *KEYS))
        return next((_cut(each) for each in named if isinstance(each, str) and each), 1)
    if isinstance(value, str):
        return _cut(value)
    return value if value is None or isinstance(value, int) else len(value)


def _cut(text: str, start: int = 0) -> str:
    """Return at most `LONGEST` characters of a text from `start` on, an ellipsis where some are left out."""
    head = "…" if start else ""
    if len(text) - start <= LONGEST:
        return head + text[start:]
    return f"{head}{text[start : start + LONGEST]}…"
