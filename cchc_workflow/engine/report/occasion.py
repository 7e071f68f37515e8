"""Owns which report is meant by a kind and a period: its days, and as of when it is judged; makes none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cchc_workflow.domain.report_rules import ReportRule, following, week_label
from cchc_workflow.domain.reporting import Occasion, ReportKind, Window
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.rules import MAKE
from cchc_workflow.errors import IncompleteError
from cchc_workflow.store import steering
from cchc_workflow.store.database import Transaction

GRACE = timedelta(days=31)
"""How long after its last day a plan is still reported on: its year is rated then."""

_WEEK = re.compile(r"(\d{4})-w(\d{2})", re.ASCII)
_PART = re.compile(r"(\d{4})(?:-([qh]\d))?", re.ASCII)
_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: by which rule, of which plan (its row), about which unit ("" and 0 for none)."""

    rule: ReportRule
    plan: Any
    subject: str = ""
    unit_id: int = 0


def find_occasion(tx: Transaction, office: Office, asked: Asked, period: str | None, on: date) -> Occasion:
    """Return the occasion of a period; without one, of the period that ended last, or the present one.

    Raises:
        IncompleteError: the period is none of this kind's, has not begun, or is not one of the plan's.
    """
    wanted = (period or "").strip().lower() or _default(tx, office, asked, on)
    try:
        found = _find(tx, asked, wanted, on)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise IncompleteError(MAKE, ["period"], {"unreadable": wanted, "known": _known(asked.rule, on)})
    began_on, occasion = found
    _check_plan(office, asked.plan, occasion, began_on)
    return occasion


def _find(tx: Transaction, asked: Asked, period: str, on: date) -> tuple[date, Occasion] | None:
    """Return the day on which the period began, and the occasion; None where there is no such period.

    Raises:
        ValueError: it is no day or week of the calendar.
        IncompleteError: it has not begun.
    """
    match asked.rule.kind:
        case ReportKind.WEEKLY:
            return _week(asked, period, on)
        case ReportKind.URGING | ReportKind.HANDOVER:
            return _day(tx, asked, period, on)
        case _:
            return _part_of_year(asked, period, on)


def _week(asked: Asked, period: str, on: date) -> tuple[date, Occasion] | None:
    """The report of a week looks back on seven days and ahead on as many."""
    found = _WEEK.fullmatch(period)
    if found is None:
        return None
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    _check_begun(period, monday, on)
    as_of = min(on, monday + timedelta(days=6))
    window = Window(as_of - timedelta(days=7), as_of)
    return monday, _occasion(asked, period, window, Window(as_of, as_of + timedelta(days=6)), as_of)


def _part_of_year(asked: Asked, period: str, on: date) -> tuple[date, Occasion] | None:
    found = _PART.fullmatch(period)
    rule = asked.rule.period(found[2] or "year") if found else None
    if found is None or rule is None:
        return None
    window = rule.window(int(found[1]))
    _check_begun(period, window.from_on, on)
    occasion = _occasion(asked, period, window, following(window), min(on, window.to_on))
    return window.from_on, occasion


def _day(tx: Transaction, asked: Asked, period: str, on: date) -> tuple[date, Occasion] | None:
    """A letter looks back on the whole plan, the minutes of a handover on the days of the one who leaves."""
    as_of = date.fromisoformat(period)
    _check_begun(period, as_of, on)
    from_on = min(asked.plan.first_on, as_of)
    if asked.rule.kind is ReportKind.HANDOVER:
        tenures = (head for head in _heads(tx, asked) if head.from_on <= as_of)
        from_on = next(
            (head.from_on for head in tenures if head.to_on is None or head.to_on >= as_of), from_on
        )
    ahead = Window(as_of + timedelta(days=1), as_of + _AHEAD)
    return as_of, _occasion(asked, as_of.isoformat(), Window(from_on, as_of), ahead, as_of)


def _occasion(asked: Asked, period: str, window: Window, ahead: Window, as_of: date) -> Occasion:
    return Occasion(
        kind=asked.rule.kind, period=period, window=window, next=ahead, as_of=as_of, subject=asked.subject
    )


def _default(tx: Transaction, office: Office, asked: Asked, on: date) -> str:
    match asked.rule.kind:
        case ReportKind.WEEKLY:
            return week_label(on)
        case ReportKind.URGING:
            return on.isoformat()
        case ReportKind.HANDOVER:
            ends = [head.to_on for head in _heads(tx, asked) if head.to_on is not None]
            return max((end for end in ends if end < on), default=on).isoformat()
        case _:
            return _latest(asked.rule, office.today(asked.plan.issued_at), on)


def _latest(rule: ReportRule, since: date, on: date) -> str:
    """Return the period that ended last since a day, else the one that ends next, else the last of all."""
    begun = sorted((window.to_on, label) for window, label in _parts(rule, on) if window.from_on <= on)
    over = [label for to_on, label in begun if since <= to_on < on]
    present = [label for to_on, label in begun if to_on >= on]
    return over[-1] if over else (present or [begun[-1][1]])[0]


def _parts(rule: ReportRule, on: date) -> Iterator[tuple[Window, str]]:
    """Yield window and label of the periods around a day."""
    for year in range(on.year - 1, on.year + 2):
        for period in rule.periods:
            yield period.window(year), period.label(year)


def _known(rule: ReportRule, on: date) -> str:
    """Return periods of this kind as examples of how they are written."""
    match rule.kind:
        case ReportKind.WEEKLY:
            return week_label(on)
        case ReportKind.URGING | ReportKind.HANDOVER:
            return on.isoformat()
        case _:
            return ", ".join(period.label(on.year) for period in rule.periods)


def _heads(tx: Transaction, asked: Asked) -> list[Any]:
    """Return who heads or headed the unit in their own right, newest first."""
    heads = steering.heads_of_unit(tx, asked.plan.organization_id, asked.unit_id)
    return [head for head in heads if head.stands_in_for is None]


def _check_begun(period: str, began_on: date, on: date) -> None:
    if began_on > on:
        raise IncompleteError(MAKE, ["begun_period"], {"period": period, "from_on": began_on.isoformat()})


def _check_plan(office: Office, plan: Any, occasion: Occasion, began_on: date) -> None:  # noqa: ANN401
    """Before a plan was issued it had no tasks; a month after it is over it has nothing new to tell."""
    issued_on = office.today(plan.issued_at)
    if occasion.as_of < issued_on or began_on > plan.last_on + GRACE:
        details = {
            "period": occasion.period,
            "issued_on": issued_on.isoformat(),
            "last_on": plan.last_on.isoformat(),
        }
        raise IncompleteError(MAKE, ["period_of_plan"], details)
