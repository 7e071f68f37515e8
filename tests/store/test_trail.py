from datetime import date

import pytest

from cchc_workflow.store import trail
from cchc_workflow.store.database import Database
from cchc_workflow.store.trail import TrailFilter
from tests.builders import vn
from tests.engine.small_office import HEAD, ISSUED_AT, SmallOffice, duty, issue_small

LATER = vn(1, 6, 9)


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    made = issue_small(database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 9, 30)))
    made.start("A1", LATER)
    return made


def test_events_come_newest_first_and_page_by_their_keys(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        events = trail.read_events(tx, 1, TrailFilter())
        assert [(row.name, row.subject) for row in events] == [
            ("started", "A1"), ("assigned", "A2"), ("assigned", "A1"),
        ]  # fmt: skip
        assert [row.id for row in trail.read_events(tx, 1, TrailFilter(), events[0].id, 1)] == [events[1].id]
        assert trail.read_events(tx, 2, TrailFilter()) == []


def test_entries_come_newest_first(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        entries = trail.read_entries(tx, 1, TrailFilter())
        assert [row.name for row in entries] == ["plan_issued", "plan_loaded"]
        assert [row.subject for row in entries] == ["so-vi-du-2021"] * 2
        assert trail.read_entries(tx, 2, TrailFilter()) == []


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (TrailFilter(name="started"), ["started"]),
        (TrailFilter(since=LATER), ["started"]),
        (TrailFilter(until=LATER), ["assigned", "assigned"]),
        (TrailFilter(since=ISSUED_AT, until=ISSUED_AT), []),
        (TrailFilter(actor_id=999), []),
        (TrailFilter(name="' OR 1=1 --"), []),
    ],
)
def test_filter_narrows(desk: SmallOffice, wanted: TrailFilter, names: list[str]) -> None:
    with desk.database.read() as tx:
        assert [row.name for row in trail.read_events(tx, 1, wanted)] == names


def test_actor_is_named(desk: SmallOffice) -> None:
    wanted = TrailFilter(actor_id=desk.actor(HEAD).person_id)
    with desk.database.read() as tx:
        assert [row.actor_name for row in trail.read_events(tx, 1, wanted)] == ["truongphong.vp"]
