"""Owns how one task with its whole history is written, as JSON and for a person to read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import typer

from cchc_workflow.cli.show import Column, print_facts, print_heading, print_table
from cchc_workflow.domain.decide import Offer
from cchc_workflow.domain.target import Measure, Progress, Target
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import TaskFile, labels_of, needed_of
from cchc_workflow.store.rows import from_json
from cchc_workflow.words import (
    Labels,
    label,
    present,
    say,
    say_date,
    say_instant,
    say_what_allows,
)

_HASH_SHOWN = 12
_EXTENSIONS = (
    Column("id", "right"),
    Column("state"),
    Column("asked_due_on", "right"),
    Column("reason", room="fold"),
)
_HISTORY = (
    Column("number", "right"),
    Column("at"),
    Column("event", room="fold"),
    Column("actor", room="cut"),
    Column("hash"),
)
_MAILS = (
    Column("at"),
    Column("message", room="fold"),
    Column("step"),
    Column("to", room="cut"),
    Column("state"),
)

Facts = dict[str, Any]


def to_dossier(found: TaskFile, office: Office, on: date) -> Facts:
    """Return the whole of a task as JSON values; instants are local, with their offset."""
    task, more = found.task, found.particulars
    return {
        "code": task.code,
        "title": task.title,
        "clause": task.clause,
        "area": more.area_code,
        "area_title": more.area_title,
        "text": more.text,
        "deliverable": more.deliverable,
        "unit": more.unit_code,
        "unit_name": task.lead_unit_name,
        "supports": [{"code": unit.code, "name": unit.name} for unit in found.supports],
        "assignee": more.assignee,
        "assignee_name": more.assignee_name,
        "state": task.state,
        "state_label": found.workflow.states[task.state].label,
        "timeliness": found.timeliness,
        "on": on,
        "due_on": task.due_on,
        "original_due_on": task.original_due_on,
        "due_version": task.due_version,
        "due_set_by": more.set_by,
        "deadline_text": more.deadline_text,
        "days_left": (task.due_on - on).days if task.due_on and task.phase == "open" else None,
        "reported_on": task.reported_on,
        "value": task.value,
        "excused": task.excused,
        "counted": task.counted,
        "version": task.version,
        "target": _target(task.target, found.progress),
        "extensions": [_extension(row, found, office) for row in found.extensions],
        "reminders": [_mail(row, office) for row in reversed(found.mails)],
        "history": [_event(row, office) for row in found.events],
        "offers": [_offer(offer, labels_of(found.workflow)) for offer in found.offers],
    }


def print_dossier(dossier: Facts) -> None:
    """Write a task for a person to read."""
    typer.secho(f"{dossier['code']}  {dossier['title']}", bold=True)
    print_facts(_head(dossier))
    if dossier["extensions"]:
        print_heading(say("heading.extensions"))
        print_table(_EXTENSIONS, (_extension_texts(each) for each in dossier["extensions"]))
    print_heading(say("heading.history"))
    print_table(_HISTORY, (_event_texts(each) for each in dossier["history"]))
    if dossier["reminders"]:
        print_heading(say("heading.reminders"))
        print_table(_MAILS, (_mail_texts(each) for each in dossier["reminders"]))
    if dossier["offers"]:
        print_heading(say("heading.offers"))
        for each in dossier["offers"]:
            typer.echo(_offer_text(each))


def progress_text(target: Mapping[str, Any]) -> str:
    """Return a target's progress: 5/16, cần 5; 62,5 % of 100 %."""
    if target["measure"] == Measure.PERCENT:
        return say("target.percent", done=target["done"], needed=target["needed"])
    return say("target.count", **target)


def target_facts(target: Target, progress: Progress, tasks: int = 1) -> Facts:
    """Return a target with how far it is reached over so many tasks; numbers are exact."""
    return {
        "label": target.label,
        "measure": target.measure,
        "needed": needed_of(target, tasks),
        "done": progress.done,
        "total": progress.total,
        "reached": progress.reached,
        "missing": list(progress.missing),
    }


def _target(target: Target | None, progress: Progress | None) -> Facts | None:
    return target_facts(target, progress) if target is not None and progress is not None else None


def _extension(row: Any, found: TaskFile, office: Office) -> Facts:  # noqa: ANN401
    return {
        "id": row.id,
        "state": row.state,
        "state_label": found.extension_workflows[row.workflow_id].states[row.state].label,
        "asked_due_on": row.asked_due_on,
        "granted_due_on": row.granted_due_on,
        "reason": row.reason,
        "requester": row.requester,
        "requested_at": office.calendar.local(row.requested_at),
        "decided_at": office.calendar.local(row.decided_at) if row.decided_at else None,
        "note": row.decision_note,
    }


