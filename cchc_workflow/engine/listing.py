"""Owns the listing of tasks as people ask for it, by codes and names, and what each line says today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.periods import Period, PeriodKind
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.text import words_of
from cchc_workflow.domain.timeliness import Timeliness, timeliness_of
from cchc_workflow.engine.choices import Choices, read_choices
from cchc_workflow.engine.office import Office
from cchc_workflow.store import listing as store
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.listing import Order, Place, Sort
from cchc_workflow.store.narrowing import Kind, Narrowing

LATE = "late"
"""Asked for as a timeliness: what counts as late, finished or not."""
PAGE = 50
MOST_COUNTED = 1000
EXPORTED_AT_ONCE = 1000
_PHASES = {phase.value: phase for phase in Phase}
_PARTS_OF_A_YEAR = {"h": PeriodKind.HALF_YEARLY, "q": PeriodKind.QUARTERLY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for, as it stands in an address; what names nothing lets nothing through.

    `period` is a Period's label, in which the deadline is; `part` that of a task that is repeated; dates are
    ISO text.
    """

    text: str = ""
    units: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    plan: str = ""
    states: tuple[str, ...] = ()
    timeliness: tuple[str, ...] = ()
    kind: str = ""
    period: str = ""
    part: str = ""
    due_from: str = ""
    due_until: str = ""
    sort: Sort = Sort.DUE
    descending: bool = False


