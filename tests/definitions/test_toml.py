from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.errors import DefinitionError


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str | bytes], toml.Table]:
    def write_and_read(source: str | bytes) -> toml.Table:
        path = tmp_path / "plan.toml"
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return toml.read(path)

    return write_and_read


Read = Callable[[str | bytes], toml.Table]

EVERYTHING = """
name = "Kế hoạch"
points = 6.5
whole = 10
open = true
due = 2021-06-30
opens = 07:30:00
to = ["unit_head", "officer"]
offsets = [-15, 0, 10]
"""


def test_table_returns_each_type(read: Read) -> None:
    table = read(EVERYTHING)
    assert table.text("name") == "Kế hoạch"
    assert table.decimal("points") == Decimal("6.5")
    assert table.decimal("whole") == 10
    assert table.integer("whole") == 10
    assert table.boolean("open") is True
    assert table.date("due") == date(2021, 6, 30)
    assert table.time("opens") == time(7, 30)
    assert table.texts("to") == ("unit_head", "officer")
    assert table.integers("offsets") == (-15, 0, 10)
    assert table.choice("name", {"Kế hoạch"}) == "Kế hoạch"
    assert table.choices("to", ("unit_head", "officer", "clerk")) == ("unit_head", "officer")
    table.finish()


def test_table_returns_the_default_only_when_missing(read: Read) -> None:
    table = read(EVERYTHING)
    assert table.text("note", None) is None
    assert table.text("name", None) == "Kế hoạch"
    assert table.boolean("closed", default=False) is False
    assert table.texts("cc", ()) == ()
    assert table.tables("task") == ()


def test_table_reads_nested_tables_by_name_and_in_order(read: Read) -> None:
    table = read(
        '[state.assigned]\nlabel = "đã giao"\n[state.reported]\nlabel = "đã báo cáo"\n[[rung]]\nat = 1\n'
    )
    assert [(name, state.text("label")) for name, state in table.table("state").named()] == [
        ("assigned", "đã giao"),
        ("reported", "đã báo cáo"),
    ]
    assert [rung.key for rung in table.tables("rung")] == ["rung[1]"]
    assert list(table) == ["state", "rung"]
    assert "rung" in table
    assert "task" not in table


@pytest.mark.parametrize(
    ("accessor", "source", "reason"),
    [
        ("text", "x = 1", "must be a string"),
        ("text", 'x = "  "', "must not be blank"),
        ("integer", "x = true", "must be a whole number"),
        ("integer", "x = 1.0", "must be a whole number"),
        ("decimal", "x = nan", "must be a number"),
        ("decimal", "x = inf", "must be a number"),
        ("decimal", "x = false", "must be a number"),
        ("decimal", 'x = "6.5"', "must be a number"),
        ("boolean", "x = 1", "must be true or false"),
        ("date", 'x = "2021-06-30"', "must be a date"),
        ("date", "x = 2021-06-30T07:30:00", "must be a date"),
        ("time", 'x = "07:30"', "must be a time"),
        ("texts", 'x = "a"', "must be an array"),
        ("texts", 'x = ["a", 1]', "item 2: must be a string"),
        ("integers", "x = [1, true]", "item 2: must be a whole number"),
        ("table", "x = 1", "must be a table"),
        ("tables", "x = 1", "must be an array"),
        ("tables", "x = [1]", "item 1: must be a table"),
    ],
)
def test_table_refuses_a_value_of_another_type(read: Read, accessor: str, source: str, reason: str) -> None:
    table = read(source)
    with pytest.raises(DefinitionError) as refused:
        getattr(table, accessor)("x")
    assert refused.value.key == "x"
    assert refused.value.path.endswith("plan.toml")
    assert refused.value.reason.startswith(reason)
    assert refused.value.reason.endswith("(at line 1)")


