from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, select

from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import AreaRow, TickRow
from cchc_workflow.store.types import UtcDateTime
from tests.store.office import Office

HANOI = timezone(timedelta(hours=7))
_tick = table_of(TickRow)
_area = table_of(AreaRow)
SET = insert_into(TickRow)
UNTIL = select(_tick.c.job).where(_tick.c.at <= bindparam("now")).order_by(_tick.c.at)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2021, 4, 15, 7, 30, tzinfo=HANOI),
        datetime(2021, 4, 15, 0, 30, 0, 1, tzinfo=UTC),
        datetime(2021, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_instant_comes_back_as_the_same_instant_in_utc(database: Database, at: datetime) -> None:
    with database.begin() as tx:
        tx.run(SET, {"job": "sweep", "at": at})
        found = tx.scalar(select(_tick.c.at))
    assert found == at
    assert found.tzinfo is UTC


def test_naive_datetime_is_refused(database: Database) -> None:
    naive = datetime(2021, 4, 15, 7, 30)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="2021-04-15"), database.begin() as tx:
        tx.run(SET, {"job": "sweep", "at": naive})


def test_instants_compare_across_zones_and_microseconds(database: Database) -> None:
    noon = datetime(2021, 4, 15, 12, tzinfo=UTC)
    with database.begin() as tx:
        for job, at in (
            ("before", noon - timedelta(microseconds=1)),
            ("at", noon.astimezone(HANOI)),
            ("after", noon + timedelta(microseconds=1)),
        ):
            tx.run(SET, {"job": job, "at": at})
        found = [row.job for row in tx.all(UNTIL, {"now": noon.astimezone(HANOI)})]
    assert found == ["before", "at"]


def test_instant_is_text_of_one_length_on_sqlite_and_native_on_postgresql(database: Database) -> None:
    bind = UtcDateTime().dialect_impl(database.engine.dialect).bind_processor(database.engine.dialect)
    assert bind is not None
    at = datetime(2021, 4, 15, 7, 30, tzinfo=HANOI)
    assert bind(at) == (at if database.is_postgresql else "2021-04-15T00:30:00.000000Z")


@pytest.mark.parametrize("points", ["9.5", "9.50", "10", "0.1", "67.5000000000000000001"])
def test_decimal_keeps_its_digits(database: Database, office: Office, points: str) -> None:
    values = {"plan_id": office.plan_id, "code": "b", "title": "", "clause": ""}
    with database.begin() as tx:
        tx.run(insert_into(AreaRow), {**values, "points": Decimal(points)})
        (found,) = tx.all(select(_area.c.points, _area.c.previous_points).where(_area.c.code == "b"))
    assert (str(found.points), found.previous_points) == (points, None)
