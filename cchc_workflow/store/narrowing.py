"""Owns the conditions that a listing of tasks is narrowed by: the viewer's sight, the filter, the timeliness.

A condition is made for a shape (which filters, how many values) and cached with its statement; the values
themselves are bound when it runs. Nobody's tasks are told apart here but by the Scope.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, not_, or_, select

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import TaskRow, TaskSupportRow
from cchc_workflow.store.words import hits_of, match_of

_task = table_of(TaskRow)
_support = table_of(TaskSupportRow)

Condition = ColumnElement[bool]

_OPEN = frozenset({Timeliness.ON_TRACK, Timeliness.DUE_SOON, Timeliness.OVERDUE, Timeliness.UNDATED})
_AHEAD_OR_OVER = _OPEN - {Timeliness.UNDATED}
_FINISHED = frozenset({Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE})


class Kind(StrEnum):
    """What a task is to the denominators: counted, repeated in each period, or not counted yet."""

    COUNTED = "counted"
    STANDING = "standing"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a listing shows; every field that is given narrows it, and an empty tuple lets nothing through.

    `phase` is what the rules call all of `states`, where that is one: it finds the index. `soon` has the last
    day on which a deadline is near, by the ladder that a task pinned. `words` are folded.
    """

    on: date
    soon: Mapping[int, date] = field(default_factory=dict)
    plan_ids: tuple[int, ...] | None = None
    area_ids: tuple[int, ...] | None = None
    unit_ids: tuple[int, ...] | None = None
    states: tuple[str, ...] | None = None
    phase: Phase | None = None
    timeliness: frozenset[Timeliness] | None = None
    kind: Kind | None = None
    part: str | None = None
    due_from: date | None = None
    due_until: date | None = None
    words: tuple[str, ...] = ()

    @property
    def is_hopeless(self) -> bool:
        """Tell whether nothing can fit, so that nothing need be asked."""
        return (
            () in (self.plan_ids, self.area_ids, self.unit_ids, self.states) or self.timeliness == frozenset()
        )


class Half(StrEnum):
    """What of the viewer's sight is read at once: all, or what their units lead, or help with, or either."""

    ALL = "all"
    EITHER = "either"
    LED = "led"
    HELPED = "helped"


def whole_of(scope: Scope) -> Half:
    """Return all of a viewer's sight at once, for what is not found by the units."""
    return Half.ALL if scope.unit_ids is None else Half.EITHER


def halves_of(scope: Scope) -> tuple[Half, ...]:
    """Return what a viewer's sight is read in; no task is in two of them."""
    return (Half.ALL,) if scope.unit_ids is None else (Half.LED, Half.HELPED)


@dataclass(frozen=True, slots=True)
class Shape:
    """All that makes a narrowed statement's text: the same shape is compiled once, whatever the values."""

    postgresql: bool
    half: Half
    seen_units: int
    lists: tuple[tuple[str, int], ...]
    timeliness: frozenset[Timeliness] | None
    soon: tuple[int, ...]
    kind: Kind | None
    single: frozenset[str]


_LISTED = {"plan_ids": "plan_id", "area_ids": "area_id", "unit_ids": "lead_unit_id", "states": "state"}
_COMPARED: Mapping[str, Condition] = {
    "phase": _task.c.phase == bindparam("phase"),
    "part": _task.c.period == bindparam("part"),
    "due_from": _task.c.due_on >= bindparam("due_from"),
    "due_until": _task.c.due_on <= bindparam("due_until"),
}


def shape_of(scope: Scope, half: Half, narrowing: Narrowing, *, postgresql: bool) -> Shape:
    """Return the shape of a narrowing for a viewer."""
    single = {name for name in _COMPARED if getattr(narrowing, name) is not None}
    return Shape(
        postgresql,
        half,
        _room(len(scope.unit_ids or ())),
        tuple(
            (name, _room(len(given))) for name in _LISTED if (given := getattr(narrowing, name)) is not None
        ),
        narrowing.timeliness,
        tuple(_room(len(ladders)) for ladders, _ in _group_soon(narrowing.soon)),
        narrowing.kind,
        frozenset(single | ({"words"} if narrowing.words else set())),
    )


def values_of(scope: Scope, narrowing: Narrowing, *, postgresql: bool) -> dict[str, object]:
    """Return the values that the conditions of the narrowing's shape ask for."""
    values = sight_values(scope) | {"on": narrowing.on}
    for name in _LISTED:
        given = getattr(narrowing, name)
        if given is not None:
            values |= _padded(name, given)
    for place, (ladders, until) in enumerate(_group_soon(narrowing.soon)):
        values |= {f"soon_{place}": until} | _padded(f"ladder_{place}", ladders)
    values |= {name: getattr(narrowing, name) for name in _COMPARED}
    return values | {"words": match_of(narrowing.words, postgresql=postgresql)}


def conditions_of(shape: Shape) -> list[Condition]:
    """Return the conditions of a shape."""
    conditions = sight(shape.half, shape.seen_units)
    for name, room in shape.lists:
        conditions.append(_in(_task.c[_LISTED[name]], name, room))
    conditions += [_COMPARED[name] for name in _COMPARED if name in shape.single]
    if shape.kind is not None:
        conditions += _of_kind(shape.kind)
    if shape.timeliness is not None:
        conditions.append(_timely(shape.timeliness, shape.soon))
    if "words" in shape.single:
        hits = hits_of(_task, postgresql=shape.postgresql)
        conditions.append(_task.c.id.in_(select(hits.c.id)))
    return conditions