@pytest.mark.parametrize(
    "accessor",
    ["text", "integer", "decimal", "boolean", "date", "time", "texts", "integers"],
)
def test_table_refuses_a_missing_key(read: Read, accessor: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        getattr(read("y = 1"), accessor)("due_on")
    assert (refused.value.key, refused.value.reason) == ("due_on", "missing")


def test_missing_key_points_at_a_misspelt_one(read: Read) -> None:
    table = read('[[task]]\nname = "a"\nlaed = "b"\n')
    (task,) = table.tables("task")
    task.text("name")
    with pytest.raises(DefinitionError) as refused:
        task.text("lead")
    assert refused.value.key == "task[1].lead"
    assert refused.value.reason == "missing; is it 'laed'? (at line 1)"


@pytest.mark.parametrize("source", ['role = "unit_haed"', 'role = ["officer", "unit_haed"]'])
def test_choice_suggests_the_nearest_known_word(read: Read, source: str) -> None:
    table, known = read(source), ("unit_head", "officer")
    with pytest.raises(DefinitionError, match="'unit_haed'; did you mean 'unit_head'") as refused:
        _ = table.choices("role", known) if "[" in source else table.choice("role", known)
    assert refused.value.key == "role"


def test_finish_refuses_an_unknown_key_with_the_nearest(read: Read) -> None:
    table = read('[[unit]]\nname = "a"\n\n[[unit]]\nname = "b"\nkimd = "office"\n')
    for unit in table.tables("unit"):
        unit.text("name")
        unit.text("kind", None)
    with pytest.raises(DefinitionError) as refused:
        table.finish()
    assert refused.value.key == "unit[2].kimd"
    assert refused.value.reason == "unknown key 'kimd'; did you mean 'kind'? (at line 6)"


def test_finish_refuses_a_table_nobody_asked_for(read: Read) -> None:
    table = read("[zebra]\nx = 1\n")
    assert "zebra" in table
    with pytest.raises(DefinitionError, match="unknown key 'zebra'"):
        table.finish()


def test_finish_looks_into_every_nested_table(read: Read) -> None:
    table = read("[a.b]\nx = 1\ny = 2\n")
    table.table("a").table("b").integer("x")
    with pytest.raises(DefinitionError) as refused:
        table.finish()
    assert (refused.value.key, refused.value.reason) == ("a.b.y", "unknown key 'y' (at line 3)")


def test_fail_names_file_key_and_line(read: Read) -> None:
    table = read('# plan\n[[area]]\ncode = "a"\n[[area.task]]\ncode = "a1"\n[[area.task]]\ncode = "a1"\n')
    (area,) = table.tables("area")
    error = area.tables("task")[1].fail("code", "given twice")
    assert (error.key, error.reason) == ("area[1].task[2].code", "given twice (at line 7)")
    assert area.fail("", "empty").key == "area[1]"
    assert table.fail("", "empty").reason == "empty"


def test_fail_points_at_the_table_when_the_key_has_no_line_of_its_own(read: Read) -> None:
    table = read("x = 1\n[target]\n")
    assert table.table("target").fail("amount", "missing").reason == "missing (at line 2)"


@pytest.mark.parametrize(
    ("source", "key", "reason"),
    [
        ("[[task]]\ndue = 2021-06-30\n[[task]]\ndue = 2021-02-30\n", "task[2].due", "(at line 4"),
        ('a = 1\n["lĩnh vực".b]\nc = \n', "lĩnh vực.b.c", "(at line 3"),
        ("a = 1\na = 2\n", "a", "(at line 2"),
        ("a.b = 1\na.c = [1,\n2,,]\n", "a.c", "(at line 3"),
        ('a = "open\n', "a", "(at line 1"),
        ("!\n", "", "(at line 1"),
        ('a = """open', "", "at end of document"),
        (f"a = {'9' * 5000}", "", "too long"),
        ("a = 1e99999999999999999999999", "", "too long"),
        (f"a = {'[' * 5000}", "", "nested too deeply"),
        ('a = 1\nb = "\xe9"\n'.encode("latin-1"), "", "not UTF-8 (at line 2)"),
        ('a = "é"'.encode("utf-16"), "", "not UTF-8"),
    ],
)
def test_read_refuses_what_is_not_toml(read: Read, source: str | bytes, key: str, reason: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(source)
    assert refused.value.key == key
    assert reason in refused.value.reason


def test_read_refuses_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "no.toml", tmp_path):
        with pytest.raises(DefinitionError, match="can't be read") as refused:
            toml.read(path)
        assert refused.value.path == str(path)


def test_read_accepts_what_windows_editors_write(read: Read) -> None:
    table = read(b"\xef\xbb\xbf" + 'a = "Quý"\r\n[b]\r\nc = "Qu\u0079\u0301"\r\n'.encode())
    assert table.text("a") == table.table("b").text("c")
    assert table.table("b").fail("c", "x").reason == "x (at line 3)"
