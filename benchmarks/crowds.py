"""Owns growing a database to the size of a province: many units, a great many tasks, made by SQL alone."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

FAR = datetime(2021, 12, 1, tzinfo=UTC)


def grow(path: Path, tasks: int, units: int = 1000) -> None:
    """Fill the SQLite file `path`, in which the real plan is issued, with more tasks, of `units` units.

    One task in five is overdue on 1/10/2021, one in five verified late, the rest verified or still open.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _add_units(connection, units)
        _add_tasks(connection, tasks)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("ANALYZE")


def _add_units(connection: sqlite3.Connection, units: int) -> None:
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
        "INSERT INTO unit (id, organization_id, code, name, kind, groups, assumed) "
        "SELECT 1000 + i, 1, 'U' || i, 'Đơn vị số ' || i, 'agency', '[]', 0 FROM n",
        (units,),
    )


def _add_tasks(connection: sqlite3.Connection, tasks: int) -> None:
    columns = [row[1] for row in connection.execute("PRAGMA table_info(task)")]
    units = connection.execute("SELECT count(*) FROM unit WHERE id > 1000").fetchone()[0]
    made = {
        "id": "10000 + i",
        "code": "'X' || i",
        "lead_unit_id": f"1001 + i % {units}",
        "text": "'Nội dung nhiệm vụ'",
        "search": "'noi dung nhiem vu ' || i",
        "next_check_at": f"'{FAR:%Y-%m-%dT%H:%M:%S.000000Z}'",
        "due_on": "date('2021-09-30', '-' || (i % 90) || ' days')",
        "original_due_on": "date('2021-09-30', '-' || (i % 90) || ' days')",
        "state": "CASE WHEN i / 1000 % 5 < 2 THEN 'in_progress' ELSE 'verified' END",
        "phase": "CASE WHEN i / 1000 % 5 < 2 THEN 'open' ELSE 'done' END",
        "reported_on": "CASE i / 1000 % 5 WHEN 2 THEN '2021-11-01' WHEN 3 THEN '2021-05-01' "
        "WHEN 4 THEN '2021-05-01' END",
    }
    picked = ", ".join(made.get(name, f"t.{name}") for name in columns)
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "  # noqa: S608
        f"INSERT INTO task ({', '.join(columns)}) "
        f"SELECT {picked} FROM n CROSS JOIN (SELECT * FROM task WHERE target IS NULL LIMIT 1) AS t",
        (tasks,),
    )


def make_due(path: Path, count: int, at: datetime, due_on: date) -> None:
    """Let `count` grown tasks be due for a look at `at`, with the deadline `due_on`."""
    stamp = (at - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "UPDATE task SET next_check_at = ?, due_on = ?, state = 'in_progress', phase = 'open' "
            "WHERE id > 10000 AND id <= ?",
            (stamp, due_on.isoformat(), 10000 + count),
        )
        connection.commit()
