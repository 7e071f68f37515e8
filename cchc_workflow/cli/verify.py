"""Owns `cchc verify`: the proof that the history is as it was written."""

# Help must not wait for the libraries of the database.

from dataclasses import asdict

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.show import print_json, progress
from cchc_workflow.words import FAULTS_FOUND, say


def verify(ctx: typer.Context, as_json: values.Json = False) -> None:
    """Check every task's chain of events, every anchor and the journal."""
    from cchc_workflow.engine.anchoring import verify_history

    desk = desk_of(ctx)
    with progress("verify") as step:
        verdict = verify_history(desk.office, step)
    facts = asdict(verdict)
    faults = facts["faults"]
    if as_json:
        print_json(facts)
    else:
        typer.echo(say("verify.broken" if faults else "verify.sound", **facts | {"faults": len(faults)}))
        for fault in faults:
            typer.echo("  " + say(f"fault.{fault['kind']}", **fault))
    if faults:
        raise typer.Exit(FAULTS_FOUND)
