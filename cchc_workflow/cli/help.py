"""Owns how commands explain themselves: help pages and usage errors in the catalogue's words.

A command's Python has no texts: its help stands in cli.toml under [help], that of its arguments and options
under [param] and their placeholders under [metavar], by name or, where two differ, by "task act.value".
"""

from __future__ import annotations

from shutil import get_terminal_size
from textwrap import TextWrapper
from typing import TYPE_CHECKING

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from cchc_workflow.words import find, say, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click import Command as AnyCommand
    from typer._click import Context
    from typer._click.core import Parameter

WIDEST = 100


class Command(TyperCommand):
    """A command whose help and whose usage errors are Vietnamese."""

    allow_extra_args = True

    def get_help(self, ctx: Context) -> str:
        """Return the help page."""
        return help_page(self, ctx)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Refuse what is left over, in our words."""
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            ctx.fail(say("usage.extra", given=" ".join(rest)))
        return rest


class Group(TyperGroup):
    """A command with commands of its own."""

    def get_help(self, ctx: Context) -> str:
        """Return the help page."""
        return help_page(self, ctx)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Answer a group's bare name with its help, as wrong usage."""
        if not args and not ctx.resilient_parsing:
            typer.echo(self.get_help(ctx), err=True)
            raise typer.Exit(2)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, AnyCommand | None, list[str]]:
        """Refuse an unknown name with the nearest known ones."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(_unknown(args[0], known))
        return super().resolve_command(ctx, args)


def make_group() -> typer.Typer:
    """Return an empty group, for a module to add its commands to."""
    return typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)


def dress(command: AnyCommand, path: str) -> AnyCommand:
    """Give a command, and those below it, the catalogue's texts; `path` is what people type after "cchc"."""
    command.name = path.rpartition(" ")[2]
    command.help = find(f"help.{path}") or command.help
    for param in command.params:
        param.metavar = _text("metavar", path, param) or param.metavar
        if isinstance(param, TyperOption | TyperArgument):
            param.help = _text("param", path, param) or param.help
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            dress(below, f"{path} {name}")
    return command


def help_page(command: AnyCommand, ctx: Context) -> str:
    """Return the whole help page of a command as plain text."""
    width = min(get_terminal_size().columns, WIDEST)
    arguments = [param for param in command.params if isinstance(param, TyperArgument) and not param.hidden]
    options = [param for param in command.params if isinstance(param, TyperOption) and not param.hidden]
    blocks = [
        _paragraph(f"{say('help_page.usage')} {_usage(command, ctx, arguments)}", width),
        *(_paragraph(part, width) for part in (command.help or "").strip().split("\n\n")),
        _table("arguments", [(name_of(each), describe(each)) for each in arguments], width),
        _table("commands", list(_commands(command, ctx)), width),
        _table(
            "options",
            [*((name_of(each), describe(each)) for each in options), ("--help", say("param.help"))],
            width,
        ),
    ]
    return "\n\n".join(block for block in blocks if block)


def usage_error(error: typer.TyperException) -> str:
    """Return what is wrong with what was typed, and where to read more."""
    text = _sentence(error)
    near = getattr(error, "possibilities", None)
    if near:
        text += " " + say("usage.near", near=list(near))
    ctx = getattr(error, "ctx", None)
    return text if ctx is None else f"{text}\n" + say("usage.read_more", command=ctx.command_path)


def _sentence(error: typer.TyperException) -> str:
    """Every kind of error that names what it is about has a sentence; the others carry ours already."""
    param = getattr(error, "param", None)
    name = _short_name(param) if param is not None else getattr(error, "option_name", None)
    key = f"usage.{type(error).__name__}"
    if name is None or find(key) is None:
        return error.message
    return say(key, name=name, reason=translate(error.message.rstrip(".")))


def _short_name(param: Parameter) -> str:
    return name_of(param) if isinstance(param, TyperArgument) else "/".join(param.opts)


def _unknown(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known)
    text = say("usage.no_such_command", name=name)
    return f"{text} {say('usage.near', near=near)}" if near else text


def _text(table: str, path: str, param: Parameter) -> str | None:
    return find(f"{table}.{path}.{param.name}") or find(f"{table}.{param.name}")


def _usage(command: AnyCommand, ctx: Context, arguments: list[TyperArgument]) -> str:
    pieces = [ctx.command_path, say("help_page.options_piece")]
    names = ((name_of(each), each.required) for each in arguments)
    pieces.extend(name if required else f"[{name}]" for name, required in names)
    if isinstance(command, TyperGroup):
        pieces.append(say("help_page.command_piece"))
    return " ".join(pieces)


def _commands(command: AnyCommand, ctx: Context) -> Iterator[tuple[str, str]]:
    if isinstance(command, TyperGroup):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None and not below.hidden:
                yield name, (below.help or "").strip().split("\n\n")[0]


def name_of(param: TyperOption | TyperArgument) -> str:
    """Return an argument or option with its placeholder, as a help page names it."""
    placeholder = param.metavar or param.name.upper()
    if isinstance(param, TyperArgument):
        return placeholder + ("…" if param.nargs != 1 else "")
    names = ", ".join(param.opts)
    return names if param.is_flag else f"{names} {placeholder}"


def describe(param: TyperOption | TyperArgument) -> str:
    """Return what an argument or option is, whether it must be given, where else it may come from."""
    notes = []
    if param.required:
        notes.append(say("help_page.required"))
    if isinstance(param.envvar, str):
        notes.append(say("help_page.envvar", name=param.envvar))
    if param.show_default and param.default not in {None, False, ""} and not callable(param.default):
        notes.append(say("help_page.default", value=str(param.default)))
    return f"{param.help or ''} {' '.join(f'({note})' for note in notes)}".strip()


def _paragraph(text: str, width: int) -> str:
    """Join the lines of a paragraph anew; one whose lines are indented stays as it is written."""
    if text.startswith(" "):
        return text.rstrip()
    return TextWrapper(width=width, break_long_words=False, break_on_hyphens=False).fill(text)


def _table(title: str, rows: list[tuple[str, str]], width: int) -> str:
    if not rows:
        return ""
    indent = min(max(len(name) for name, _ in rows), width // 3) + 4
    wrapper = TextWrapper(
        width=width,
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines = [say(f"help_page.{title}")]
    for name, text in rows:
        head, body = f"  {name}", wrapper.fill(text)
        fits = len(head) + 2 <= indent
        lines.append((head.ljust(indent) + body[indent:]).rstrip() if fits else f"{head}\n{body}".rstrip())
    return "\n".join(lines)
