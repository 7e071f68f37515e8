"""Owns `cchc extension`: asking for more time and deciding on it."""

# Help must not wait for the libraries of the database.

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import Desk, desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_listing
from cchc_workflow.words import say, say_date

app = make_group()

_COLUMNS = (
    Column("id", "right"),
    Column("code"),
    Column("title", room="cut"),
    Column("unit"),
    Column("due_on", "right"),
    Column("asked_due_on", "right"),
    Column("state"),
)


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    waiting: Annotated[bool, typer.Option("--waiting")] = False,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """List the requests, oldest first."""
    from cchc_workflow.store.extensions import list_extensions

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        rows = list_extensions(tx, desk.scope(tx, as_), waiting_only=waiting)
        labels = {row.id: office.workflow(tx, row.workflow_id).states[row.state].label for row in rows}
    facts = [
        {
            "id": row.id,
            "task": row.task_code,
            "title": row.task_title,
            "unit": row.unit_code,
            "due_on": row.due_on,
            "asked_due_on": row.asked_due_on,
            "granted_due_on": row.granted_due_on,
            "state": row.state,
            "state_label": labels[row.id],
            "reason": row.reason,
            "requester": row.requester,
            "requested_at": office.calendar.local(row.requested_at),
            "decided_at": office.calendar.local(row.decided_at) if row.decided_at else None,
            "note": row.decision_note,
        }
        for row in rows
    ]
    print_listing(facts, _COLUMNS, as_json=as_json, empty="empty.extensions", texts=_texts)


@app.command("request", cls=Command)
def request(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument()],
    as_: values.As,
    due_on: values.DueOn = None,
    note: values.Note = None,
) -> None:
    """Ask for more time for a task."""
    from cchc_workflow.domain.task import Act
    from cchc_workflow.engine.extend import REQUEST, request_extension

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        actor = desk.actor(tx, as_)
    act = Act(name=REQUEST, value=due_on.isoformat() if due_on else None, note=note)
    made = request_extension(office, actor, code, act, desk.clock())
    typer.echo(say("extension.requested", id=made.id, code=code, due_on=made.asked_due_on))


@app.command("approve", cls=Command)
def approve(
    ctx: typer.Context,
    number: values.Number,
    as_: values.As,
    due_on: values.DueOn = None,
    note: values.Note = None,
) -> None:
    """Approve a request; another date may be granted."""
    _decide(desk_of(ctx), number, "approve", as_, note, due_on)


@app.command("reject", cls=Command)
def reject(ctx: typer.Context, number: values.Number, as_: values.As, note: values.Note = None) -> None:
    """Reject a request, with the reason."""
    _decide(desk_of(ctx), number, "reject", as_, note)


@app.command("withdraw", cls=Command)
def withdraw(ctx: typer.Context, number: values.Number, as_: values.As, note: values.Note = None) -> None:
    """Take a request of one's own back."""
    _decide(desk_of(ctx), number, "withdraw", as_, note)


def _decide(
    desk: Desk, number: int, action: str, address: str, note: str | None, due_on: date | None = None
) -> None:
    from cchc_workflow.domain.task import Act
    from cchc_workflow.engine.extend import decide_extension

    office = desk.office
    with office.database.read() as tx:
        actor = desk.actor(tx, address)
    act = Act(name=action, value=due_on.isoformat() if due_on else None, note=note)
    decided = decide_extension(office, actor, number, act, desk.clock())
    typer.echo(say(f"extension.{decided.state}", id=number, due_on=decided.granted_due_on or ""))


def _texts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "id": str(facts["id"]),
        "code": facts["task"],
        "title": facts["title"],
        "unit": facts["unit"],
        "due_on": say_date(facts["due_on"]) if facts["due_on"] else "",
        "asked_due_on": say_date(facts["granted_due_on"] or facts["asked_due_on"]),
        "state": facts["state_label"],
    }
