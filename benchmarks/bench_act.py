"""One durable action on SQLite: beside the raw driver writing the same rows, and beside an SQLModel session.

The action is a report returned with a reason: decided, compared and set, chained by hash, told by mail.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from sqlmodel import Session

from benchmarks.figures import Figure, seconds
from benchmarks.offices import NOW, copied, find_staff, issue_real_plan, report_all
from cchc_workflow.domain.task import Act
from cchc_workflow.engine.act import Command, act, act_many
from cchc_workflow.engine.office import Office
from cchc_workflow.store.database import Database, Synchronous
from cchc_workflow.store.tables import EventRow, OutboxRow, TaskRow

ROUNDS = 7
WARM = 30
BATCH = 100
RETURN = Act(name="return", note="Đề nghị bổ sung số liệu theo từng quý.")

Reported = Sequence[tuple[int, str]]


def run() -> list[Figure]:
    """Return the figures: single actions at FULL and NORMAL, an SQLModel session, a batch of 100."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        with closing(Database(f"sqlite:///{base}")) as database:
            reported = report_all(issue_real_plan(database))
        return [
            _beside_raw(base, reported, "FULL", 0.5),
            _beside_raw(base, reported, "NORMAL", 0.3),
            _beside_session(base, reported),
            _batch(base, reported),
        ]


def _beside_raw(base: Path, reported: Reported, synchronous: Synchronous, target: float) -> Figure:
    """Ours acts on one copy; the raw driver then writes the very rows that came of it into another."""
    rates = []
    for number in range(ROUNDS):
        ours, raw = (base.with_name(f"{name}-{synchronous}-{number}.sqlite3") for name in ("ours", "raw"))
        with copied(base, ours, synchronous) as office:
            own = _act_singly(office, reported)
        with copied(base, raw, synchronous):
            pass
        rates.append((own, _replay(ours, raw, [task_id for task_id, _ in reported], synchronous)))
    ratio = median(raw_time / own for own, raw_time in rates)
    detail = f"ours {median(own for own, _ in rates) * 1e6:,.0f} µs, raw {median(r for _, r in rates) * 1e6:,.0f} µs"
    return Figure(f"action, synchronous={synchronous}, of raw sqlite3", ratio, target, detail=detail)


def _act_singly(office: Office, reported: Reported) -> float:
    coordinator = find_staff(office, office.today(NOW)).coordinator
    commands = [Command(code, RETURN) for _, code in reported]
    for command in commands[:WARM]:
        act(office, coordinator, command, NOW)
    rest = commands[WARM:]
    return seconds(lambda: [act(office, coordinator, command, NOW) for command in rest]) / len(rest)


def _replay(source: Path, target: Path, task_ids: Sequence[int], synchronous: Synchronous) -> float:
    """Return the raw driver's seconds for one action: BEGIN, UPDATE task, INSERT event, INSERT outbox, COMMIT."""
    columns = ("state", "phase", "version", "reported_at", "reported_on", "reported_by", "next_check_at",
               "event_count", "last_event_at", "head")  # fmt: skip
    with closing(sqlite3.connect(source)) as done:
        tasks = {
            row[0]: row[1:]
            for row in done.execute(f"SELECT id, {', '.join(columns)} FROM task")  # noqa: S608
        }
        events = {row[1]: row for row in done.execute("SELECT * FROM event WHERE name = 'returned'")}
        mails = {row[5]: row for row in done.execute("SELECT * FROM outbox WHERE message = 'returned'")}
        event_width = len(next(iter(events.values())))
        mail_width = len(next(iter(mails.values())))
        names = [row[1] for row in done.execute("PRAGMA table_info(outbox)")]
        place = names.index("task_id")
        mails = {row[place]: row for row in done.execute("SELECT * FROM outbox WHERE message = 'returned'")}
    update = f"UPDATE task SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ? AND version = ?"  # noqa: S608
    insert_event = f"INSERT INTO event VALUES ({', '.join('?' * event_width)})"  # noqa: S608
    insert_mail = f"INSERT INTO outbox VALUES ({', '.join('?' * mail_width)})"  # noqa: S608
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute("PRAGMA foreign_keys = ON")

        def write(task_id: int) -> None:
            cursor.execute("BEGIN IMMEDIATE")
            values = tasks[task_id]
            cursor.execute(update, (*values, task_id, values[2] - 1))
            cursor.execute(insert_event, events[task_id])
            cursor.execute(insert_mail, mails[task_id])
            cursor.execute("COMMIT")

        for task_id in task_ids[:WARM]:
            write(task_id)
        rest = task_ids[WARM:]
        return seconds(lambda: [write(task_id) for task_id in rest]) / len(rest)


def _beside_session(base: Path, reported: Reported) -> Figure:
    """The same changes by an SQLModel session: get, modify, add, commit."""
    ratios = []
    for number in range(ROUNDS):
        ours, other = (base.with_name(f"{name}-session-{number}.sqlite3") for name in ("ours", "other"))
        with copied(base, ours, "FULL") as office:
            own = _act_singly(office, reported)
        with copied(base, other, "FULL") as office:
            ratios.append(_in_sessions(office.database.engine, reported) / own)
    return Figure("action, synchronous=FULL, of an SQLModel session", median(ratios), 4)


def _in_sessions(engine: Engine, reported: Reported) -> float:
    def one(task_id: int) -> None:
        with Session(engine) as session:
            task = session.get_one(TaskRow, task_id)
            task.state, task.phase, task.version = "in_progress", "open", task.version + 1
            task.reported_at = task.reported_on = task.reported_by = None
            task.event_count, task.last_event_at = task.event_count + 1, NOW.astimezone(UTC)
            event = EventRow(
                task_id=task_id, number=task.event_count, at=NOW, name="returned", to_state=task.state,
                data=RETURN.note or "", hash=task.head,
            )  # fmt: skip
            mail = OutboxRow(
                organization_id=task.organization_id, key=f"event:{task_id}", message="returned", person_id=1,
                task_id=task_id, facts=task.title, state="queued", created_at=NOW, not_before=NOW,
            )  # fmt: skip
            session.add(event)
            session.add(mail)
            session.commit()

    keys = [task_id for task_id, _ in reported]
    for task_id in keys[:WARM]:
        one(task_id)
    rest = keys[WARM:]
    return seconds(lambda: [one(task_id) for task_id in rest]) / len(rest)


def _batch(base: Path, reported: Reported) -> Figure:
    ratios = []
    for number in range(ROUNDS):
        single, batched = (base.with_name(f"{name}-batch-{number}.sqlite3") for name in ("single", "batched"))
        with copied(base, single, "FULL") as office:
            alone = _act_singly(office, reported)
        with copied(base, batched, "FULL") as office:
            ratios.append(alone / _act_together(office, reported))
    return Figure(f"action in a batch of {BATCH}, of a single one", median(ratios), 3)


def _act_together(office: Office, reported: Reported) -> float:
    coordinator = find_staff(office, office.today(NOW)).coordinator
    commands = [Command(code, RETURN) for _, code in reported]
    act_many(office, coordinator, commands[:BATCH], NOW)
    batch = commands[BATCH : 2 * BATCH]
    return seconds(lambda: act_many(office, coordinator, batch, NOW)) / BATCH


if __name__ == "__main__":
    from benchmarks.figures import show

    show(run())
