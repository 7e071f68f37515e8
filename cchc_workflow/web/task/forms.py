"""Owns the forms on a task's page: which there are for this viewer, where they go, what was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from cchc_workflow.domain.decide import Offer
from cchc_workflow.domain.machine import Action, Workflow
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.folder import Asked, Folder
from cchc_workflow.web.task.fields import (
    LONGEST_TITLE,
    Field,
    area,
    date_field,
    evidence_fields,
    fields_of,
    line,
)
from cchc_workflow.words import say

ACT = "lam"
EXTENSION = "gia-han"
AMEND = "dieu-chinh"
COMMENT = "y-kien"
UPLOAD = "tep"
REMIND = "nhac"
NEW = "moi"
"""Both the forms' keys and the words in their addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: `key` is its own on the page, `path` where it goes, `label` its button.

    `open` shows its fields at once; `tone` is primary, plain or danger.
    """

    key: str
    path: str
    label: str
    fields: tuple[Field, ...] = ()
    tone: str = "plain"
    open: bool = False

    @property
    def has_files(self) -> bool:
        """Tell whether files are sent with it."""
        return any(each.kind == "drop" for each in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A form that was sent and refused: what was typed in it, and why it was not taken.

    `kept` if files came with it, for what was good of them waits on the task; `event` is what it would have
    made happen.
    """

    key: str
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    status: int = 422
    kept: bool = False
    seen_version: int | None = None
    event: str = ""


def action_forms(folder: Folder) -> list[Form]:
    """Return a form for each action that the viewer may take now; the one that leads on comes first."""
    task, workflow = folder.task, folder.file.workflow
    forms = [
        Form(
            key=f"{ACT}-{offer.action.name}",
            path=f"/viec/{task.id}/{ACT}/{offer.action.name}",
            label=offer.action.label,
            fields=tuple(fields_of(offer, task, last_on=folder.plan.last_on)),
            tone=_tone(workflow, task.state, offer.action),
        )
        for offer in folder.file.offers
        if offer.allowed
    ]
    return _first_is_main(forms)


def extension_forms(folder: Folder) -> list[Form]:
    """Return the forms for asking for more time, or for deciding on the request that waits."""
    asked = folder.asked
    if asked is None:
        return []
    return [_extension_form(folder, asked, offer) for offer in asked.offers if offer.allowed]


def amend_form(folder: Folder) -> Form | None:
    """Return the form that changes what the task is, with just what this viewer may change."""
    may = folder.rights.amend
    if not may:
        return None
    return Form(
        key=AMEND,
        path=f"/viec/{folder.task.id}/{AMEND}",
        label=say("task_page.give" if may == {"assignee"} else "task_page.amend"),
        fields=tuple(_amend_fields(folder, may)),
    )


def other_forms(folder: Folder) -> Iterator[Form]:
    """Yield the forms for putting up evidence, saying something and reminding, as far as the viewer may."""
    base = f"/viec/{folder.task.id}"
    if folder.rights.upload:
        fields = tuple(evidence_fields())
        yield Form(key=UPLOAD, path=f"{base}/{UPLOAD}", label=say("task_page.upload"), fields=fields)
    if folder.rights.comment:
        text = (area("text", "task_field.comment", required=True),)
        yield Form(key=COMMENT, path=f"{base}/{COMMENT}", label=say("task_page.comment"), fields=text)
    if folder.rights.remind:
        yield Form(key=REMIND, path=f"{base}/{REMIND}", label=say("task_page.remind"))


def fill(form: Form, attempt: Attempt | None) -> Form:
    """Return the form as it was sent, open, where this is the one that was refused."""
    if attempt is None or attempt.key != form.key:
        return form
    filled = (replace(each, value=attempt.typed.get(each.name, each.value)) for each in form.fields)
    return replace(form, fields=tuple(filled), open=True)


def _tone(workflow: Workflow, state: str, action: Action) -> str:
    """What leads a task on is the main thing to do; what ends or halts it, or goes back, is not."""
    target = workflow.states[action.to] if action.to else None
    if target is None or target.phase is Phase.PAUSED or workflow.states[state].final:
        return "plain"
    if target.phase is Phase.VOID:
        return "danger"
    return "main"


def _first_is_main(forms: list[Form]) -> list[Form]:
    first = next((form for form in forms if form.tone == "main"), None)
    rest = [_quiet(form) for form in forms if form is not first]
    return [replace(first, tone="primary"), *rest] if first is not None else rest


def _quiet(form: Form) -> Form:
    return replace(form, tone="plain") if form.tone == "main" else form


def _extension_form(folder: Folder, asked: Asked, offer: Offer) -> Form:
    """Where a date may be left as it was asked for, that date stands in the field."""
    task, waiting = folder.task, asked.waiting
    own = str(waiting.id) if waiting is not None else NEW
    found = fields_of(offer, task, first_on=task.due_on, last_on=folder.plan.last_on)
    fields = [
        replace(each, value=waiting.asked_due_on.isoformat())
        if each.kind == "date" and waiting is not None
        else each
        for each in found
    ]
    ends = asked.workflow.states.get(offer.action.to or "")
    return Form(
        key=f"{EXTENSION}-{offer.action.name}",
        path=f"/viec/{task.id}/{EXTENSION}/{own}/{offer.action.name}",
        label=offer.action.label,
        fields=tuple(fields),
        tone="primary" if waiting is not None and ends is not None and ends.phase is Phase.DONE else "plain",
    )


def _amend_fields(folder: Folder, may: frozenset[str]) -> Iterator[Field]:
    task, more = folder.task, folder.file.particulars
    if "title" in may:
        title = area("title", "task_field.title", required=True, most=LONGEST_TITLE)
        yield replace(title, value=task.title)
    if "due_on" in may:
        due = date_field("due_on", None, folder.plan.last_on, required=False, label="task_field.new_due_on")
        yield replace(due, value=task.due_on.isoformat() if task.due_on else "")
    if "lead" in may:
        units = [(unit.code, unit.name) for unit in folder.units]
        yield Field(
            name="lead",
            kind="choice",
            label=say("task_field.lead"),
            required=True,
            options=units,
            value=more.unit_code,
        )
    if "assignee" in may:
        nobody = [] if more.assignee else [("", say("task_field.nobody"))]
        doers = [*nobody, *((person.address, person.name or person.address) for person in folder.doers)]
        gone = more.assignee and more.assignee not in {address for address, _ in doers}
        if gone:
            doers.append((more.assignee, more.assignee_name or more.assignee))
        yield Field(
            name="assignee",
            kind="choice",
            label=say("task_field.assignee"),
            options=doers,
            value=more.assignee or "",
        )
    if may - {"assignee"}:
        yield replace(area("reason", "task_field.reason"), help=say("task_field.amend_reason"))
        yield line("document", "task_field.order")
