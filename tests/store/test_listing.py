from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from cchc_workflow.domain.history import Link
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Event, Phase
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import add_links
from cchc_workflow.store.listing import (
    Order,
    Place,
    Sort,
    _Part,
    _read,
    areas_of,
    count_rows,
    key_types,
    pinned_definitions,
    read_stretch,
    segments_of,
    supports_of,
)
from cchc_workflow.store.narrowing import Half, Narrowing, shape_of, values_of
from tests.store.office import NOW, Office, put_task, query_plan

ON = date(2021, 6, 15)
EVERYTHING = Narrowing(on=ON)
STATES = ("assigned", "in_progress", "reported")
ORDERS = [Order(sort, descending, STATES) for sort in Sort for descending in (False, True)]
TASKS = 23


@pytest.fixture
def filled(database: Database, office: Office) -> Office:
    """Give 23 tasks with deadlines that meet, some without one, of two units, updated in another order."""
    with database.begin() as tx:
        tasks = [
            put_task(
                tx,
                office,
                code=f"A{n * 7 % TASKS:02}",
                due_on=None if n % 5 == 0 else ON + timedelta(days=n % 4),
                lead_unit_id=office.other_unit_id if n % 3 else office.unit_id,
                supports=[office.unit_id] if n % 3 == 1 else [],
                state=STATES[n % 3],
                event_count=1,
            )
            for n in range(TASKS)
        ]
        for task in sorted(tasks, key=lambda each: each.id * 11 % TASKS):
            event = Event(
                name="assigned", task_id=task.id, number=1, at=NOW, actor_id=None, from_state=None,
                to_state=task.state,
            )  # fmt: skip
            add_links(tx, [Link(event, "{}", "0" * 64)])
    return office


def walk(database: Database, scope: Scope, order: Order, *, backwards: bool, most: int) -> Iterator[Any]:
    """Yield all rows, page by page from one end to the other; each page in the order's own direction."""
    place: Place | None = None
    with database.read() as tx:
        while True:
            page = read_stretch(tx, scope, EVERYTHING, order, place, backwards=backwards, most=most)
            yield list(page.rows)
            if not page.goes_on:
                return
            assert len(page.rows) == most
            place = page.places[0] if backwards else page.places[-1]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.sort}-{order.descending}")
def test_pages_hold_every_row_once_in_order_both_ways(
    database: Database, filled: Office, order: Order
) -> None:
    for units in (None, frozenset({filled.unit_id})):
        scope = Scope(filled.organization_id, units)
        with database.read() as tx:
            whole = [row.id for row in read_stretch(tx, scope, EVERYTHING, order, most=100).rows]
        assert len(whole) == len(set(whole)) == (TASKS if units is None else 16)
        for most in (1, 5, 50):
            forwards = list(walk(database, scope, order, backwards=False, most=most))
            assert [row.id for page in forwards for row in page] == whole
            back = list(walk(database, scope, order, backwards=True, most=most))
            assert [row.id for page in reversed(back) for row in page] == whole


def test_orders_are_what_they_say(database: Database, filled: Office) -> None:
    def ordered(sort: Sort, *, descending: bool = False) -> list[Any]:
        with database.read() as tx:
            order = Order(sort, descending, STATES)
            return list(read_stretch(tx, Scope(filled.organization_id), EVERYTHING, order, most=100).rows)

    dues = [row.due_on for row in ordered(Sort.DUE)]
    dated = [due_on for due_on in dues if due_on]
    assert dues == sorted(dated) + [None] * (len(dues) - len(dated))
    assert [row.due_on for row in ordered(Sort.DUE, descending=True)] == dues[::-1]
    assert [row.code for row in ordered(Sort.CODE)] == sorted(row.code for row in ordered(Sort.CODE))
    units = [row.lead_unit_id for row in ordered(Sort.UNIT)]
    assert units == sorted(units)
    states = [STATES.index(row.state) for row in ordered(Sort.STATE)]
    assert states == sorted(states)
    updated = [row.id * 11 % TASKS for row in ordered(Sort.UPDATED, descending=True)]
    assert updated == sorted(updated, reverse=True)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: f"{order.sort}-{order.descending}")
