"""The standing of 1,000 units over 1 M tasks: one unit from the index, all units from the kept counts."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crowds import grow
from benchmarks.figures import Figure, in_turn
from benchmarks.offices import issue_real_plan, open_office
from cchc_workflow.engine.judge import judge_unit
from cchc_workflow.store.database import Database
from cchc_workflow.store.standing import count_unit, count_units, kept_tallies

TASKS = 1_000_000
UNITS = 1_000
ON = date(2021, 10, 1)
NOON = datetime(2021, 10, 1, 5, tzinfo=UTC)
RAW = (
    "SELECT count(*), sum(CASE WHEN phase = 'open' AND due_on < ? OR phase IN ('reported', 'done') "
    "AND due_on < reported_on THEN 1 ELSE 0 END) FROM task "
    "WHERE plan_id = 1 AND counted = 1 AND phase <> 'void' AND lead_unit_id = ?"
)


def run() -> list[Figure]:
    """Return the figures for one unit, for all from the kept counts, and beside a scan of all."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        with closing(Database(f"sqlite:///{base}")) as database:
            issue_real_plan(database)
        grow(base, TASKS, UNITS)
        with closing(Database(f"sqlite:///{base}", synchronous="NORMAL")) as database:
            return [_one(database, base), *_all(database)]


def _one(database: Database, path: Path) -> Figure:
    """Every unit is asked for in turn, so that no page of the index is warmer than another."""
    with database.read() as tx, closing(sqlite3.connect(path)) as raw:
        units = range(1001, 1001 + UNITS, 20)
        ours, base, ratio = in_turn(
            lambda: [count_unit(tx, 1, unit, ON) for unit in units],
            lambda: [raw.execute(RAW, (ON.isoformat(), unit)).fetchone() for unit in units],
        )
    detail = f"raw sqlite3, only late and assigned: {base / len(units) * 1e3:.2f} ms; {ratio:.2f} x of it"
    return Figure(
        "standing of one unit of 1,000 tasks", ours / len(units) * 1e3, 5, "ms", at_most=True, detail=detail
    )


def _all(database: Database) -> list[Figure]:
    office = open_office(database)
    with database.begin() as tx:
        for unit in range(1001, 1001 + UNITS):
            judge_unit(tx, office, 1, unit, NOON, "time")
    with database.read() as tx:
        kept, scan, ratio = in_turn(lambda: kept_tallies(tx, 1), lambda: count_units(tx, 1, ON), rounds=5)
    detail = f"kept {kept * 1e3:.1f} ms, scan of the index {scan * 1e3:,.0f} ms"
    return [Figure("standing of all 1,000 units, kept counts over a scan", ratio, 10, detail=detail)]


if __name__ == "__main__":
    from benchmarks.figures import show

    show(run())
