"""One durable action on PostgreSQL, beside raw psycopg with the same number of round trips."""

from collections.abc import Sequence
from contextlib import closing
from statistics import median

import psycopg

from benchmarks.bench_act import WARM, act_singly
from benchmarks.figures import Figure, each, seconds
from benchmarks.offices import issue_real_plan, open_office, report_all
from cchc_workflow.store.database import Database
from tests.postgres import find_binaries, running_server

ROUNDS = 5
COLUMNS = (
    "state", "phase", "version", "reported_at", "reported_on", "reported_by", "next_check_at",
    "event_count", "last_event_at", "head",
)  # fmt: skip


def run() -> list[Figure]:
    """Return the figure; nothing where the PostgreSQL binaries are not installed."""
    binaries = find_binaries()
    if binaries is None:
        return []
    with running_server(binaries) as server:
        base = server.create_database()
        with closing(Database(server.url(base))) as database:
            reported = report_all(issue_real_plan(database))
        rates = []
        for _ in range(ROUNDS):
            ours, raw = server.create_database(base), server.create_database(base)
            with closing(Database(server.url(ours))) as database:
                own = act_singly(open_office(database), reported)
            rates.append((own, _replay(_plain(server.url(ours)), _plain(server.url(raw)), reported)))
            server.drop_database(ours)
            server.drop_database(raw)
    ratio = median(base / own for own, base in rates)
    own, base_time = (median(times) * 1e6 for times in zip(*rates, strict=True))
    detail = f"ours {own:,.0f} µs, raw {base_time:,.0f} µs"
    return [Figure("action on PostgreSQL, of raw psycopg", ratio, 0.6, detail=detail)]


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _replay(source: str, target: str, reported: Sequence[tuple[int, str]]) -> float:
    """Return the raw seconds for one action: two reads, an update, two inserts, one commit, as ours."""
    with psycopg.connect(source) as done:
        tasks = {row[0]: row[1:] for row in done.execute(f"SELECT id, {', '.join(COLUMNS)} FROM task")}  # noqa: S608
        events = {row[1]: row for row in done.execute("SELECT * FROM event WHERE name = 'returned'")}
        cursor = done.execute("SELECT * FROM outbox WHERE message = 'returned'")
        place = [column.name for column in cursor.description or ()].index("task_id")
        mails = {row[place]: row for row in cursor}
    sets = ", ".join(f"{name} = %s" for name in COLUMNS)
    update = f"UPDATE task SET {sets} WHERE id = %s AND version = %s"  # noqa: S608
    insert_event = f"INSERT INTO event VALUES ({_marks(events)})"  # noqa: S608
    insert_mail = f"INSERT INTO outbox VALUES ({_marks(mails)}) ON CONFLICT (key) DO NOTHING"  # noqa: S608
    with psycopg.connect(target) as connection:
        cursor = connection.cursor()

        def write(task: tuple[int, str]) -> None:
            task_id, code = task
            values = tasks[task_id]
            cursor.execute(
                "SELECT task.*, unit.name FROM task JOIN unit ON unit.id = lead_unit_id "
                "WHERE task.organization_id = 1 AND task.code = %s", (code,)
            ).fetchall()  # fmt: skip
            cursor.execute(update, (*values, task_id, values[2] - 1))
            cursor.execute(insert_event, events[task_id])
            cursor.execute(
                "SELECT * FROM appointment WHERE organization_id = 1 AND role = 'unit_head'"
            ).fetchall()
            cursor.execute(insert_mail, mails[task_id])
            connection.commit()

        each(write, reported[:WARM])
        rest = reported[WARM:]
        return seconds(lambda: each(write, rest)) / len(rest)


def _marks(rows: dict[int, tuple[object, ...]]) -> str:
    return ", ".join(["%s"] * len(next(iter(rows.values()))))


if __name__ == "__main__":
    from benchmarks.figures import show

    show(run())