def implies_deadline(shape: Shape) -> bool:
    """Tell whether only tasks with a deadline fit: to ask for one besides would cost SQLite its range."""
    dated = shape.timeliness is not None and shape.timeliness <= _AHEAD_OR_OVER
    return dated or not shape.single.isdisjoint({"due_from", "due_until"})


def sight(half: Half, units: int) -> list[Condition]:
    """Return the conditions that keep a query of tasks to a half of the viewer's sight.

    Together the halves are what tasks.in_scope says; each alone is found by an index, in its order.
    """
    organization = _task.c.organization_id == bindparam("organization")
    if half is Half.ALL:
        return [organization]
    leads = _in(_task.c.lead_unit_id, "seen", _room(units))
    helps = _task.c.id.in_(select(_support.c.task_id).where(_in(_support.c.unit_id, "seen", _room(units))))
    match half:
        case Half.LED:
            return [organization, leads]
        case Half.HELPED:
            return [organization, not_(leads), helps]
        case _:
            return [organization, or_(leads, helps)]


def sight_values(scope: Scope) -> dict[str, object]:
    """Return the values that the conditions of a viewer's sight ask for; no unit has the key 0."""
    return {"organization": scope.organization_id} | _padded("seen", sorted(scope.unit_ids or (0,)))


def _in(of: ColumnElement[Any], name: str, room: int) -> Condition:
    return of.in_([bindparam(f"{name}_{place}", type_=of.type) for place in range(room)])


def _room(given: int) -> int:
    """Return how many values a list is bound with: powers of two, so that there are few shapes."""
    return 1 << max(given - 1, 0).bit_length()


def _padded(name: str, given: Sequence[object]) -> dict[str, object]:
    """Return the values of a list by bind, the last one repeated to its room; an empty one asks for none."""
    room = _room(len(given))
    return {f"{name}_{place}": given[min(place, len(given) - 1)] for place in range(room)} if given else {}


def _group_soon(soon: Mapping[int, date]) -> list[tuple[tuple[int, ...], date]]:
    """Return (ladders, their last soon day): one group, as a rule, for ladders seldom differ in this."""
    groups: dict[date, list[int]] = {}
    for ladder_id, until in sorted(soon.items()):
        groups.setdefault(until, []).append(ladder_id)
    return [(tuple(ladders), until) for until, ladders in sorted(groups.items())]


def _of_kind(kind: Kind) -> list[Condition]:
    match kind:
        case Kind.DORMANT:
            return [_task.c.counted.is_(False)]
        case Kind.STANDING:
            return [_task.c.counted.is_(True), _task.c.period.is_not(None)]
        case Kind.COUNTED:
            return [_task.c.counted.is_(True)]


def _timely(wanted: frozenset[Timeliness], soon: tuple[int, ...]) -> Condition:
    """Return what domain/timeliness.py says, as a condition; a single phase stands alone, for the index."""
    parts = [
        _of_phases((Phase.OPEN,), _OPEN, wanted, soon),
        _of_phases((Phase.REPORTED, Phase.DONE), _FINISHED, wanted, soon),
    ]
    if Timeliness.PAUSED in wanted:
        parts.append([_task.c.phase == Phase.PAUSED])
    if Timeliness.VOID in wanted:
        parts.append([_task.c.phase == Phase.VOID])
    return or_(*(and_(*part) for part in parts if part))


def _of_phases(
    phases: tuple[Phase, ...],
    theirs: frozenset[Timeliness],
    wanted: frozenset[Timeliness],
    soon: tuple[int, ...],
) -> list[Condition]:
    asked = theirs & wanted
    if not asked:
        return []
    phase = _task.c.phase == phases[0] if len(phases) == 1 else _task.c.phase.in_(phases)
    return [phase] if asked == theirs else [phase, or_(*(_of_deadline(each, soon) for each in sorted(asked)))]


def _of_deadline(timeliness: Timeliness, soon: tuple[int, ...]) -> Condition:
    due_on, reported_on = _task.c.due_on, _task.c.reported_on
    on = bindparam("on", type_=due_on.type)
    match timeliness:
        case Timeliness.UNDATED:
            return due_on.is_(None)
        case Timeliness.OVERDUE:
            return due_on < on
        case Timeliness.DUE_SOON:
            return and_(due_on >= on, _is_soon(soon))
        case Timeliness.ON_TRACK:
            return and_(due_on >= on, not_(_is_soon(soon)))
        case Timeliness.DONE_LATE:
            return due_on < reported_on
        case _:
            return or_(due_on.is_(None), reported_on.is_(None), due_on >= reported_on)


def _is_soon(soon: tuple[int, ...]) -> Condition:
    """Return whether a deadline is near by the ladder of its task."""
    near = [
        _task.c.due_on <= bindparam(f"soon_{place}", type_=_task.c.due_on.type) for place in range(len(soon))
    ]
    if len(near) == 1:
        return near[0]
    ladders = (_in(_task.c.ladder_id, f"ladder_{place}", room) for place, room in enumerate(soon))
    return or_(*(and_(ladder, until) for ladder, until in zip(ladders, near, strict=True)))
