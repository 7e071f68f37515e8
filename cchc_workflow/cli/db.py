"""Owns `cchc db`: the schema, the copy that is kept elsewhere, and its way back."""

# Help must not wait for the libraries of the database.

from pathlib import Path
from typing import Annotated

import typer

from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import progress, waiting
from cchc_workflow.words import say

app = make_group()

File = Annotated[Path, typer.Argument()]


@app.command("upgrade", cls=Command)
def upgrade(ctx: typer.Context) -> None:
    """Bring the database to this program's schema."""
    from cchc_workflow.store.schema import HEAD, current
    from cchc_workflow.store.schema import upgrade as bring_up

    database = desk_of(ctx).database
    before = current(database)
    with waiting("upgrade"):
        bring_up(database)
    typer.echo(say("db.already" if before == HEAD else "db.upgraded", revision=HEAD))


@app.command("backup", cls=Command)
def backup(ctx: typer.Context, file: File) -> None:
    """Write a consistent copy while others go on working."""
    from cchc_workflow.store.backup import backup as copy

    with progress("backup") as step:
        manifest = copy(desk_of(ctx).database, file, step)
    typer.echo(say("db.backed_up", file=file, rows=manifest.rows, tables=len(manifest.tables)))


@app.command("restore", cls=Command)
def restore(ctx: typer.Context, file: File) -> None:
    """Bring a copy into an empty database and prove it."""
    from cchc_workflow.store.backup import restore as bring_back

    with progress("restore") as step:
        manifest = bring_back(desk_of(ctx).database, file, step)
    typer.echo(say("db.restored", file=file, rows=manifest.rows, tables=len(manifest.tables)))
