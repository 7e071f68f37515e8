"""Owns the flags of a report: those that stand, and those that were cleared in the window."""

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.standing import percent
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.ledger import Flag, Ledger


def show_flags(ledger: Ledger) -> Facts:
    """Return the flags with the counts and the tasks of the day they were raised, oldest first."""
    calendar = ledger.calendar
    return {
        "standing": [_show(flag, calendar) for flag in ledger.flags if flag.cleared_at is None],
        "cleared": [
            _show(flag, calendar)
            | {"cleared_on": calendar.today(flag.cleared_at).isoformat(), "reason": flag.reason}
            for flag in ledger.flags
            if flag.cleared_at is not None and ledger.window.holds(calendar.today(flag.cleared_at))
        ],
    }


def standing_flag(ledger: Ledger, unit_id: int) -> Facts | None:
    """Return the flag of a unit that stands, None without one."""
    for flag in ledger.flags:
        if flag.unit_id == unit_id and flag.cleared_at is None:
            return _show(flag, ledger.calendar)
    return None


def _show(flag: Flag, calendar: WorkCalendar) -> Facts:
    confirmed_on = calendar.today(flag.confirmed_at).isoformat() if flag.confirmed_at else None
    return {
        "unit": flag.unit,
        "unit_code": flag.unit_code,
        "raised_on": calendar.today(flag.raised_at).isoformat(),
        "late": flag.late,
        "assigned": flag.assigned,
        "percent": str(percent(flag.late, flag.assigned)),
        "tasks": list(flag.tasks),
        "confirmed_on": confirmed_on,
        "confirmer": flag.confirmer,
        "note": flag.note,
    }
