"""Every code, state, reason and key in the program has its words; a missing one is never found by a user."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest

from cchc_workflow import errors, words
from cchc_workflow.domain.deadlines.deadline import DeadlineKind, DeadlineWarning, Reading, Repeat, Why
from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.plan import SetBy
from cchc_workflow.domain.target import Measure
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.errors import CchcError
from cchc_workflow.store.failures import _POSTGRESQL, _SQLITE
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.words import find, translate

PACKAGE = Path(words.__file__).parent


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call of `name` in the package, `x.name` included."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                yield path, node


def constants(node: ast.AST) -> list[str]:
    return [
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def all_errors(kind: type[CchcError] = CchcError) -> Iterator[type[CchcError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from all_errors(below)


def test_exit_codes_of_all_errors_leave_usage_and_faults_alone() -> None:
    assert {2, words.FAULTS_FOUND}.isdisjoint(words.EXIT_CODES.values())
    assert all(any(kind in words.EXIT_CODES for kind in error.__mro__) for error in all_errors())


@pytest.mark.parametrize("error", sorted(all_errors(), key=str))
def test_every_error_has_words(error: type[CchcError]) -> None:
    tables = {kind: kind for kind in ("not_found", "conflict", "storage", "entry", "file")}
    if error.code in tables:
        assert words.entries(tables[error.code])
    else:
        assert find(f"error.{error.code}") is not None


def test_every_error_of_the_module_is_known() -> None:
    defined = {
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, CchcError)
    }
    assert defined == set(all_errors())


_ENUMS: dict[str, type[StrEnum]] = {
    "role": Role,
    "timeliness": Timeliness,
    "timeliness_sign": Timeliness,
    "outbox_state": OutboxState,
    "set_by": SetBy,
    "measure": Measure,
    "why": Why,
    "reading": Reading,
    "repeat": Repeat,
    "deadline_kind": DeadlineKind,
    "deadline_warning": DeadlineWarning,
}


@pytest.mark.parametrize("table", _ENUMS)
def test_every_code_has_a_word_and_every_word_a_code(table: str) -> None:
    assert set(words.entries(table)) == set(_ENUMS[table])


def test_every_missing_name_has_words() -> None:
    """Missing names stand as literals in guards.py and the engine's IncompleteErrors."""
    names = {constants(call.args[1])[0] for path, call in calls("_missing") if path.stem == "guards"}
    names |= {
        name for _, call in calls("IncompleteError") for name in constants(call.args[1]) if len(call.args) > 1
    }
    assert {"reason", "evidence", "target", "change", "to_on"} <= names
    assert [name for name in sorted(names) if find(f"missing.{name}") is None] == []


def test_every_missing_name_says_how_it_is_given() -> None:
    only_in_scripts = {"outside_period"}
    names = {key.partition(".")[0] for key in words.entries("missing")}
    assert names - set(words.entries("given_by")) == only_in_scripts


def test_every_rule_of_the_guards_has_words() -> None:
    persons = {name for name in GUARDS if name.startswith(("not_the_", "is_the_"))}
    assert set(words.entries("rule")) == persons


@pytest.mark.parametrize(("error", "table"), [("NotFoundError", "not_found"), ("ConflictError", "conflict")])
def test_every_kind_of_thing_has_words(error: str, table: str) -> None:
    kinds = {constants(call.args[0])[0] for _, call in calls(error) if call.args and constants(call.args[0])}
    assert kinds
    assert [kind for kind in sorted(kinds) if find(f"{table}.{kind}") is None] == []


def test_every_reason_of_storage_has_words() -> None:
    reasons = {reason for _, call in calls("StorageError") for reason in constants(call.args[0])}
    reasons |= set(_SQLITE.values()) | {reason for _, reason in _POSTGRESQL} | {"failed"}
    assert {"disk_full", "schema_newer", "not_empty"} <= reasons
    assert [reason for reason in sorted(reasons) if find(f"storage.{reason}") is None] == []


def test_every_reason_at_the_door_has_words() -> None:
    """A reason stands as a literal, as a constant of its module, or is returned by `weakness`."""
    module = ast.parse((PACKAGE / "domain" / "password.py").read_text("utf-8"))
    returned = {text for node in ast.walk(module) if isinstance(node, ast.Return) for text in constants(node)}
    reasons = {text for text in returned if text.startswith("password_")}
    for path, call in calls("EntryError"):
        reason = call.args[0]
        reasons |= set(constants(reason)) or {_constant(path, ast.unparse(reason))}
    assert {"wrong", "throttled", "link_used", "password_short"} <= reasons
    assert reasons - {""} == set(words.entries("entry"))


def _constant(path: Path, name: str) -> str:
    """Return the text of a module's constant; "" for what is a variable there."""
    names = vars(import_module(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)))
    found = names.get(name, "")
    return found if isinstance(found, str) else ""


def test_every_alert_has_words() -> None:
    kinds = {
        constants(call.args[0])[0]
        for path, call in [*calls("Alert"), *calls("note_fault")]
        if path.stem != "anchoring" and call.args and constants(call.args[0])
    }
    assert {"sweep_late", "mail_dead"} <= kinds
    assert [kind for kind in sorted(kinds) if find(f"alert.{kind}") is None] == []


def test_every_fault_has_words() -> None:
    kinds = {constants(call.args[0])[0] for path, call in calls("Fault") if path.stem == "anchoring"}
    assert kinds == set(words.entries("fault"))


@pytest.mark.parametrize("name", ["definitions", "domain/machine.py", "domain/calendar.py"])
def test_every_reason_of_a_definition_is_translated(name: str) -> None:
    """A form with facts in it is tried with "x" for each of them."""
    forms = set()
    for path, call in [
        each for kind in ("fail", "DefinitionError", "_Unfit", "GraphError") for each in calls(kind)
    ]:
        if path.relative_to(PACKAGE).as_posix().startswith(name) and call.args:
            forms.add(_fill_in(call.args[-1]))
    forms -= {None}
    assert forms
    known = [form for form in forms if form is not None]
    assert [form for form in sorted(known) if translate(form) == form] == []


def _fill_in(node: ast.expr) -> str | None:
    """Return the text that an expression would give, None where none of it stands in the code."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            text = "".join(_fill_in(value) or "x" for value in values)
            return text if re.sub(r"\bx\b|\W", "", text) else None
        case _:
            return None


def test_every_text_in_the_code_is_in_the_catalogue() -> None:
    """What `say` is asked for by a literal key, or by the beginning of one."""
    keys: set[str] = set()
    beginnings: set[str] = set()
    for _, call in calls("say"):
        known = beginnings if isinstance(call.args[0], ast.JoinedStr) else keys
        known |= {
            text for text in constants(call.args[0]) if re.fullmatch(r"[a-z_]+(\.[a-z_]+)*\.[a-z_]*", text)
        }
    assert len(keys) > 100
    assert [key for key in sorted(keys) if find(key) is None] == []
    texts = [f"{table}.{entry}" for table in words._tables() for entry in words.entries(table)]
    assert [each for each in sorted(beginnings) if not any(text.startswith(each) for text in texts)] == []


def test_no_table_stands_in_two_files() -> None:
    tables = [table for name in words.files() for table in words._read(name)]
    assert len(tables) == len(set(tables))
