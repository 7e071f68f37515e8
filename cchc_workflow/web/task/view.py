"""Owns what the template of a task's page is given: a folder laid out for reading; decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cchc_workflow.domain.deadlines.deadline import Deadline, Unreadable
from cchc_workflow.domain.decide import Offer
from cchc_workflow.domain.target import Measure, Progress, Target, UnreadableValueError, measure
from cchc_workflow.domain.task import Phase
from cchc_workflow.drawing.states import draw_states
from cchc_workflow.engine.folder import Folder, newer_events, stands_done
from cchc_workflow.engine.overview import labels_of
from cchc_workflow.web.task.forms import (
    COMMENT,
    REMIND,
    UPLOAD,
    Attempt,
    Form,
    action_forms,
    amend_form,
    extension_forms,
    fill,
    other_forms,
)
from cchc_workflow.web.task.history import describe_event, letters_of
from cchc_workflow.words import label, say, say_number, say_what_allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A target as it is shown: how far, in hundredths and in words, and whether that was accepted yet."""

    label: str
    percent: Decimal
    text: str
    tone: str
    waits: bool
    missing: tuple[str, ...]


def lay_out(folder: Folder, on: date, attempt: Attempt | None = None, person_id: int = 0) -> dict[str, Any]:
    """Return what the template shows of a task, and of the form that was refused."""
    task, file = folder.task, folder.file
    others = {form.key: fill(form, attempt) for form in other_forms(folder)}
    amend = amend_form(folder)
    labels = labels_of(file.workflow)
    happenings = [describe_event(event, folder) for event in reversed(file.events)]
    newer = newer_events(file.events, _seen(attempt, task.version))
    return {
        "on": on,
        "folder": folder,
        "task": task,
        "more": file.particulars,
        "supports": [unit.name for unit in file.supports],
        "state": file.workflow.states[task.state].label,
        "timeliness": file.timeliness,
        "days": (task.due_on - on).days if task.due_on and task.phase is Phase.OPEN else None,
        "moved": task.due_version - 1 if task.original_due_on != task.due_on else 0,
        "reading": _say_reading(folder.reading),
        "goal": _goal(folder),
        "drawing": draw_states(file.workflow, task.state),
        "forms": [fill(form, attempt) for form in _forms(folder)],
        "refused": [_why(offer, labels) for offer in file.offers if offer.refused is not None],
        "extension_refused": _extension_refusals(folder),
        "extensions": [_extension(row, folder) for row in reversed(file.extensions)],
        "amend_form": fill(amend, attempt) if amend is not None else None,
        "upload_form": others.get(UPLOAD),
        "comment_form": others.get(COMMENT),
        "remind_form": others.get(REMIND),
        "happenings": happenings,
        "mails": letters_of(file.mails),
        "attempt": attempt,
        "newer": happenings[: len(newer)],
        "done_already": attempt is not None and stands_done(newer, attempt.event, person_id),
    }


def _forms(folder: Folder) -> list[Form]:
    """What leads on stands first, what ends the task last; what waits for a decision before the rest."""
    waits = folder.asked is not None and folder.asked.waiting is not None
    actions, extension = action_forms(folder), extension_forms(folder)
    forms = extension + actions if waits else actions + extension
    return sorted(forms, key=lambda form: ("primary", "plain", "danger").index(form.tone))


def _seen(attempt: Attempt | None, version: int) -> int:
    return version if attempt is None or attempt.seen_version is None else attempt.seen_version


def _why(offer: Offer, labels: Mapping[str, str]) -> tuple[str, str]:
    reason = say_what_allows(offer.refused, labels) if offer.refused is not None else ""
    return offer.action.label, reason


def _extension_refusals(folder: Folder) -> list[tuple[str, str]]:
    if folder.asked is None:
        return []
    labels = labels_of(folder.asked.workflow)
    return [_why(offer, labels) for offer in folder.asked.offers if offer.refused is not None]


def _extension(row: Any, folder: Folder) -> dict[str, Any]:  # noqa: ANN401
    state = folder.file.extension_workflows[row.workflow_id].states[row.state]
    return {"row": row, "state": state.label}


def _say_reading(reading: Deadline | Unreadable | None) -> str:
    match reading:
        case None:
            return ""
        case Unreadable():
            return say("task_page.unreadable", why=label("why", reading.why))
        case Deadline():
            warnings = [label("deadline_warning", warning) for warning in reading.warnings]
            return "; ".join([label("reading", reading.reading), *warnings])


def _goal(folder: Folder) -> Goal | None:
    target, task = folder.task.target, folder.task
    if target is None:
        return None
    waits = task.phase is Phase.REPORTED and task.value is not None
    progress = (_measured(target, task.value or "") if waits else None) or folder.file.progress
    if progress is None:
        return None
    key = "task_page.goal_percent" if target.measure is Measure.PERCENT else "task_page.goal_count"
    needed = target.needed if target.measure is not Measure.UNITS else Decimal(1)
    return Goal(
        label=target.label,
        percent=min(progress.percent, Decimal(100)).quantize(Decimal("0.1")),
        text=say(key, done=progress.done, total=progress.total, needed=say_number(needed)),
        tone="good" if progress.reached else "plain",
        waits=waits,
        missing=progress.missing,
    )


def _measured(target: Target, value: str) -> Progress | None:
    try:
        return measure(target, value)
    except UnreadableValueError:
        return None
