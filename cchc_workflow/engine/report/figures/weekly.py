"""Owns the figures of the weekly escalation report to Giám đốc: units at risk, decisions, what changed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from cchc_workflow.domain.standing import percent
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts, totals
from cchc_workflow.engine.report.figures.decisions import show_waiting, waiting
from cchc_workflow.engine.report.figures.months import burnup, months
from cchc_workflow.engine.report.figures.units import UnitPart, show_units, units_of
from cchc_workflow.engine.report.ledger import Flag, Ledger

WEEK = timedelta(days=7)


def weekly(ledger: Ledger) -> Facts:
    """Return the week's figures; news is what came since the report before, or within a week."""
    parts, before = units_of(ledger), ledger.before
    return {
        "week": label_of(ledger.on),
        "on": ledger.on.isoformat(),
        "previous_on": before.figures["on"] if before else None,
        "threshold": ledger.rule.threshold,
        "clause": ledger.rule.clause,
        "totals": totals(ledger),
        "previous_totals": before.figures["totals"] if before else None,
        "units": _units(ledger, parts),
        "late": sorted(entry.duty.code for entry in ledger.entries if entry.late),
        "flags_raised": [
            _show_flag(ledger, flag)
            for flag in ledger.flags
            if flag.cleared_at is None and flag.raised_at > _since(ledger)
        ],
        "flags_cleared": [
            _show_flag(ledger, flag) | {"reason": flag.reason}
            for flag in ledger.flags
            if flag.cleared_at is not None and flag.cleared_at > _since(ledger)
        ],
        "decisions": _decisions(ledger, parts),
        "reports_waiting": sum(entry.duty.phase is Phase.REPORTED for entry in ledger.entries),
        "changed": _changes(ledger),
        "anchor": _anchor(ledger),
        "months": months(ledger),
        "burnup": burnup(ledger),
    }


def label_of(on: date) -> str:
    """Return the week of a day as the report names it: 2021-W40."""
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02}"


def _since(ledger: Ledger) -> datetime:
    """Return the instant up to which the report before tells; one that was made later ends with its day."""
    before = ledger.before
    if before is None:
        return ledger.span.until - WEEK
    return min(before.made_at, ledger.calendar.end_of(before.as_of) - timedelta.resolution)


def _units(ledger: Ledger, parts: Sequence[UnitPart]) -> list[Facts]:
    """Without a report before, every late task is a change."""
    shown = show_units(ledger, parts)
    return [unit | {"change": unit["late"] if unit["change"] is None else unit["change"]} for unit in shown]


def _show_flag(ledger: Ledger, flag: Flag) -> Facts:
    return {
        "unit": flag.unit,
        "late": flag.late,
        "assigned": flag.assigned,
        "percent": str(percent(flag.late, flag.assigned)),
        "raised_on": ledger.calendar.today(flag.raised_at).isoformat(),
    }


def _decisions(ledger: Ledger, parts: Iterable[UnitPart]) -> Facts:
    """The keys are there for the mail's links."""
    return {
        "extensions": [
            {"id": asked.id, "task_id": entry.id} | show_waiting(ledger, asked, entry)
            for asked, entry in waiting(ledger)
        ],
        "escalated": [_brief(ledger, entry) for entry in ledger.entries if entry.escalated],
        "flagged_units": [part.unit.name for part in parts if part.standing.flagged],
    }


def _changes(ledger: Ledger) -> Facts:
    """Return what is news. Late now = late in the report before + newly late - no longer late."""
    newly, no_longer = _compare(ledger)
    until, since = ledger.on + WEEK, _since(ledger)
    return {
        "newly_late": [_brief(ledger, entry) for entry in newly],
        "no_longer_late": [_brief(ledger, entry) for entry in no_longer],
        "finished": [
            _brief(ledger, entry) | {"reported_on": entry.duty.reported_on.isoformat()}
            for entry in ledger.entries
            if entry.duty.counted
            and entry.duty.reported_on
            and entry.reported_at
            and entry.reported_at > since
        ],
        "due_next_week": [
            _brief(ledger, entry)
            for entry in ledger.entries
            if entry.duty.phase is Phase.OPEN
            and entry.duty.due_on is not None
            and ledger.on <= entry.duty.due_on < until
        ],
    }


def _compare(ledger: Ledger) -> tuple[list[Entry], list[Entry]]:
    """Return who is late and was not, and who was and is not; the first report tells of a week's news."""
    late = [entry for entry in ledger.entries if entry.late]
    if ledger.before is None:
        first = ledger.on - WEEK
        return [entry for entry in late if entry.duty.due_on and entry.duty.due_on >= first], []
    before = set(ledger.before.figures["late"])
    newly = [entry for entry in late if entry.duty.code not in before]
    return newly, [entry for entry in ledger.entries if entry.duty.code in before and not entry.late]


def _brief(ledger: Ledger, entry: Entry) -> Facts:
    due_on = entry.duty.due_on
    return {
        "code": entry.duty.code,
        "title": entry.title,
        "unit": ledger.units[entry.unit_id].name,
        "due_on": due_on.isoformat() if due_on else None,
        "days": (due_on - ledger.on).days if due_on else None,
    }


def _anchor(ledger: Ledger) -> Facts | None:
    anchor = ledger.anchor
    return {"on": anchor.on.isoformat(), "hash": anchor.hash} if anchor is not None else None
