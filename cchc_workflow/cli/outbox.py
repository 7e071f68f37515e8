"""Owns `cchc outbox`: what is to be told, what was, and what did not go."""

# Help must not wait for the libraries of the database.

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_facts, print_heading, print_json, print_listing
from cchc_workflow.words import label, say, say_instant

if TYPE_CHECKING:
    from cchc_workflow.engine.office import Office

app = make_group()

_COLUMNS = (
    Column("id", "right"),
    Column("at"),
    Column("message", room="cut"),
    Column("to", room="cut"),
    Column("state"),
    Column("attempts", "right"),
)
_BASE_HEADERS = ("From", "To", "Subject", "Date")


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    state: Annotated[list[str] | None, typer.Option("--state", parser=values.read_outbox_state)] = None,
    task: Annotated[str | None, typer.Option("--task")] = None,
    limit: Annotated[int, typer.Option("--limit", parser=values.read_whole)] = 50,
    as_json: values.Json = False,
) -> None:
    """List the newest rows of the outbox."""
    from cchc_workflow.domain.people import Scope
    from cchc_workflow.store.outbox import list_outbox
    from cchc_workflow.store.tasks import find_task

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        organization = desk.organization(tx)
        task_id = find_task(tx, Scope(organization.id), task).id if task else None
        rows = list_outbox(tx, organization.id, states=state or (), task_id=task_id, most=limit)
    facts = [_facts(row, office) for row in rows]
    print_listing(facts, _COLUMNS, as_json=as_json, empty="empty.outbox", texts=_texts)


@app.command("show", cls=Command)
def show(ctx: typer.Context, number: values.Number, as_json: values.Json = False) -> None:
    """Show one row, with the mail as it was sent or as it would be."""
    from cchc_workflow.store.outbox import read_row
    from cchc_workflow.store.people import read_people
    from cchc_workflow.store.rows import from_json

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        organization = desk.organization(tx)
        row = read_row(tx, organization.id, number)
        person = next(each for each in read_people(tx, organization.id) if each.id == row.person_id)
    facts = {
        **_facts_of(row, office),
        "to": person.address,
        "to_name": person.name,
        "key": row.key,
        "not_before": office.calendar.local(row.not_before),
        "bundle_id": row.bundle_id,
        "facts": from_json(row.facts),
        "mail": _read_mail(row.mail),
    }
    if as_json:
        print_json(facts)
        return
    texts = _texts(facts)
    print_facts(
        [
            ("to", f"{facts['to_name']} <{facts['to']}>"),
            ("message", texts["message"]),
            ("state", texts["state"]),
            ("created_at", say_instant(facts["created_at"])),
            ("not_before", say_instant(facts["not_before"])),
            ("sent_at", say_instant(facts["sent_at"]) if facts["sent_at"] else ""),
            ("attempts", str(facts["attempts"])),
            ("error", facts["error"] or ""),
            ("bundle", str(facts["bundle_id"] or "")),
        ]
    )
    mail = facts["mail"]
    if mail is None:
        typer.echo("")
        typer.echo(say("mail.not_made"))
        return
    print_heading(say("heading.mail"))
    for name in _BASE_HEADERS:
        typer.echo(f"{name}: {mail['headers'].get(name, '')}")
    typer.echo("")
    typer.echo(mail["text"])


@app.command("retry", cls=Command)
def retry(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(parser=values.read_whole)] = None,
    all_: Annotated[bool, typer.Option("--all")] = False,
) -> None:
    """Let a dead mail, or all of them, go out again."""
    from cchc_workflow.engine.outgoing import retry_mail
    from cchc_workflow.store.outbox import OutboxState, list_outbox

    desk = desk_of(ctx)
    office = desk.office
    if (number is None) != all_:
        raise typer.BadParameter(say("usage.number_or_all"))
    with office.database.read() as tx:
        organization = desk.organization(tx)
        dead = list_outbox(tx, organization.id, states=[OutboxState.DEAD], most=_ALL) if all_ else []
    numbers = [row.id for row in dead] if number is None else [number]
    for each in numbers:
        retry_mail(office, organization.id, each, desk.clock())
    typer.echo(say("outbox.retried", count=len(numbers)))


_ALL = 10_000_000


def _facts(row: Any, office: "Office") -> dict[str, Any]:  # noqa: ANN401
    return {**_facts_of(row, office), "to": row.address, "to_name": row.name}


def _facts_of(row: Any, office: "Office") -> dict[str, Any]:  # noqa: ANN401
    return {
        "id": row.id,
        "message": row.message,
        "task_id": row.task_id,
        "step": row.step,
        "is_copy": row.is_copy,
        "state": row.state,
        "created_at": office.calendar.local(row.created_at),
        "sent_at": office.calendar.local(row.sent_at) if row.sent_at else None,
        "attempts": row.attempts,
        "error": row.error,
    }


def _texts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "id": str(facts["id"]),
        "at": say_instant(facts["sent_at"] or facts["created_at"]),
        "message": label("message", facts["message"]) + (f" {facts['step']}" if facts["step"] else ""),
        "to": facts["to"],
        "state": label("outbox_state", facts["state"]),
        "attempts": str(facts["attempts"]),
    }


def _read_mail(mail: bytes | None) -> dict[str, Any] | None:
    """Return a mail's headers, decoded, and its plain text."""
    if mail is None:
        return None
    from email import message_from_bytes, policy

    from cchc_workflow.engine.links import hide_tokens

    parsed = message_from_bytes(mail, policy=policy.default)
    body = parsed.get_body(("plain",))
    return {
        "headers": {name: str(value) for name, value in parsed.items()},
        "text": hide_tokens(body.get_content()) if body is not None else "",
    }
