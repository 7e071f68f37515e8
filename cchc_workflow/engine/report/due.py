"""Owns which reports are to be made by themselves by a day, and which come next; makes none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cchc_workflow.domain.report_rules import ReportRule, week_label
from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind, ReportState
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.occasion import GRACE, Asked
from cchc_workflow.engine.report.rules import rules_of
from cchc_workflow.engine.steering import last_due
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.report_subjects import heads_left, leading_units, overdue_units
from cchc_workflow.store.reports import newest_states

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """One report to be made: what is asked for, of which period; `onto` is the draft seen of it, if any."""

    asked: Asked
    period: str
    onto: Any | None


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What is made by itself next of a kind: of which period, on which working day."""

    kind: ReportKind
    period: str
    on: date


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked through: a plan's reports of one kind, kept or not; `kept` by period and subject."""

    office: Office
    asked: Asked
    on: date
    kept: Mapping[tuple[str, str], Any]

    @property
    def rule(self) -> ReportRule:
        """Return the rule of the kind."""
        return self.asked.rule

    @property
    def issued_on(self) -> date:
        """Return the day on which the plan was issued: before it there is nothing to tell."""
        return self.office.today(self.asked.plan.issued_at)

    def is_open(self, period: str, subject: str, until: date) -> bool:
        """Tell whether a report is still to be made: there is none, or a draft from before a day.

        Of what is issued by itself, any draft of the first issue: somebody made it by hand. Another issue is
        of whoever makes it.
        """
        newest = self.kept.get((period, subject))
        if newest is None:
            return True
        waits = newest.issue == 1 if self.rule.issued_by_itself else newest.as_of < until
        return bool(waits and newest.state == ReportState.DRAFT)

    def due(self, period: str, unit: Any | None = None) -> Due:  # noqa: ANN401
        """Return the report of a period, about a unit or about the whole office."""
        asked = self.asked if unit is None else replace(self.asked, subject=unit.code, unit_id=unit.id)
        return Due(asked, period, self.kept.get((period, asked.subject)))


def due_reports(tx: Transaction, office: Office, plan: Any, on: date) -> Iterator[Due]:  # noqa: ANN401
    """Yield a plan's reports whose day has come by `on` and that were not made yet, kind by kind.

    Of the weeks and months that went by, only the present one's are made up for.
    """
    for search in _searches(tx, office, plan, on):
        match search.rule.kind:
            case ReportKind.WEEKLY:
                if on >= first_working_day(office, on) and search.issued_on < _monday(on):
                    yield from _week(search)
            case ReportKind.URGING:
                yield from _letters(tx, search)
            case ReportKind.HANDOVER:
                yield from _handovers(tx, search)
            case _:
                yield from _parts_of_year(tx, search)


def due_week(tx: Transaction, office: Office, plan: Any, on: date) -> Iterator[Due]:  # noqa: ANN401
    """Yield a plan's report of the week of `on`, whatever the day, unless it was issued."""
    rule = rules_of(tx, office, plan.organization_id)[ReportKind.WEEKLY]
    yield from _week(_search(tx, office, Asked(rule, plan), on))


def upcoming(office: Office, tx: Transaction, plan: Any, on: date) -> tuple[Upcoming, ...]:  # noqa: ANN401
    """Return what is made by itself next of each kind from the day `on` on, the earliest first.

    What is due and was not made yet comes on this working day, or the next one. Minutes of a handover are
    made when somebody leaves, which nobody knows before.
    """
    nexts = (_next(tx, search) for search in _searches(tx, office, plan, on))
    found = [each for each in nexts if each is not None and each.on <= plan.last_on + GRACE]
    return tuple(sorted(found, key=lambda each: each.on))


def first_working_day(office: Office, on: date) -> date:
    """Return the first working day of the week of `on`, or, when it has none, the next one after it."""
    return office.calendar.roll_forward(_monday(on))


