"""Owns the commands that run one of the fixed jobs by hand: sweep, digest, deliver."""

# Help must not wait for the libraries of the database.

from contextlib import closing
from typing import Annotated

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import Desk, desk_of
from cchc_workflow.cli.show import print_json, waiting
from cchc_workflow.words import say, say_instant


def sweep(ctx: typer.Context, as_json: values.Json = False) -> None:
    """Look at what became due, now."""
    from cchc_workflow.engine.sweep import sweep as look
    from cchc_workflow.engine.watch import note_run

    desk = desk_of(ctx)
    office, now = desk.office, desk.clock()
    with waiting("sweep"):
        swept = look(office, now)
        note_run(office, "sweep", now)
    next_at = office.calendar.local(swept.next_at) if swept.next_at else None
    if as_json:
        print_json({"tasks": swept.tasks, "steps": swept.steps, "next_at": next_at})
        return
    typer.echo(say("run.swept", tasks=swept.tasks, steps=swept.steps))
    typer.echo(say("run.next", at=say_instant(next_at)) if next_at else say("run.nothing_next"))


def digest(
    ctx: typer.Context,
    anyway: Annotated[bool, typer.Option("--anyway")] = False,
    as_json: values.Json = False,
) -> None:
    """Make the morning's mails, now."""
    from cchc_workflow.engine.digest import digest as make
    from cchc_workflow.engine.digest import digest_time

    desk = desk_of(ctx)
    office, now = desk.office, desk.clock()
    with waiting("digest"):
        made = make(office, now, whatever_the_hour=anyway)
    if as_json:
        print_json({"made": made})
    elif made:
        typer.echo(say("run.digested", count=made))
    else:
        next_at = office.calendar.local(digest_time(office, now))
        typer.echo(say("run.no_digest", at=say_instant(next_at)))


def deliver(ctx: typer.Context, as_json: values.Json = False) -> None:
    """Send what may go, now."""
    from cchc_workflow.bootstrap import open_program

    desk = desk_of(ctx)
    before = _states(desk)
    with closing(open_program(desk.settings, clock=desk.clock)) as program, waiting("deliver"):
        job = next(job for job in program.jobs if job.name == "deliver")
        job.run(desk.clock())
    after = _states(desk)
    facts = {
        "sent": after.get("sent", 0) - before.get("sent", 0),
        "waiting": after.get("queued", 0) + after.get("sending", 0),
        "dead": after.get("dead", 0),
        "can_send": program.sender is not None,
    }
    if as_json:
        print_json(facts)
        return
    typer.echo(say("run.delivered", **facts))
    if program.sender is None:
        typer.echo(say("run.no_sender"))


def _states(desk: Desk) -> dict[str, int]:
    from cchc_workflow.store.outbox import count_states

    with desk.office.database.read() as tx:
        return count_states(tx)
