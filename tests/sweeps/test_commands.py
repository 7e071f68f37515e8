"""Every command, option and setting: explained in the catalogue, and written down in docs/ as it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperArgument, TyperGroup, TyperOption

from cchc_workflow.cli.app import COMMANDS, load
from cchc_workflow.cli.init import setting_names, show_default
from cchc_workflow.cli.reference import reference
from cchc_workflow.words import EXIT_CODES, FAULTS_FOUND, entries, find

DOCS = Path(__file__).resolve().parents[2] / "docs"
LISTINGS = (
    "plan list", "task list", "unit list", "unit standing", "extension list", "person list", "outbox list",
    "plan show", "task show", "outbox show", "check", "verify", "report list", "report show", "report diff",
    "rehearse",
    "score show", "score missing",
)  # fmt: skip

Command = TyperGroup | object


def commands() -> Iterator[tuple[str, object]]:
    """Yield every command with what people type for it."""
    for name in COMMANDS:
        yield from _below(name, load(name))


def _below(path: str, command: object) -> Iterator[tuple[str, object]]:
    yield path, command
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from _below(f"{path} {name}", inner)


ALL = dict(commands())


def params(path: str) -> list[TyperOption | TyperArgument]:
    command = ALL[path]
    return [each for each in command.params if isinstance(each, TyperOption | TyperArgument)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ALL)
def test_command_has_help(path: str) -> None:
    assert find(f"help.{path}")


@pytest.mark.parametrize("path", ALL)
def test_option_has_help_and_placeholder(path: str) -> None:
    for param in params(path):
        if getattr(param, "hidden", False):
            continue
        assert find(f"param.{path}.{param.name}") or find(f"param.{param.name}"), param.name
        flag = isinstance(param, TyperOption) and param.is_flag
        assert flag or find(f"metavar.{path}.{param.name}") or find(f"metavar.{param.name}"), param.name


@pytest.mark.parametrize("path", LISTINGS)
def test_listing_speaks_json(path: str) -> None:
    assert "--json" in [name for param in params(path) for name in param.opts]


@pytest.mark.parametrize(
    "path", [path for path in ALL if path.startswith(("task a", "extension ")) and "list" not in path]
)
def test_acting_command_asks_who_acts(path: str) -> None:
    (who,) = [param for param in params(path) if "--as" in param.opts]
    assert who.required


def test_catalogue_explains_no_command_or_option_that_is_gone() -> None:
    assert set(entries("help")) == {"cchc", *ALL}
    names = {param.name for path in ALL for param in params(path)}
    shared = {"home", "organization", "debug", "version", "help"}
    for table in ("param", "metavar"):
        plain = {name for name in entries(table) if "." not in name}
        assert plain <= names | shared, table
        special = {name.rpartition(".") for name in entries(table) if "." in name}
        assert {path for path, _, _ in special} <= {*ALL, "cchc"}
        known = {(path, param.name) for path in ALL for param in params(path)} | {("cchc", "version")}
        assert {(path, name) for path, _, name in special} <= known


def test_reference_of_commands_is_that_of_the_program() -> None:
    """Where this fails, write it anew: python -m cchc_workflow.cli.reference > docs/commands.md."""
    assert (DOCS / "commands.md").read_text("utf-8") == reference()


def test_every_setting_is_in_the_operations_page_with_its_default() -> None:
    page = (DOCS / "operations.md").read_text("utf-8").partition("## Settings")[2].partition("## ")[0]
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| (.*?) \|", page, re.MULTILINE))
    settings = {name: show_default(field) for name, field in setting_names()}
    assert rows.keys() - {"home"} == settings.keys()
    for name, default in settings.items():
        assert rows[name] == (f"`{default}`" if default else "-"), name


def test_every_setting_is_explained_in_the_settings_file() -> None:
    assert set(entries("setting")) == {name for name, _ in setting_names()}
    without = {name for name, field in setting_names() if not show_default(field)}
    assert set(entries("setting_example")) == without


def test_every_exit_code_and_alert_is_in_the_operations_page() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    for code in {0, 1, 2, FAULTS_FOUND, 130, 141, *EXIT_CODES.values()}:
        assert f"\n| {code} |" in page
    for kind in entries("alert"):
        assert f"\n| `{kind}` |" in page
