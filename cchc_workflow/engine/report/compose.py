"""Owns composing a report's snapshot: which figures each kind has; one state and day give the same bytes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cchc_workflow.domain.reporting import Occasion, ReportKind, Window
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.entries import Told
from cchc_workflow.engine.report.figures.areas import areas, index_of, show_index
from cchc_workflow.engine.report.figures.causes import causes
from cchc_workflow.engine.report.figures.compared import compared
from cchc_workflow.engine.report.figures.counts import Facts, in_period, totals
from cchc_workflow.engine.report.figures.decisions import decisions
from cchc_workflow.engine.report.figures.flags import show_flags
from cchc_workflow.engine.report.figures.handover import handover
from cchc_workflow.engine.report.figures.heads import show_tenures
from cchc_workflow.engine.report.figures.months import burnup, months
from cchc_workflow.engine.report.figures.proposed import proposed_of, show_near, show_proposed
from cchc_workflow.engine.report.figures.ranking import rank
from cchc_workflow.engine.report.figures.steering import steering
from cchc_workflow.engine.report.figures.tasks import Table, lists, show_table
from cchc_workflow.engine.report.figures.units import show_units, units_of
from cchc_workflow.engine.report.figures.urging import answer_by, groups, is_overdue, letters, reminders
from cchc_workflow.engine.report.figures.weekly import weekly
from cchc_workflow.engine.report.ledger import Ledger
from cchc_workflow.engine.report.reading import read_ledger
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json


def compose(
    tx: Transaction,
    office: Office,
    plan: Any,  # noqa: ANN401
    occasion: Occasion,
    now: datetime,
    told: Told | None = None,
) -> dict[str, Any]:
    """Return a report's snapshot: JSON values, dates as ISO texts, decimals as texts with a point.

    Everything is judged at the end of the local day `occasion.as_of`, for this week's report at `now`; what
    happened later is put back. `told` is called with (tasks read, of how many).

    Raises:
        NotFoundError: the subject is no unit of the organization.
        DefinitionError: the day lies outside the calendar.
    """
    ledger = read_ledger(tx, office, plan, occasion, now, told)
    return {**_head(ledger), "figures": _FIGURES[occasion.kind](ledger)}


def _head(ledger: Ledger) -> Facts:
    """Return what every kind has; what an issue replaces is known only to who keeps it."""
    occasion, plan, organization, subject = ledger.occasion, ledger.plan, ledger.organization, ledger.subject
    return {
        "kind": occasion.kind.value,
        "period": occasion.period,
        "subject": {"code": subject.code, "name": subject.name} if subject is not None else None,
        "window": _window(occasion.window),
        "next": _window(occasion.next),
        "as_of": occasion.as_of.isoformat(),
        "organization": {
            "code": organization.code,
            "name": organization.name,
            "parent_name": organization.parent_name,
        },
        "plan": {
            "code": plan.code,
            "title": plan.title,
            "number": plan.number,
            "signed_on": plan.signed_on.isoformat() if plan.signed_on else None,
            "year": plan.year,
            "first_on": plan.first_on.isoformat(),
            "last_on": plan.last_on.isoformat(),
            "legal_basis": list(from_json(plan.legal_basis)),
            "goal": str(plan.goal),
            "survey_points": str(plan.survey_points),
            "sha256": plan.sha256,
        },
        "rules": {"threshold": plan.threshold, "clause": plan.rule_clause, "text": plan.rule_text},
        "replaces": None,
    }


def _window(window: Window) -> Facts:
    return {"from_on": window.from_on.isoformat(), "to_on": window.to_on.isoformat()}


def _periodic(ledger: Ledger) -> Facts:
    """Of a report about a unit the tasks that it helps with come last in the table, and in no list."""
    table, parts, index = Table((*ledger.entries, *ledger.supported)), units_of(ledger), index_of(ledger)
    return {
        "totals": totals(ledger),
        "in_period": in_period(ledger),
        "areas": areas(ledger, index),
        "index": show_index(index),
        "units": show_units(ledger, parts),
        "flags": show_flags(ledger),
        "tasks": show_table(ledger, table),
        **lists(ledger, table),
        "steering": steering(ledger),
        "months": months(ledger),
        "burnup": burnup(ledger),
        "decisions": decisions(ledger, Table(ledger.entries), parts),
        "causes": causes(ledger, Table(ledger.entries)),
        "compared": compared(ledger),
    }


def _unit(ledger: Ledger) -> Facts:
    own = len(ledger.entries)
    return _periodic(ledger) | {
        "tenures": show_tenures(ledger, _subject_id(ledger), ledger.entries),
        "supported": list(range(own, own + len(ledger.supported))),
    }


def _unfinished(ledger: Ledger) -> Facts:
    parts = units_of(ledger)
    proposed = proposed_of(parts)
    shown = {part.unit.id for part in proposed}
    table = Table([entry for entry in ledger.entries if entry.late and entry.unit_id in shown])
    return {
        "totals": totals(ledger),
        "units": show_units(ledger, parts),
        "tasks": show_table(ledger, table),
        "proposed": show_proposed(ledger, proposed, table),
        "near": show_near(parts),
    }


def _ranking(ledger: Ledger) -> Facts:
    return {"totals": totals(ledger), "ranking": rank(units_of(ledger), ledger.scores)}


def _urging(ledger: Ledger) -> Facts:
    table = Table([entry for entry in ledger.entries if is_overdue(entry)])
    (part,) = units_of(ledger)
    return {
        "totals": totals(ledger),
        "tasks": show_table(ledger, table),
        "groups": groups(ledger, table),
        "reminders": reminders(ledger, table),
        "letters": letters(ledger),
        "answer_by": answer_by(ledger),
        "flagged": part.standing.flagged,
        "tips_with": part.standing.projection.tips_with,
    }


def _handover(ledger: Ledger) -> Facts:
    table = Table(ledger.entries)
    return {"totals": totals(ledger), "tasks": show_table(ledger, table)} | handover(ledger, table)


def _subject_id(ledger: Ledger) -> int:
    return int(ledger.subject.id) if ledger.subject is not None else 0


_FIGURES: Mapping[ReportKind, Callable[[Ledger], Facts]] = {
    ReportKind.WEEKLY: weekly,
    ReportKind.QUARTER: _periodic,
    ReportKind.HALF_YEAR: _periodic,
    ReportKind.YEAR: _periodic,
    ReportKind.UNIT: _unit,
    ReportKind.UNFINISHED: _unfinished,
    ReportKind.RANKING: _ranking,
    ReportKind.URGING: _urging,
    ReportKind.HANDOVER: _handover,
}
