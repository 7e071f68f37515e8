"""One durable action on SQLite: beside the raw driver writing the same rows, and beside an SQLModel session.

The action is a report returned with a reason: decided, compared and set, chained by hash, told by mail.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlmodel import Session, select

from benchmarks.figures import Figure, each, seconds
from benchmarks.offices import NOW, copied, find_staff, issue_real_plan, report_all
from cchc_workflow.domain.decide import decide
from cchc_workflow.domain.history import canonical, chain
from cchc_workflow.domain.task import Act, Phase, Task
from cchc_workflow.engine.act import Command, act, act_many
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.telling import event_facts, letter_facts, task_facts
from cchc_workflow.store.database import Database, Synchronous
from cchc_workflow.store.tables import AppointmentRow, EventRow, OutboxRow, TaskRow, UnitRow
from cchc_workflow.store.tasks import load_task

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
            own = act_singly(office, reported)
        with copied(base, raw, synchronous):
            pass
        rates.append((own, _replay(ours, raw, [task_id for task_id, _ in reported], synchronous)))
    ratio = median(raw_time / own for own, raw_time in rates)
    own, raw_time = (median(times) * 1e6 for times in zip(*rates, strict=True))
    detail = f"ours {own:,.0f} µs, raw {raw_time:,.0f} µs"
    return Figure(f"action, synchronous={synchronous}, of raw sqlite3", ratio, target, detail=detail)


def act_singly(office: Office, reported: Reported) -> float:
    """Return the seconds for one action, after some to warm up."""
    coordinator = find_staff(office, office.today(NOW)).coordinator
    commands = [Command(code, RETURN) for _, code in reported]
    for command in commands[:WARM]:
        act(office, coordinator, command, NOW)
    rest = commands[WARM:]
    return seconds(lambda: [act(office, coordinator, command, NOW) for command in rest]) / len(rest)


def _replay(source: Path, target: Path, task_ids: Sequence[int], synchronous: Synchronous) -> float:
    """Return the raw seconds for one action: BEGIN, UPDATE task, INSERT event, INSERT outbox, COMMIT."""
    columns = ("state", "phase", "version", "reported_at", "reported_on", "reported_by", "next_check_at",
               "event_count", "last_event_at", "head")  # fmt: skip
    with closing(sqlite3.connect(source)) as done:
        tasks = {
            row[0]: row[1:]
            for row in done.execute(f"SELECT id, {', '.join(columns)} FROM task")  # noqa: S608
        }
        events = {row[1]: row for row in done.execute("SELECT * FROM event WHERE name = 'returned'")}
        event_width = len(next(iter(events.values())))
        names = [row[1] for row in done.execute("PRAGMA table_info(outbox)")]
        place = names.index("task_id")
        mails = {row[place]: row for row in done.execute("SELECT * FROM outbox WHERE message = 'returned'")}
        mail_width = len(names)
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

        each(write, task_ids[:WARM])
        rest = task_ids[WARM:]
        return seconds(lambda: each(write, rest)) / len(rest)


def _beside_session(base: Path, reported: Reported) -> Figure:
    """The same work with an SQLModel session: get, decide, modify, add, commit."""
    ratios = []
    for number in range(ROUNDS):
        ours, other = (base.with_name(f"{name}-session-{number}.sqlite3") for name in ("ours", "other"))
        with copied(base, ours, "FULL") as office:
            own = act_singly(office, reported)
        with copied(base, other, "FULL") as office:
            ratios.append(_in_sessions(office, reported) / own)
    return Figure("action, synchronous=FULL, of an SQLModel session", median(ratios), 4)


def _in_sessions(office: Office, reported: Reported) -> float:
    engine = office.database.engine
    coordinator = find_staff(office, office.today(NOW)).coordinator
    with office.database.read() as tx:
        workflow = office.workflow(tx, load_task(tx, reported[0][0]).workflow_id)

    def one(reported: tuple[int, str]) -> None:
        with Session(engine) as session:
            row = session.get_one(TaskRow, reported[0])
            unit = session.get_one(UnitRow, row.lead_unit_id)
            task = _domain_task(row, unit.name)
            decision = decide(workflow, task, RETURN, coordinator, office.moment(NOW))
            link = next(chain(task.head, decision.events))
            for name, value in vars(decision.task).items():
                if value != getattr(task, name):
                    setattr(row, name, value)
            row.head = link.hash
            event = decision.events[0]
            kept = EventRow(
                task_id=task.id, number=event.number, at=NOW, actor_id=event.actor_id, name=event.name,
                from_state=event.from_state, to_state=event.to_state, data=link.data, hash=link.hash,
            )  # fmt: skip
            session.add(kept)
            heads = select(AppointmentRow).where(
                AppointmentRow.role == "unit_head", AppointmentRow.unit_id == row.lead_unit_id
            )
            facts = {"task": task_facts(task, NOW.date()), "event": event_facts(event, coordinator.name)}
            for head in session.exec(heads):
                mail = OutboxRow(
                    organization_id=row.organization_id, key=f"event:{task.id}:{head.person_id}",
                    message="returned", person_id=head.person_id, task_id=task.id,
                    facts=canonical(letter_facts(office, [facts], NOW)), state="queued",
                    created_at=NOW, not_before=office.next_opening(NOW),
                )  # fmt: skip
                session.add(mail)
            session.commit()

    each(one, reported[:WARM])
    rest = reported[WARM:]
    return seconds(lambda: each(one, rest)) / len(rest)


def _domain_task(row: TaskRow, unit_name: str) -> Task:
    fields = {
        name: getattr(row, name) for name in Task.names() if name not in {"lead_unit_name", "phase", "target"}
    }
    return Task(**fields, lead_unit_name=unit_name, phase=Phase(row.phase), target=None)


def _batch(base: Path, reported: Reported) -> Figure:
    ratios = []
    for number in range(ROUNDS):
        single, batched = (base.with_name(f"{name}-batch-{number}.sqlite3") for name in ("single", "batched"))
        with copied(base, single, "FULL") as office:
            alone = act_singly(office, reported)
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
