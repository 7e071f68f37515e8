"""Owns what a rehearsal leaves behind: its summary, every event and the standing of the units, as files.

The same rehearsal always gives the same bytes: no wall clock, no path, nothing of this machine.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cchc_workflow.definitions.script import Misread
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.standing import percent, standing
from cchc_workflow.domain.timeliness import Timeliness, timeliness
from cchc_workflow.engine.anchoring import verify_history
from cchc_workflow.engine.judge import rule_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.script import Applied, Outcome, Refused
from cchc_workflow.errors import CchcError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.events import last_anchor, read_chains
from cchc_workflow.store.extensions import list_extensions
from cchc_workflow.store.outbox import OutboxState, list_outbox
from cchc_workflow.store.people import read_people, read_units
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.standing import read_duties, read_flags
from cchc_workflow.store.tasks import TaskFilter, last_task_id, list_tasks, task_from_row
from cchc_workflow.words import explain

ESCALATED = 3
"""The level of the ladder's steps from which on somebody above the unit is told."""
EVERYTHING = 1_000_000

STANDING = (
    "unit", "name", "assigned", "late", "excused", "percent", "flagged", "tips_with", "tips_on",
    "done_on_time", "done_late", "open_in_term", "open_overdue", "cancelled", "ratio",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What was played: the plan's key, the instants from its issue to the end, and what came of each line.

    `script` is the name of the file, None where a seed was played instead.
    """

    plan_id: int
    start: datetime
    end: datetime
    script: str | None
    seed: int | None
    outcomes: Sequence[Outcome]
    misread: Sequence[Misread] = ()


def write_reports(office: Office, rehearsal: Rehearsal, folder: Path) -> dict[str, Any]:
    """Write summary.json, events.jsonl and standing.csv into the folder; return the summary.

    Raises:
        NotFoundError: the database has no such plan.
    """
    summary = summarize(office, rehearsal)
    (folder / "summary.json").write_text(_json(summary, indent=2) + "\n", "utf-8", newline="\n")
    lines = (_json(event) + "\n" for event in list_events(office, rehearsal.plan_id))
    (folder / "events.jsonl").write_text("".join(lines), "utf-8", newline="\n")
    with (folder / "standing.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, STANDING, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_as_cells(unit) for unit in summary["units"])
    return summary


def summarize(office: Office, rehearsal: Rehearsal) -> dict[str, Any]:
    """Return a rehearsal's summary as JSON values; everything is judged at its end.

    Raises:
        NotFoundError: the database has no such plan.
    """
    verdict = verify_history(office)
    on = office.today(rehearsal.end)
    with office.database.read() as tx:
        plan = office.plan(tx, rehearsal.plan_id)
        rows = list_tasks(tx, Scope(plan.organization_id), TaskFilter(plan_id=plan.id, most=EVERYTHING))
        anchor = last_anchor(tx)
        return {
            "plan": {"code": plan.code, "title": plan.title, "year": plan.year, "threshold": plan.threshold},
            "script": rehearsal.script,
            "seed": rehearsal.seed,
            "issued_at": _local(office, rehearsal.start),
            "judged_at": _local(office, rehearsal.end),
            "tasks": _tasks(tx, office, rows, on),
            "units": list_standing(tx, plan, on),
            "flags": _flags(tx, office, plan),
            "actions": _actions(office, rehearsal),
            "extensions": _extensions(tx, office, plan),
            **_mails(tx, office, plan, {row.id: row for row in rows}),
            "history": {
                "tasks": verdict.tasks,
                "events": verdict.events,
                "anchors": verdict.anchors,
                "faults": [
                    {"kind": fault.kind, "where": fault.where, "number": fault.number}
                    for fault in verdict.faults
                ],
                "last_anchor": {"on": anchor.on.isoformat(), "hash": anchor.hash} if anchor else None,
            },
        }


def list_events(office: Office, plan_id: int) -> list[dict[str, Any]]:
    """Return every event of the plan's tasks in the order of time.

    `unit` is the one that leads the task now.

    Raises:
        NotFoundError: the database has no such plan.
    """
    with office.database.read() as tx:
        plan = office.plan(tx, plan_id)
        rows = list_tasks(tx, Scope(plan.organization_id), TaskFilter(plan_id=plan.id, most=EVERYTHING))
        tasks = {row.id: row for row in rows}
        addresses = {person.id: person.address for person in read_people(tx, plan.organization_id)}
        chains = [chain for key, chain in read_chains(tx, 1, last_task_id(tx)) if key in tasks]
    events = sorted(
        (link for chain in chains for link in chain), key=lambda link: (link[0].at, link[0].task_id)
    )
    return [
        {
            "at": _local(office, event.at),
            "task": tasks[event.task_id].code,
            "unit": tasks[event.task_id].unit_code,
            "number": event.number,
            "name": event.name,
            "actor": addresses.get(event.actor_id) if event.actor_id is not None else None,
            "from": event.from_state,
            "to": event.to_state,
            "data": event.data,
            "hash": head,
        }
        for event, _, head in events
    ]


def list_standing(tx: Transaction, plan: Any, on: date) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return where each unit of a plan's row stands on a day, in the order of the plan."""
    rule = rule_of(plan)
    units = []
    for unit in read_units(tx, plan.organization_id):
        duties = read_duties(tx, plan.id, unit.id)
        judged = standing(duties, rule, on)
        counts = judged.counts
        units.append(
            {
                "unit": unit.code,
                "name": unit.name,
                **{name: getattr(counts, name) for name in counts.__slots__},
                "percent": str(percent(counts.late, counts.assigned)),
                "ratio": f"{counts.late}/{counts.assigned}",
                "flagged": judged.flagged,
                "tips_with": judged.projection.tips_with,
                "tips_on": _iso(judged.projection.tips_on),
            }
        )
    return [{name: unit[name] for name in STANDING} for unit in units]


def _tasks(tx: Transaction, office: Office, rows: Sequence[Any], on: date) -> dict[str, Any]:
    tasks = [task_from_row(row) for row in rows]
    soon = {task.ladder_id: office.ladder(tx, task.ladder_id).soon for task in tasks}
    seen = Counter(timeliness(task, on, office.calendar, soon[task.ladder_id]) for task in tasks)
    return {
        "total": len(tasks),
        "dormant": sum(1 for task in tasks if not task.counted),
        "by_state": _ranked(Counter(task.state for task in tasks)),
        "by_timeliness": {kind.value: seen[kind] for kind in Timeliness},
    }


def _flags(tx: Transaction, office: Office, plan: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return [
        {
            "unit": flag.unit_code,
            "name": flag.unit_name,
            "raised_on": office.today(flag.raised_at).isoformat(),
            "late": flag.late,
            "assigned": flag.assigned,
            "percent": str(percent(flag.late, flag.assigned)),
            "ratio": f"{flag.late}/{flag.assigned}",
            "tasks": from_json(flag.tasks),
            "cleared_on": office.today(flag.cleared_at).isoformat() if flag.cleared_at else None,
            "cleared_reason": flag.cleared_reason,
        }
        for flag in read_flags(tx, plan.id)
    ]


def _actions(office: Office, rehearsal: Rehearsal) -> dict[str, Any]:
    applied = [outcome for outcome in rehearsal.outcomes if isinstance(outcome, Applied)]
    refused = [_refusal(office, each) for each in rehearsal.outcomes if isinstance(each, Refused)]
    misread = [_refuse(each.number, each.cells, each.error) for each in rehearsal.misread]
    return {
        "applied": len(applied),
        "applied_by_action": _ranked(Counter(outcome.line.action for outcome in applied)),
        "refused": sorted((*refused, *misread), key=lambda entry: int(entry["line"])),
    }


def _refusal(office: Office, refused: Refused) -> dict[str, Any]:
    line = refused.line
    cells = {"at": _local(office, line.at), "actor": line.actor, "task": line.task, "action": line.action}
    return _refuse(line.number, cells, refused.error)


def _refuse(number: int, cells: Mapping[str, str], error: CchcError) -> dict[str, Any]:
    typed = {name: cells[name] for name in ("at", "actor", "task", "action")}
    return {
        "line": number,
        **typed,
        "code": error.code,
        "reason": explain(error),
        "facts": error.facts(),
    }


def _extensions(tx: Transaction, office: Office, plan: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    return [
        {
            "task": row.task_code,
            "unit": row.unit_code,
            "requested_on": office.today(row.requested_at).isoformat(),
            "by": row.requester,
            "asked_due_on": row.asked_due_on.isoformat(),
            "reason": row.reason,
            "state": row.state,
            "decided_on": office.today(row.decided_at).isoformat() if row.decided_at else None,
            "granted_due_on": _iso(row.granted_due_on),
        }
        for row in list_extensions(tx, Scope(plan.organization_id))
    ]


def _mails(tx: Transaction, office: Office, plan: Any, tasks: Mapping[int, Any]) -> dict[str, Any]:  # noqa: ANN401
    rows = sorted(list_outbox(tx, plan.organization_id, most=EVERYTHING), key=lambda row: row.id)
    sent = {row.id: row for row in rows if row.state == OutboxState.SENT}
    return {
        "escalations": _escalations(office, rows, sent, tasks),
        "mails": {
            "total": len(sent),
            "by_message": _ranked(Counter(row.message for row in sent.values())),
            "by_recipient": _ranked(Counter(row.address for row in sent.values())),
        },
        "outbox": _ranked(Counter(row.state for row in rows)),
    }


def _escalations(
    office: Office, rows: Iterable[Any], sent: Mapping[int, Any], tasks: Mapping[int, Any]
) -> list[dict[str, Any]]:
    """What went up: a step is told in the mail of the morning that it was bundled into."""
    told = []
    for row in rows:
        mail = sent.get(row.bundle_id if row.state == OutboxState.BUNDLED else row.id)
        if row.step is None or mail is None or row.is_copy:
            continue
        level = from_json(row.facts)["step"]["level"]
        if level is not None and level >= ESCALATED:
            told.append(
                {
                    "at": _local(office, mail.sent_at),
                    "task": tasks[row.task_id].code,
                    "unit": tasks[row.task_id].unit_code,
                    "step": row.step,
                    "level": level,
                    "to": row.address,
                }
            )
    return sorted(told, key=lambda entry: (entry["at"], entry["task"], entry["level"], entry["to"]))


def _local(office: Office, at: datetime) -> str:
    return office.calendar.local(at).isoformat()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _ranked(counter: Mapping[str, int]) -> dict[str, int]:
    """Return counts with the greatest first, equal ones by name."""
    return dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))


def _as_cells(unit: Mapping[str, Any]) -> dict[str, Any]:
    cells = {name: "" if value is None else value for name, value in unit.items()}
    return cells | {"flagged": str(unit["flagged"]).lower()}


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)


def _plain(value: object) -> object:
    """Facts of errors may hold sequences and mappings of other kinds than JSON's."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    return str(value)