def _mail(row: Any, office: Office) -> Facts:  # noqa: ANN401
    return {
        "id": row.id,
        "message": row.message,
        "step": row.step,
        "to": row.address,
        "is_copy": row.is_copy,
        "state": row.state,
        "created_at": office.calendar.local(row.created_at),
        "sent_at": office.calendar.local(row.sent_at) if row.sent_at else None,
    }


def _event(row: Any, office: Office) -> Facts:  # noqa: ANN401
    return {
        "number": row.number,
        "at": office.calendar.local(row.at),
        "event": row.name,
        "actor": row.actor_address,
        "actor_name": row.actor_name,
        "from_state": row.from_state,
        "to_state": row.to_state,
        "data": from_json(row.data),
        "hash": row.hash,
    }


def _offer(offer: Offer, labels: Labels) -> Facts:
    return {
        "action": offer.action.name,
        "label": offer.action.label,
        "allowed": offer.allowed,
        "asks": list(offer.asks),
        "refused": say_what_allows(offer.refused, labels) if offer.refused is not None else None,
    }


def _head(dossier: Facts) -> Iterable[tuple[str, str]]:
    yield "clause", dossier["clause"]
    if dossier["area"]:
        yield "area", f"{dossier['area']}. {dossier['area_title']}"
    yield "unit", f"{dossier['unit_name']} ({dossier['unit']})"
    yield "supports", ", ".join(unit["name"] for unit in dossier["supports"])
    yield "assignee", dossier["assignee_name"] or ""
    yield "state", dossier["state_label"]
    sign = f"{label('timeliness_sign', dossier['timeliness'])} {label('timeliness', dossier['timeliness'])}"
    yield "timeliness", sign + (f" ({say('fact.excused')})" if dossier["excused"] else "")
    yield "due_on", _due(dossier)
    yield "deadline_text", dossier["deadline_text"] or ""
    yield "due_set_by", label("set_by", dossier["due_set_by"])
    yield "reported_on", present(dossier["reported_on"]) if dossier["reported_on"] else ""
    yield "value", dossier["value"] or ""
    if dossier["target"]:
        yield "target", f"{dossier['target']['label']}: {progress_text(dossier['target'])}"
    yield "deliverable", dossier["deliverable"]
    yield "text", dossier["text"]
    yield "version", str(dossier["version"])


def _due(dossier: Facts) -> str:
    if dossier["due_on"] is None:
        return say("due.none" if dossier["counted"] else "due.dormant")
    due = say_date(dossier["due_on"])
    if dossier["original_due_on"] == dossier["due_on"]:
        return due
    return say("due.moved", due=due, original=dossier["original_due_on"], times=dossier["due_version"] - 1)


def _extension_texts(row: Facts) -> dict[str, str]:
    return {
        "id": str(row["id"]),
        "state": row["state_label"],
        "asked_due_on": say_date(row["granted_due_on"] or row["asked_due_on"]),
        "reason": row["reason"],
    }


def _event_texts(row: Facts) -> dict[str, str]:
    return {
        "number": str(row["number"]),
        "at": say_instant(row["at"]),
        "event": " · ".join([label("event", row["event"]), *_given(row["data"])]),
        "actor": row["actor"] or say("actor.system"),
        "hash": row["hash"][:_HASH_SHOWN],
    }


def _given(data: Mapping[str, Any]) -> Iterable[str]:
    for item in data.get("evidence") or ():
        day = f" ({present(item['issued_on'])})" if item.get("issued_on") else ""
        yield f"{item['document']}{day}"
    for name in ("value", "document", "note"):
        if data.get(name):
            yield str(data[name])
    if data.get("previous_due_on") and data.get("due_on"):
        yield f"{present(data['previous_due_on'])} → {present(data['due_on'])}"


def _mail_texts(row: Facts) -> dict[str, str]:
    at: datetime = row["sent_at"] or row["created_at"]
    return {
        "at": say_instant(at),
        "message": label("message", row["message"]) + (f" ({say('mail.copy')})" if row["is_copy"] else ""),
        "step": row["step"] or "",
        "to": row["to"],
        "state": label("outbox_state", row["state"]),
    }


def _offer_text(offer: Facts) -> str:
    if not offer["allowed"]:
        return say("act.refused", name=offer["action"], label=offer["label"], why=offer["refused"])
    asks = ", ".join(label("asks", name) for name in offer["asks"])
    return say(
        "act.choice_asking" if asks else "act.choice", name=offer["action"], label=offer["label"], asks=asks
    )
