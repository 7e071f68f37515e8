from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import Timeliness, timeliness_of
from cchc_workflow.store.database import Database
from cchc_workflow.store.narrowing import (
    Half,
    Kind,
    Narrowing,
    conditions_of,
    halves_of,
    shape_of,
    values_of,
    whole_of,
)
from cchc_workflow.store.plans import pin_definition
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import TaskRow
from cchc_workflow.store.tasks import in_scope
from tests.store.office import Office, put_task

_task = table_of(TaskRow)
ON = date(2021, 6, 15)
SOON_UNTIL = date(2021, 6, 20)


def codes(database: Database, scope: Scope, narrowing: Narrowing, half: Half | None = None) -> list[str]:
    """Return the codes of what fits, over all halves of the sight or in one of them."""
    found: list[str] = []
    for each in [half] if half else halves_of(scope):
        shape = shape_of(scope, each, narrowing, postgresql=database.is_postgresql)
        values = values_of(scope, narrowing, postgresql=database.is_postgresql)
        with database.read() as tx:
            found += [row.code for row in tx.all(select(_task.c.code).where(*conditions_of(shape)), values)]
    return sorted(found)


def everything(office: Office, **over: object) -> Narrowing:
    return replace(Narrowing(on=ON, soon={office.ladder_id: SOON_UNTIL}), **over)  # type: ignore[arg-type]


def test_timeliness_in_the_database_is_that_of_the_domain(database: Database, office: Office) -> None:
    days = [None, *(ON + timedelta(days=n) for n in (-1, 0, 1)), SOON_UNTIL, SOON_UNTIL + timedelta(days=1)]
    expected: dict[Timeliness, list[str]] = {each: [] for each in Timeliness}
    with database.begin() as tx:
        for number, (phase, due_on, reported_on) in enumerate(product(Phase, days, days)):
            put_task(tx, office, code=f"A{number}", phase=phase, due_on=due_on, reported_on=reported_on)
            expected[timeliness_of(phase, due_on, reported_on, ON, SOON_UNTIL)].append(f"A{number}")
    scope = Scope(office.organization_id)
    for each in Timeliness:
        wanted = everything(office, timeliness=frozenset({each}))
        assert codes(database, scope, wanted) == sorted(expected[each]), each
    late = frozenset({Timeliness.OVERDUE, Timeliness.DONE_LATE, Timeliness.VOID})
    assert codes(database, scope, everything(office, timeliness=late)) == sorted(
        code for each in late for code in expected[each]
    )


def test_due_soon_goes_by_the_ladder_that_a_task_pinned(database: Database, office: Office) -> None:
    with database.begin() as tx:
        other = pin_definition(tx, "ladder", "[other]")
        put_task(tx, office, code="A1", due_on=SOON_UNTIL)
        put_task(tx, office, code="A2", due_on=SOON_UNTIL, ladder_id=other)
    soon = {office.ladder_id: SOON_UNTIL, other: ON}
    scope = Scope(office.organization_id)
    for timeliness, code in ((Timeliness.DUE_SOON, "A1"), (Timeliness.ON_TRACK, "A2")):
        wanted = Narrowing(on=ON, soon=soon, timeliness=frozenset({timeliness}))
        assert codes(database, scope, wanted) == [code]


@pytest.fixture
def spread(database: Database, office: Office) -> Office:
    """Give tasks of two units, some helped by the other."""
    with database.begin() as tx:
        put_task(tx, office, code="A1")
        put_task(tx, office, code="A2", supports=[office.other_unit_id])
        put_task(tx, office, code="A3", lead_unit_id=office.other_unit_id)
        put_task(tx, office, code="A4", lead_unit_id=office.other_unit_id, supports=[office.unit_id])
    return office


def test_sight_is_that_of_the_scope(database: Database, spread: Office) -> None:
    organization, unit, other = spread.organization_id, spread.unit_id, spread.other_unit_id
    for units in (None, frozenset[int](), frozenset({unit}), frozenset({other}), frozenset({unit, other})):
        scope = Scope(organization, units)
        with database.read() as tx:
            statement = select(_task.c.code).where(*in_scope(scope)).order_by(_task.c.code)
            expected = [row.code for row in tx.all(statement)]
        assert codes(database, scope, everything(spread)) == expected
        assert codes(database, scope, everything(spread), whole_of(scope)) == expected
    assert codes(database, Scope(organization + 1), everything(spread)) == []


def test_each_field_narrows(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1", due_on=date(2021, 6, 1), search="duong sat")
        tx.run(_task.update().values(period="Q2"))
        put_task(tx, office, code="A2", due_on=date(2021, 6, 30), state="assigned", area_id=None)
        put_task(tx, office, code="A3", due_on=None, counted=False, lead_unit_id=office.other_unit_id)
    for over, expected in (
        ({}, ["A1", "A2", "A3"]),
        ({"unit_ids": (office.unit_id,)}, ["A1", "A2"]),
        ({"unit_ids": (office.unit_id, office.other_unit_id, 10**12)}, ["A1", "A2", "A3"]),
        ({"area_ids": (office.area_id,)}, ["A1", "A3"]),
        ({"plan_ids": (office.plan_id + 1,)}, []),
        ({"states": ("assigned",)}, ["A2"]),
        ({"states": ("assigned",), "phase": Phase.DONE}, []),
        ({"kind": Kind.COUNTED}, ["A1", "A2"]),
        ({"kind": Kind.STANDING}, ["A1"]),
        ({"kind": Kind.DORMANT}, ["A3"]),
        ({"part": "Q2"}, ["A1"]),
        ({"due_from": date(2021, 6, 2)}, ["A2"]),
        ({"due_until": date(2021, 6, 1)}, ["A1"]),
        ({"words": ("duo", "sat")}, ["A1"]),
    ):
        assert codes(database, Scope(office.organization_id), everything(office, **over)) == expected, over


@pytest.mark.parametrize(
    "over",
    [{"unit_ids": ()}, {"area_ids": ()}, {"plan_ids": ()}, {"states": ()}, {"timeliness": frozenset()}],
)
def test_nothing_can_fit_an_empty_list(over: dict[str, object]) -> None:
    assert not Narrowing(on=ON).is_hopeless
    assert replace(Narrowing(on=ON), **over).is_hopeless  # type: ignore[arg-type]


def test_shape_is_the_same_for_lists_of_nearly_the_same_length() -> None:
    shapes = {
        shape_of(Scope(1), Half.ALL, Narrowing(on=ON, unit_ids=tuple(range(n))), postgresql=False)
        for n in range(1, 101)
    }
    assert len(shapes) == 8
