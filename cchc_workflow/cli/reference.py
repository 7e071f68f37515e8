"""Owns docs/commands.md: `python -m cchc_workflow.cli.reference > docs/commands.md` writes it anew."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.main import get_group

from cchc_workflow.cli.app import COMMANDS, app, load
from cchc_workflow.cli.help import describe, name_of
from cchc_workflow.words import say

if TYPE_CHECKING:
    from typer._click import Command as AnyCommand


def reference() -> str:
    """Return the page, in Markdown."""
    root = get_group(app)
    lines = [f"# cchc\n\n{say('reference.head')}\n\n{root.help}\n", *_params(root)]
    for name in COMMANDS:
        lines += _section(name, load(name), 2)
    return "\n".join(lines).rstrip() + "\n"


def _section(path: str, command: "AnyCommand", level: int) -> Iterator[str]:
    yield f"{'#' * level} cchc {path}\n"
    yield _as_markdown(command.help or "")
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _section(f"{path} {name}", below, level + 1)
        return
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    pieces = " ".join(name_of(each) if each.required else f"[{name_of(each)}]" for each in arguments)
    yield f"```\ncchc {path} {pieces}".rstrip() + "\n```\n"
    yield from _params(command)


def _params(command: "AnyCommand") -> Iterator[str]:
    shown = [
        each
        for each in command.params
        if isinstance(each, TyperOption | TyperArgument) and not getattr(each, "hidden", False)
    ]
    for each in shown:
        yield f"- `{name_of(each)}`: {describe(each)}"
    if shown:
        yield ""


def _as_markdown(text: str) -> str:
    """Paragraphs stay; an indented example becomes code."""
    blocks = text.strip("\n").split("\n\n")
    return (
        "".join(
            f"```\n{block.strip()}\n```\n\n" if block.startswith(" ") else f"{block}\n\n" for block in blocks
        ).rstrip("\n")
        + "\n"
    )


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201 - a page for a file
