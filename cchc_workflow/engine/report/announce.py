"""Owns who is told of a report that was drafted or issued, and what they are told; it attaches no paper."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.task import Notice
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.read import kept_formats
from cchc_workflow.engine.report.report import Report
from cchc_workflow.engine.report.rules import rules_of, unit_of
from cchc_workflow.engine.telling import FALLBACK, letter_facts, whom
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.outbox import Item, OutboxState, add_items
from cchc_workflow.store.people import find_unit, read_directory_near

_SHARED = ("assigned", "late", "percent", "done_on_time", "done_late", "open_in_term", "open_overdue")


def announce(
    tx: Transaction, office: Office, several: Sequence[Report], now: datetime, by: int | None = None
) -> None:
    """Put into the outbox, for each person who is to know of these reports, one letter about all of them.

    They are of one organization and one kind, all drafts or all issued. Whoever did it is not told.
    """
    if not several:
        return
    rule = rules_of(tx, office, several[0].organization_id)[several[0].kind]
    notice = rule.issued if several[0].issued else rule.drafted
    if notice is None:
        return
    letters: dict[int, list[dict[str, object]]] = {}
    for report in several:
        # Of a draft only the paper to work on goes with the letter; whoever wants another opens the report.
        formats = kept_formats(tx, report.id) if report.issued else rule.formats[:1]
        facts = report_facts(tx, report, formats)
        for person_id, is_copy in _whom(tx, office, notice, report, now).items():
            if person_id != by:
                item = {"kind": notice.message, "is_copy": is_copy, "report": facts}
                letters.setdefault(person_id, []).append(item)
    add_items(
        tx, [_letter(office, several[0], notice, person, items, now) for person, items in letters.items()]
    )


def report_facts(tx: Transaction, report: Report, formats: Sequence[str]) -> dict[str, object]:
    """Return what a mail says of a report; of a weekly one, all its figures."""
    data, figures = report.data, report.data["figures"]
    plan = {name: data["plan"][name] for name in ("code", "title", "number")}
    facts = {
        "id": report.id,
        "kind": report.kind,
        "period": report.period,
        "issue": report.issue,
        "issued": report.issued,
        "plan": plan,
        "formats": list(formats),
    }
    if report.kind is ReportKind.WEEKLY:
        return {**figures, **facts, "year": data["plan"]["year"]}
    unit = find_unit(tx, report.organization_id, report.subject).name if report.subject else None
    return {
        **facts,
        "unit": unit,
        "as_of": data["as_of"],
        "from_on": data["window"]["from_on"],
        "to_on": data["window"]["to_on"],
        "threshold": data["rules"]["threshold"],
        "totals": {name: figures["totals"][name] for name in _SHARED},
        "summary": summarize(report.kind, figures),
    }


def summarize(kind: ReportKind, figures: Mapping[str, Any]) -> dict[str, object]:
    """Return the few figures that one kind of report is about, beside the totals."""
    match kind:
        case ReportKind.UNFINISHED:
            return {"proposed": [each["unit"] for each in figures["proposed"]], "near": len(figures["near"])}
        case ReportKind.RANKING:
            return {"units": len(figures["ranking"])}
        case ReportKind.URGING:
            return {"tasks": len(figures["tasks"]["rows"]), "answer_by": figures["answer_by"]}
        case ReportKind.HANDOVER:
            return {"head": _name(figures["head"]), "successor": _name(figures["successor"])}
        case _:
            return {"flagged": [unit["name"] for unit in figures["units"] if unit["flagged"]]}


def _name(who: Mapping[str, Any] | None) -> str | None:
    return str(who["name"]) if who else None


def _whom(
    tx: Transaction, office: Office, notice: Notice, report: Report, now: datetime
) -> Mapping[int, bool]:
    """Return who is to know of a report, and whether for information only."""
    unit_id = unit_of(tx, report.organization_id, report.subject)
    roles = (*notice.to, *notice.copy, *FALLBACK)
    directory = read_directory_near(tx, report.organization_id, office.today(now), unit_id, roles)
    return whom(notice, directory, unit_id)


def _letter(
    office: Office,
    report: Report,
    notice: Notice,
    person_id: int,
    items: list[dict[str, object]],
    now: datetime,
) -> Item:
    event = "issued" if report.issued else "made"
    return Item(
        organization_id=report.organization_id,
        key=f"report:{report.id}:{event}:{notice.message}:{person_id}",
        message=notice.message,
        person_id=person_id,
        is_copy=all(item["is_copy"] for item in items),
        facts=letter_facts(office, list(items), now),
        state=OutboxState.QUEUED,
        not_before=office.next_opening(now),
        created_at=now,
    )
