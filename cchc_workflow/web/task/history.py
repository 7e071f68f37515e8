"""Owns how what happened to a task is told: each event in lines, each mail in one; decides nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.engine.folder import Folder
from cchc_workflow.engine.overview import labels_of
from cchc_workflow.engine.remind import is_nudge
from cchc_workflow.store.rows import from_json
from cchc_workflow.words import label, present, say

_SIGNS: Mapping[str, tuple[str, str]] = {
    "assigned": ("send", "plain"),
    "started": ("player-play", "plain"),
    "reported": ("clipboard-check", "soon"),
    "verified": ("circle-check", "good"),
    "returned": ("arrow-back-up", "late"),
    "suspended": ("player-pause", "idle"),
    "resumed": ("player-play", "plain"),
    "cancelled": ("ban", "idle"),
    "reopened": ("refresh", "soon"),
    "excused": ("scale", "plain"),
    "amended": ("edit", "plain"),
    "extension_requested": ("hourglass", "soon"),
    "extension_approved": ("calendar-event", "good"),
    "extension_rejected": ("circle-x", "late"),
    "extension_withdrawn": ("arrow-back-up", "idle"),
}
"""The sign and tone of an event; one that a workflow adds has a plain point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event as it is shown: `given` are the lines of what was given, `evidence` its rows."""

    title: str
    at: datetime
    who: str
    sign: str
    tone: str
    given: tuple[str, ...]
    evidence: tuple[Any, ...]
    move: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail about the task; `nudge` if somebody sent it at once, outside of the ladder."""

    message: str
    at: datetime
    to: str
    step: str
    is_copy: bool
    state: str
    nudge: bool


def letters_of(mails: Sequence[Any]) -> list[Letter]:
    """A step that went into a mail of its own shows as that mail: not as two lines for one thing."""
    carried = {mail.bundle_id: mail for mail in mails if mail.bundle_id is not None}
    shown = {mail.id for mail in mails}
    return [
        Letter(
            message=mail.message,
            at=mail.sent_at or mail.created_at,
            to=mail.name or mail.address,
            step=mail.step or (carried[mail.id].step if mail.id in carried else None) or "",
            is_copy=mail.is_copy,
            state=mail.state,
            nudge=is_nudge(mail.key),
        )
        for mail in mails
        if mail.bundle_id not in shown
    ]


def describe_event(event: Any, folder: Folder) -> Happening:  # noqa: ANN401
    """Return an event as it is shown: who did what when, what was given with it, what it moved."""
    data = from_json(event.data)
    sign, tone = _SIGNS.get(event.name, ("point", "plain"))
    return Happening(
        title=label("event", event.name),
        at=event.at,
        who=event.actor_name or event.actor_address or say("actor.system"),
        sign=sign,
        tone=tone,
        given=tuple(_given(data, reasoned=event.name in _reasoned(folder))),
        evidence=tuple(row for row in folder.evidence if row.event_number == event.number),
        move=_move(event, folder),
    )


def _move(event: Any, folder: Folder) -> str:  # noqa: ANN401
    if event.from_state is None or event.from_state == event.to_state:
        return ""
    labels = labels_of(folder.file.workflow)
    before, after = (label("state", name, labels) for name in (event.from_state, event.to_state))
    return f"{before} → {after}"


_CHANGED = (
    ("previous_title", "title", "task_page.was_title"),
    ("previous_unit", "unit", "task_page.was_unit"),
)
_SAID = (
    ("value", "task_page.given_value"),
    ("assignee", "task_page.given_assignee"),
    ("document", "task_page.given_document"),
)


def _reasoned(folder: Folder) -> frozenset[str]:
    """Return the events whose note is the reason that had to be given."""
    workflows = [folder.file.workflow, *folder.file.extension_workflows.values()]
    actions = [action for workflow in workflows for action in workflow.actions.values()]
    asking = (action for action in actions if any(GUARDS[name].asks == "note" for name in action.guards))
    return frozenset({"amended", *(action.event for action in asking)})


def _given(data: Mapping[str, Any], *, reasoned: bool) -> Iterator[str]:
    """Yield what was given with an event, a line each; of a request the date that it asked for."""
    if data.get("due_on") and "previous_due_on" in data:
        before = data["previous_due_on"]
        moved = "task_page.due_moved" if before else "task_page.due_set"
        yield say(moved, before=before or "", after=data["due_on"])
    elif data.get("asked_due_on"):
        yield say("task_page.asked_due_on", on=data["asked_due_on"])
    for previous, name, key in _CHANGED:
        if data.get(previous):
            yield say(key, before=data[previous], after=data.get(name, ""))
    for name, key in _SAID:
        if data.get(name) and not (name == "value" and "asked_due_on" in data):
            yield say(key, text=present(data[name]))
    if data.get("note"):
        yield say("task_page.given_reason" if reasoned else "task_page.given_note", text=data["note"])