class Line(NamedTuple):
    """One task of a listing; `days` are left until the deadline of a task that is still open."""

    id: int
    version: int
    code: str
    path_code: str
    title: str
    unit: str
    unit_code: str
    area: str
    state: str
    state_label: str
    timeliness: Timeliness
    due_on: date | None
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of tasks: `count` is at most one more than `MOST_COUNTED`; the places lead to other pages.

    `unknown` has (field of Wanted, value) of what was asked for and names nothing.
    """

    lines: Sequence[Line]
    count: int
    before: Place | None
    after: Place | None
    unknown: tuple[tuple[str, str], ...]


def read_listing(  # noqa: PLR0913 - what, for whom, when, from where
    tx: Transaction,
    choices: Choices,
    scope: Scope,
    wanted: Wanted,
    on: date,
    from_place: Place | None = None,
    *,
    backwards: bool = False,
    most: int = PAGE,
) -> Listing:
    """Return a page of the tasks in sight that fit, after a place or, `backwards`, before it."""
    narrowing, unknown = narrow(choices, wanted, on)
    order = order_of(choices, wanted)
    found = store.read_stretch(tx, scope, narrowing, order, from_place, backwards=backwards, most=most)
    went_on = from_place is not None
    comes_more, came_before = (went_on, found.goes_on) if backwards else (found.goes_on, went_on)
    places = found.places
    return Listing(
        lines=lines_of(choices, found.rows, on),
        count=store.count_rows(tx, scope, narrowing, MOST_COUNTED + 1),
        before=places[0] if places and came_before else None,
        after=places[-1] if places and comes_more else None,
        unknown=unknown,
    )


def read_export(
    office: Office, scope: Scope, wanted: Wanted, on: date, most: int
) -> Iterator[tuple[Line, Any, str]]:
    """Yield (line, row with its details, helping units) of all that fits, at most `most`, in its order.

    Each thousand is read in a transaction of its own: whoever takes the export slowly holds nothing up.
    """
    place: Place | None = None
    while most > 0:
        with office.database.read() as tx:
            choices = read_choices(tx, office, scope.organization_id, on)
            narrowing, _ = narrow(choices, wanted, on)
            order = order_of(choices, wanted)
            at_once = min(most, EXPORTED_AT_ONCE)
            found = store.read_stretch(tx, scope, narrowing, order, place, most=at_once, details=True)
            helpers = store.supports_of(tx, [row.id for row in found.rows])
        for line, row in zip(lines_of(choices, found.rows, on), found.rows, strict=True):
            yield line, row, "; ".join(choices.units[unit].name for unit in helpers.get(row.id, ()))
        if not found.goes_on:
            return
        most -= len(found.rows)
        place = found.places[-1]


def narrow(choices: Choices, wanted: Wanted, on: date) -> tuple[Narrowing, tuple[tuple[str, str], ...]]:
    """Return the narrowing that somebody asks for, and (field, value) of what in it names nothing."""
    unknown = tuple(_unknown(choices, wanted))
    if any(_count(wanted, name) <= sum(name == each for each, _ in unknown) for name, _ in unknown):
        return Narrowing(on=on, states=()), unknown
    first_on, last_on = _days(wanted)
    narrowing = Narrowing(
        on=on,
        soon=choices.soon,
        plan_ids=choices.plan_keys(wanted.plan) if wanted.plan else None,
        area_ids=choices.area_keys(wanted.areas) if wanted.areas else None,
        unit_ids=choices.unit_keys(wanted.units) if wanted.units else None,
        states=tuple(name for name in choices.phases if name in wanted.states) if wanted.states else None,
        phase=_phase(choices, wanted.states),
        timeliness=_timeliness(wanted.timeliness) if wanted.timeliness else None,
        kind=Kind(wanted.kind) if wanted.kind else None,
        part=wanted.part or None,
        due_from=first_on,
        due_until=last_on,
        words=words_of(wanted.text),
    )
    return narrowing, unknown


def order_of(choices: Choices, wanted: Wanted) -> Order:
    """Return the order that somebody asks for."""
    return Order(wanted.sort, wanted.descending, tuple(name for name, _ in choices.states))


def read_period(label: str) -> Period | None:
    """Return the period with this label (2021, 2021-h1, 2021-q2, 2021-05), or None."""
    year, _, part = label.partition("-")
    kind = _PARTS_OF_A_YEAR.get(part[:1], PeriodKind.MONTHLY if part else PeriodKind.YEARLY)
    index = part.lstrip("hq") or "1"
    if not (year.isascii() and year.isdigit() and index.isascii() and index.isdigit()):
        return None
    period = Period(kind, int(year), int(index))
    return period if period.label == label and _is_real(period) else None


def _is_real(period: Period) -> bool:
    try:
        return period.first_on <= period.last_on
    except (ValueError, OverflowError):
        return False


def lines_of(choices: Choices, rows: Sequence[Any], on: date) -> list[Line]:
    """Return what the rows of a listing say on the day `on`."""
    return [_line(choices, row, on) for row in rows]


def _line(choices: Choices, row: Any, on: date) -> Line:  # noqa: ANN401
    phase, unit = _PHASES[row.phase], choices.units[row.lead_unit_id]
    soon_until = choices.soon[row.ladder_id]
    open_until = row.due_on if phase is Phase.OPEN else None
    return Line(
        row.id,
        row.version,
        row.code,
        choices.path_code(row.plan_id, row.code),
        row.title,
        unit.name,
        unit.code,
        choices.areas[row.area_id].code if row.area_id is not None else "",
        row.state,
        choices.label(row.workflow_id, row.state),
        timeliness_of(phase, row.due_on, row.reported_on, on, soon_until),
        row.due_on,
        None if open_until is None else (open_until - on).days,
    )


def _unknown(choices: Choices, wanted: Wanted) -> Iterator[tuple[str, str]]:
    known: dict[str, set[str]] = {
        "units": {row.code for row in choices.units.values()},
        "areas": {row.code for row in choices.areas.values()},
        "states": set(choices.phases),
        "timeliness": {LATE, *Timeliness},
    }
    for name, names in known.items():
        yield from ((name, value) for value in getattr(wanted, name) if value not in names)
    if wanted.plan and not choices.plan_keys(wanted.plan):
        yield "plan", wanted.plan
    if wanted.kind and wanted.kind not in set(Kind):
        yield "kind", wanted.kind
    if wanted.period and read_period(wanted.period) is None:
        yield "period", wanted.period
    if wanted.part and not (wanted.part.isascii() and wanted.part.isalnum()):
        yield "part", wanted.part
    if wanted.text and not words_of(wanted.text):
        yield "text", wanted.text
    for name in ("due_from", "due_until"):
        if (typed := getattr(wanted, name)) and _read_day(typed) is None:
            yield name, typed


def _count(wanted: Wanted, name: str) -> int:
    given = getattr(wanted, name)
    return len(given) if isinstance(given, tuple) else 1


def _timeliness(names: Sequence[str]) -> frozenset[Timeliness]:
    late = {Timeliness.OVERDUE, Timeliness.DONE_LATE} if LATE in names else set()
    return frozenset(late | {each for each in Timeliness if each in names})


def _phase(choices: Choices, states: Sequence[str]) -> Phase | None:
    phases = {phase for name in states for phase in choices.phases.get(name, ())}
    return next(iter(phases)) if len(phases) == 1 else None


def _days(wanted: Wanted) -> tuple[date | None, date | None]:
    """Return the first and the last day of the deadline, of the period and the days asked for together."""
    period = read_period(wanted.period)
    firsts = [day for day in (_read_day(wanted.due_from), period and period.first_on) if day]
    lasts = [day for day in (_read_day(wanted.due_until), period and period.last_on) if day]
    return max(firsts, default=None), min(lasts, default=None)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
