"""Percentages and points are integers or Decimal, thresholds exact; instants are UTC, dates local."""

import ast
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Float, Numeric

import cchc_workflow.domain.standing
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.standing import Rule, is_flagged, percent
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database
from cchc_workflow.store.plans import read_areas
from cchc_workflow.store.tables import Row
from tests.builders import vn
from tests.engine.report.occasions import compose_for, occasion
from tests.engine.small_office import HEAD, SmallOffice, duty, issue_small

PACKAGE = Path(cchc_workflow.domain.standing.__file__).parents[1]
CHANCES = {"diligence.py", "habits.py"}
"""How units behave in a rehearsal is a matter of chance, not of rules."""

EXACT = [
    path
    for folder in ("domain", "engine")
    for path in sorted((PACKAGE / folder).rglob("*.py"))
    if path.name not in CHANCES
]


def floats_in(tree: ast.AST) -> list[int]:
    """Return the lines with a float's literal, or a call of float."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
    ]


@pytest.mark.parametrize("module", EXACT, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_rules_use_no_float(module: Path) -> None:
    assert floats_in(ast.parse(module.read_text("utf-8"))) == []


def test_floats_would_be_found() -> None:
    assert floats_in(ast.parse("a = 1\nb = 0.3\nc = float(a)\n")) == [2, 3]


def test_no_column_is_a_float() -> None:
    columns = [column for table in Row.metadata.sorted_tables for column in table.c]
    assert [str(column) for column in columns if isinstance(column.type, (Float, Numeric))] == []


@given(late=st.integers(0, 400), more=st.integers(0, 400), threshold=st.integers(1, 100))
def test_the_line_is_exact(late: int, more: int, threshold: int) -> None:
    assigned = late + more
    crossed = assigned > 0 and Fraction(late, assigned) >= Fraction(threshold, 100)
    assert is_flagged(late, assigned, Rule(threshold, "")) is crossed


@pytest.mark.parametrize("assigned", [10, 20, 50])
def test_the_line_is_crossed_by_the_very_task_that_reaches_it(
    sqlite_database: Database, assigned: int
) -> None:
    needed = assigned * 30 // 100
    duties = [
        duty(f"A{n}", "VP", date(2021, 6, 1 + n % needed if n < needed else 30)) for n in range(assigned)
    ]
    desk = issue_small(sqlite_database, *duties)
    for day in range(2, needed + 2):
        assert desk.flags() == []
        sweep(desk.office, vn(day, 6, 0))
    assert [(flag.late, flag.assigned) for flag in desk.flags()] == [(needed, assigned)]


def test_points_come_back_to_the_last_digit(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        (area,) = read_areas(tx, desk.plan_id)
        plan = desk.office.plan(tx, desk.plan_id)
    assert (area.points, plan.survey_points) == (Decimal(10), Decimal(90))
    assert {type(area.points), type(plan.goal)} == {Decimal}


@pytest.mark.parametrize("kind", ReportKind)
def test_a_reports_numbers_are_integers_and_texts_of_decimals(desk: SmallOffice, kind: ReportKind) -> None:
    sweep(desk.office, vn(5, 7, 7))
    data = compose_for(desk.office, desk.plan_id, occasion(kind, date(2021, 7, 5), "VP"))
    floats: list[str] = []
    json.JSONDecoder(parse_float=floats.append).decode(json.dumps(data))
    assert floats == []
    late, assigned = data["figures"]["totals"]["late"], data["figures"]["totals"]["assigned"]
    assert Decimal(data["figures"]["totals"]["percent"]) == percent(late, assigned)


def test_percent_is_rounded_half_up() -> None:
    assert percent(1, 3) == Decimal("33.33")
    assert percent(1, 800) == Decimal("0.13")


def test_instants_are_kept_in_utc_and_days_as_they_are(sqlite_database: Database) -> None:
    desk = issue_small(sqlite_database, duty("A1", "VP", date(2021, 6, 30)))
    desk.report("A1", vn(1, 7, 0, 30), HEAD)
    with sqlite_database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT reported_at, reported_on, due_on FROM task").one()
    assert tuple(row) == ("2021-06-30T17:30:00.000000Z", "2021-07-01", "2021-06-30")


@pytest.mark.parametrize("work", ["act", "sweep"])
def test_an_instant_without_a_zone_is_refused(desk: SmallOffice, work: str) -> None:
    naive = datetime(2021, 6, 1, 9)  # noqa: DTZ001 - that is what is refused
    before = desk.task("A1")
    with pytest.raises((ValueError, TypeError)):
        desk.start("A1", naive) if work == "act" else sweep(desk.office, naive)
    assert desk.task("A1") == before