def _searches(tx: Transaction, office: Office, plan: Any, on: date) -> Iterator[_Search]:  # noqa: ANN401
    for rule in rules_of(tx, office, plan.organization_id).values():
        if rule.by_itself:
            yield _search(tx, office, Asked(rule, plan), on)


def _search(tx: Transaction, office: Office, asked: Asked, on: date) -> _Search:
    return _Search(office, asked, on, newest_states(tx, asked.plan.id, asked.rule.kind))


def _week(search: _Search) -> Iterator[Due]:
    period = week_label(search.on)
    if search.is_open(period, "", first_working_day(search.office, search.on)):
        yield search.due(period)


def _parts_of_year(tx: Transaction, search: _Search) -> Iterator[Due]:
    """Yield the periods that ended since the plan was issued; of reports about units, one for each unit."""
    units: list[Any] = [None]
    if search.rule.kind in ABOUT_A_UNIT:
        units = leading_units(tx, search.asked.plan.id)
    for period, to_on, made_on in _planned(search):
        if made_on <= search.on:
            for unit in units:
                if search.is_open(period, unit.code if unit else "", to_on):
                    yield search.due(period, unit)


def _planned(search: _Search) -> Iterator[tuple[str, date, date]]:
    """Yield label, last day and day of making of the periods that a plan is reported on, by that day."""
    plan = search.asked.plan
    found = [
        (made_on, window.to_on, period.label(year))
        for year in range(plan.first_on.year, plan.last_on.year + 1)
        for period in search.rule.periods
        if (made_on := period.made_on(year)) is not None
        and search.issued_on <= (window := period.window(year)).to_on
        and window.from_on <= plan.last_on
    ]
    for made_on, to_on, label in sorted(found):
        yield label, to_on, made_on


def _letters(tx: Transaction, search: _Search) -> Iterator[Due]:
    """Yield the letters of the month: to each unit whose oldest open task is overdue by long enough."""
    on, rule = search.on, search.rule
    if rule.day is None or on.day < rule.day:
        return
    since = on.replace(day=rule.day).isoformat()
    written = {subject for period, subject in search.kept if period >= since}
    until = last_due(search.office.calendar, on, rule.overdue)
    for unit in overdue_units(tx, search.asked.plan.id, until):
        if unit.code not in written:
            yield search.due(on.isoformat(), unit)


def _handovers(tx: Transaction, search: _Search) -> Iterator[Due]:
    for left in heads_left(tx, search.asked.plan.id, search.issued_on, search.on):
        period = left.to_on.isoformat()
        if search.is_open(period, left.code, left.to_on):
            yield search.due(period, left)


def _next(tx: Transaction, search: _Search) -> Upcoming | None:
    kind, on = search.rule.kind, search.on
    match kind:
        case ReportKind.WEEKLY:
            monday = _monday(on)
            if search.issued_on >= monday or not search.is_open(week_label(on), "", monday):
                monday += WEEK
            made_on = _working(search, max(monday, on))
            return Upcoming(kind, week_label(made_on), made_on)
        case ReportKind.URGING:
            return _next_letters(tx, search)
        case ReportKind.HANDOVER:
            return None
        case _:
            missed = next(_parts_of_year(tx, search), None)
            if missed is not None:
                return Upcoming(kind, missed.period, _working(search, on))
            ahead = (
                Upcoming(kind, period, _working(search, made_on))
                for period, _, made_on in _planned(search)
                if made_on > on
            )
            return next(ahead, None)


def _next_letters(tx: Transaction, search: _Search) -> Upcoming | None:
    on, day = search.on, search.rule.day
    if day is None:
        return None
    if on.day >= day and next(_letters(tx, search), None) is None:
        on = (on.replace(day=1) + timedelta(days=31)).replace(day=1)
    made_on = _working(search, max(on, on.replace(day=day)))
    return Upcoming(search.rule.kind, made_on.isoformat(), made_on)


def _working(search: _Search, on: date) -> date:
    """Return the working day on which something planned for a day happens, as far as days off are known."""
    calendar = search.office.calendar
    return calendar.roll_forward(on) if calendar.first_on <= on < calendar.last_on else on


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())
