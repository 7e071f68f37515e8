"""Owns which fields a form has: what an action asks for, in the order in which people fill it in.

The forms follow from the workflow that the task pinned; no action is known here by its name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cchc_workflow.domain.decide import Offer
from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.media import ENDINGS
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Task
from cchc_workflow.engine.evidence import MOST_BYTES
from cchc_workflow.web.received import LONGEST_TEXT, MOST_FILES
from cchc_workflow.words import say, say_number

LONGEST_LINE = 200
"""Letters of a document's number, or of a signer."""
LONGEST_TITLE = 1000

ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)

_Attributes = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: `kind` is line, area, date, drop, choice or ticks; `more` are its further attributes."""

    name: str
    kind: str
    label: str
    required: bool = False
    value: str = ""
    help: str = ""
    options: Sequence[tuple[str, str]] = ()
    more: _Attributes = field(default_factory=dict)

    @property
    def ticked(self) -> frozenset[str]:
        """Return the options that are ticked."""
        return frozenset(part.strip() for part in self.value.split(";"))


def fields_of(offer: Offer, task: Task, *, first_on: date | None = None, last_on: date) -> list[Field]:
    """Return the fields of an offered action: what it asks for, then what may be added.

    `first_on` and `last_on` bound a date. A reason can be added to whatever asks for something.
    """
    asked = [GUARDS[name].asks for name in offer.action.guards]
    fields: list[Field] = []
    if "value" in offer.asks and task.target is not None:
        fields.append(value_field(task.target))
    if "due_on" in asked:
        required = "due_on" in offer.asks
        fields.append(date_field("due_on", first_on, last_on, required=required, label="task_field.due_on"))
    if "evidence" in offer.asks:
        fields += evidence_fields()
    if "document" in offer.asks:
        fields.append(line("document", "task_field.document", required=True))
    if "note" in offer.asks:
        fields.append(area("note", "task_field.reason", required=True))
    elif fields:
        fields.append(area("note", "task_field.note"))
    return fields


def value_field(target: Target) -> Field:
    """Return the field for the value that a target has reached."""
    label = say("task_field.value", target=target.label)
    match target.measure:
        case Measure.NAMED:
            options = [(name, name) for name in target.names]
            return Field(name="value", kind="ticks", label=label, required=True, options=options)
        case Measure.PERCENT:
            needed = say("task_field.value_percent", needed=say_number(target.needed))
        case _:
            needed = say("task_field.value_share", needed=target.needed, total=target.total)
    more: _Attributes = {"maxlength": 40, "inputmode": "decimal", "autocomplete": "off"}
    return Field(name="value", kind="line", label=label, required=True, help=needed, more=more)


def evidence_fields() -> list[Field]:
    """Return the fields for files and for a document's number, date and signer; either will do."""
    return [
        Field(
            name="files",
            kind="drop",
            label=say("task_field.files"),
            help=say("task_field.files_help", most=MOST_FILES, megabytes=MOST_BYTES // 2**20),
            more={"data-most-bytes": MOST_BYTES, "accept": ACCEPTED},
        ),
        line("evidence", "task_field.evidence", placeholder="task_field.evidence_example"),
        Field(name="issued_on", kind="date", label=say("task_field.issued_on")),
        line("signer", "task_field.signer"),
    ]


def date_field(name: str, first_on: date | None, last_on: date, *, required: bool, label: str) -> Field:
    """Return a field for a date from one day to another."""
    more = {"min": first_on.isoformat() if first_on else None, "max": last_on.isoformat()}
    return Field(name=name, kind="date", label=say(label), required=required, more=more)


def line(name: str, label: str, *, required: bool = False, placeholder: str = "") -> Field:
    """Return a field for one line of text."""
    more: _Attributes = {"maxlength": LONGEST_LINE, "placeholder": say(placeholder) if placeholder else None}
    return Field(name=name, kind="line", label=say(label), required=required, more=more)


def area(name: str, label: str, *, required: bool = False, most: int = LONGEST_TEXT) -> Field:
    """Return a field for some lines of text."""
    return Field(name=name, kind="area", label=say(label), required=required, more={"maxlength": most})