def test_key_types_are_those_of_the_places(database: Database, filled: Office, order: Order) -> None:
    with database.read() as tx:
        places = read_stretch(tx, Scope(filled.organization_id), EVERYTHING, order, most=100).places
    for place in places:
        assert place.segment in segments_of(order)
        assert tuple(map(type, place.key)) == key_types(order, place.segment)


def test_place_of_no_segment_leads_to_nothing(database: Database, filled: Office) -> None:
    with database.read() as tx:
        found = read_stretch(
            tx, Scope(filled.organization_id), EVERYTHING, Order(), Place("elsewhere", (1,)), most=5
        )
    assert (list(found.rows), found.goes_on) == ([], False)


def test_nothing_is_asked_for_what_can_fit_nothing(database: Database, filled: Office) -> None:
    hopeless = Narrowing(on=ON, states=())
    with database.read() as tx:
        assert list(read_stretch(tx, Scope(filled.organization_id), hopeless, Order()).rows) == []
        assert count_rows(tx, Scope(filled.organization_id), hopeless, 10) == 0


def test_count_stops_where_it_is_told(database: Database, filled: Office) -> None:
    whole, half = Scope(filled.organization_id), Scope(filled.organization_id, frozenset({filled.unit_id}))
    with database.read() as tx:
        assert [count_rows(tx, scope, EVERYTHING, 100) for scope in (whole, half)] == [TASKS, 16]
        assert [count_rows(tx, scope, EVERYTHING, 7) for scope in (whole, half)] == [7, 7]


def test_details_and_supports_are_read_along(database: Database, filled: Office) -> None:
    with database.read() as tx:
        scope = Scope(filled.organization_id)
        rows = read_stretch(tx, scope, EVERYTHING, Order(), most=100, details=True).rows
        helped = supports_of(tx, [row.id for row in rows])
        assert supports_of(tx, []) == {}
    assert {row.deliverable for row in rows} == {"Báo cáo"}
    assert set(map(tuple, helped.values())) == {(filled.unit_id,)}
    assert len(helped) == 8


def test_areas_and_definitions_are_listed(database: Database, office: Office) -> None:
    with database.read() as tx:
        assert [row.code for row in areas_of(tx, office.organization_id)] == ["a"]
        assert areas_of(tx, office.organization_id + 1) == []
        assert {(row.id, row.kind) for row in pinned_definitions(tx)} == {
            (office.workflow_id, "task"),
            (office.ladder_id, "ladder"),
        }


@pytest.mark.parametrize(
    ("over", "sort", "index"),
    [
        ({}, Sort.DUE, "ix_task_due"),
        ({"timeliness": frozenset({Timeliness.OVERDUE})}, Sort.DUE, "ix_task_phase"),
        ({"timeliness": frozenset({Timeliness.DUE_SOON}), "soon": {1: ON}}, Sort.DUE, "due_on>?"),
        ({"states": ("assigned",), "phase": Phase.OPEN}, Sort.DUE, "ix_task_phase"),
        ({"unit_ids": (1,)}, Sort.DUE, "ix_task_unit"),
        ({}, Sort.CODE, "organization_id"),
    ],
)
def test_page_is_read_in_the_order_of_an_index(
    sqlite_database: Database, over: dict[str, Any], sort: Sort, index: str
) -> None:
    scope, narrowing = Scope(1), Narrowing(on=ON, **over)
    shape = shape_of(scope, Half.ALL, narrowing, postgresql=False)
    segment = segments_of(Order(sort))[0]
    for goes_on in (False, True):
        part = _Part(sort, segment, descending=False, goes_on=goes_on, details=False)
        values = values_of(scope, narrowing, postgresql=False) | {"most": 51}
        place = {"after_0": ON if sort is Sort.DUE else "A1", "after_1": 1}
        plan = query_plan(sqlite_database, _read(shape, part), values | place)
        assert index in plan
        assert "TEMP B-TREE" not in plan
