"""Owns `cchc init`: making an office's folder, with its settings written out and its database empty."""

# Help must not wait for the libraries of the database.

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.show import tell, waiting
from cchc_workflow.words import find, say

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


def init(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument()] = None,
    plan: Annotated[str | None, typer.Option("--plan")] = None,
) -> None:
    """Make the office's folder: settings, database, and a plan as a draft where one is named."""
    from cchc_workflow.engine.issue import load_plan
    from cchc_workflow.settings import FILE
    from cchc_workflow.store.schema import upgrade

    given = desk_of(ctx)
    home = folder or given.home or Path()
    home.mkdir(parents=True, exist_ok=True)
    file = home / FILE
    if file.exists():
        tell(say("init.kept", file=file))
    else:
        file.write_text(settings_text(), "utf-8")
        typer.echo(say("init.wrote", file=file))
    desk = replace(given, home=home)
    ctx.call_on_close(desk.close)
    with waiting("upgrade"):
        upgrade(desk.database)
    typer.echo(say("init.database", url=desk.database.url.render_as_string(hide_password=True)))
    if plan is not None:
        from cchc_workflow.definitions.plan import parse_plan, read_folder

        source = desk.plan_folder(plan)
        files = read_folder(source)
        code = parse_plan(files, desk.calendar, str(source)).code
        load_plan(desk.office, files, desk.clock())
        typer.echo(say("init.plan", code=code))
    typer.echo(say("init.next", home=home, code=plan or say("metavar.code")))


def settings_text() -> str:
    """Return a settings file that explains each setting and gives its default, all as remarks."""
    from cchc_workflow.settings import Settings

    return "\n".join([*_remark(say("settings_file.head")), "", *_entries(Settings, ""), ""])


def setting_names() -> Iterator[tuple[str, "FieldInfo"]]:
    """Yield each setting's name in the file ("smtp.port") and its field; `home` is no setting of a file."""
    from cchc_workflow.settings import Settings

    yield from _names(Settings, "")


def show_default(field: "FieldInfo") -> str:
    """Return a setting's default as TOML, "" where it has none."""
    default = field.get_default(call_default_factory=True)
    if default is None:
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, time | int | float):
        return f"{default:%H:%M:%S}" if isinstance(default, time) else str(default)
    return '"' + str(default) + '"'


def _names(model: "type[BaseModel]", prefix: str) -> Iterator[tuple[str, "FieldInfo"]]:
    inner = []
    for name, field in model.model_fields.items():
        section = _section(field)
        if section is not None:
            inner.append((name, section))
        elif prefix or name != "home":
            yield prefix + name, field
    for name, section in inner:
        yield from _names(section, f"{prefix}{name}.")


def _section(field: "FieldInfo") -> "type[BaseModel] | None":
    from pydantic import BaseModel

    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _entries(model: "type[BaseModel]", prefix: str) -> Iterator[str]:
    section = ""
    for name, field in _names(model, prefix):
        table, _, key = name.rpartition(".")
        if table != section:
            section = table
            yield f"[{table}]"
        yield from _remark(say(f"setting.{name}"))
        value = show_default(field) or find(f"setting_example.{name}") or '""'
        yield f"# {key} = {value}"
        yield ""


def _remark(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.splitlines()]
