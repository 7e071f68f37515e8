"""Owns `cchc verify`: the proof that the history is as it was written."""

# Help must not wait for the libraries of the database.

from dataclasses import asdict

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.show import print_json, progress
from cchc_workflow.words import FAULTS_FOUND, say


def verify(ctx: typer.Context, as_json: values.Json = False) -> None:
    """Check every task's chain of events and every anchor."""
    from cchc_workflow.engine.anchoring import verify_history

    desk = desk_of(ctx)
    with progress("verify") as step:
        verdict = verify_history(desk.office, step)
    faults = [asdict(each) for each in verdict.faults]
    if as_json:
        print_json(
            {"tasks": verdict.tasks, "events": verdict.events, "anchors": verdict.anchors, "faults": faults}
        )
    else:
        key = "verify.broken" if faults else "verify.sound"
        typer.echo(
            say(key, tasks=verdict.tasks, events=verdict.events, anchors=verdict.anchors, faults=len(faults))
        )
        for fault in faults:
            typer.echo("  " + say(f"fault.{fault['kind']}", **fault))
    if faults:
        raise typer.Exit(FAULTS_FOUND)
