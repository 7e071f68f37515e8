"""Owns the root of the command line: which commands there are, what every one shares, how each one ends.

Nothing heavy is imported before the command that was typed is known.
"""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command, get_group

from cchc_workflow.cli.desk import Desk, real_time
from cchc_workflow.cli.help import Command, Group, dress, usage_error
from cchc_workflow.errors import CchcError
from cchc_workflow.words import advise, exit_code, explain, find, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click import Command as AnyCommand
    from typer._click import Context

COMMANDS = {
    "init": "init:init",
    "check": "check:check",
    "serve": "serve:serve",
    "demo": "demo:demo",
    "plan": "plan:app",
    "task": "task:app",
    "unit": "unit:app",
    "extension": "extension:app",
    "person": "person:app",
    "outbox": "outbox:app",
    "sweep": "run:sweep",
    "digest": "run:digest",
    "deliver": "run:deliver",
    "report": "report:app",
    "score": "score:app",
    "verify": "verify:verify",
    "db": "db:app",
    "rehearse": "rehearse:rehearse",
}
"""Where each command lies, in the order of the help page: a module of this package and a name in it."""

UNEXPECTED, INTERRUPTED, PIPE_CLOSED = 1, 130, 141


class Deferred(TyperCommand):
    """Stands for a command until it is run, so that the others need not be imported."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,  # noqa: ANN401 - the library's signature
    ) -> Context:
        """Go on with the command itself."""
        return load(str(self.name)).make_context(info_name, args, parent, **extra)


class Root(Group):
    """The command `cchc`: finds its commands by name, and ends with an exit code and a sentence."""

    def __init__(self, **attrs: Any) -> None:  # noqa: ANN401 - likewise
        super().__init__(**attrs)
        dress(self, "cchc")

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - the library's signature
        """Return the names in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> AnyCommand | None:  # noqa: ARG002 - likewise
        """Return the command's stand-in."""
        return Deferred(cmd_name, help=find(f"help.{cmd_name}")) if cmd_name in COMMANDS else None

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: Context | None = None,
        **extra: Any,  # noqa: ANN401 - the library's signature
    ) -> Context:
        """Read what was typed before the command's name; a help page may be written here already."""
        with _minding_the_pipe():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Context) -> Any:  # noqa: ANN401 - the library's signature
        """Run the command; what it raises becomes a sentence and an exit code."""
        try:
            with _minding_the_pipe():
                return super().invoke(ctx)
        except CchcError as error:
            ways = advise(error)
            _complain(explain(error), *([say("act.how", ways=" · ".join(ways))] if ways else []))
            _trace(ctx)
            raise typer.Exit(exit_code(error)) from error
        except (KeyboardInterrupt, EOFError, typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:
            _complain(say("error.unexpected", what=f"{type(error).__name__}: {error}"))
            _trace(ctx)
            raise typer.Exit(UNEXPECTED) from error

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the library's signature
        """Run, and leave the process."""
        kwargs["standalone_mode"] = False
        try:
            ended = super().main(*args, **kwargs)
        except typer.TyperException as error:
            _complain(usage_error(error))
            ended = getattr(error, "exit_code", 2)
        except typer.Abort:
            ended = INTERRUPTED
        sys.exit(ended if isinstance(ended, int) else 0)


app = typer.Typer(cls=Root, add_completion=False, rich_markup_mode=None)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - the library calls it so
    if asked:
        from importlib.metadata import version

        typer.echo(version("cchc-workflow"))
        raise typer.Exit


@app.callback()
def _share(
    ctx: typer.Context,
    home: Annotated[Path | None, typer.Option("--home", envvar="CCHC_HOME")] = None,
    organization: Annotated[str | None, typer.Option("--organization")] = None,
    debug: Annotated[bool, typer.Option("--debug", envvar="CCHC_DEBUG")] = False,  # noqa: ARG001
    version: Annotated[  # noqa: ARG001 - a flag that ends the program
        bool, typer.Option("--version", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    clock = ctx.obj if callable(ctx.obj) else real_time
    desk = Desk(home, organization, clock)
    ctx.obj = desk
    ctx.call_on_close(desk.close)


def load(name: str) -> AnyCommand:
    """Import a command by its name and give it its texts."""
    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(f"cchc_workflow.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return dress(get_group(found), name)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, cls=Command)(found)
    return dress(get_command(alone), name)


@contextmanager
def _minding_the_pipe() -> Iterator[None]:
    """End quietly when the reader of the output has gone: `cchc task list | head` is nobody's mistake."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(PIPE_CLOSED) from None


def _complain(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)


def _trace(ctx: Context) -> None:
    if ctx.params.get("debug"):
        traceback.print_exc()
