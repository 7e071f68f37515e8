import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select

from cchc_workflow.domain.history import chain
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.task import Event as TaskEvent
from cchc_workflow.errors import StorageError
from cchc_workflow.store.backup import _ordered, backup, restore
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import add_anchor, add_links
from cchc_workflow.store.outbox import Item, OutboxState, add_items, claim, settle
from cchc_workflow.store.reports import Series, freeze, insert_report
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import EventRow, Row, TaskRow, TickRow
from cchc_workflow.store.ticks import set_tick
from tests.store.office import NOW, Office, fill, put_task

_task = table_of(TaskRow)
_event = table_of(EventRow)
_tick = table_of(TickRow)


@pytest.fixture
def empty(database_url: str) -> Database:
    return Database(database_url)


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as tx:
        return {
            table.name: sorted(tuple(row) for row in tx.all(select(table)))
            for table in Row.metadata.sorted_tables
        }


def live(database: Database, office: Office, many: int = 3) -> None:
    """Let something happen, with every kind of value in it."""
    with database.begin() as tx:
        task = put_task(tx, office, supports=[office.other_unit_id], search='a "b"\n\\ đ \x7f', due_on=None)
        events = (
            TaskEvent(
                name="task_changed", task_id=task.id, number=number, actor_id=None, from_state=None,
                at=NOW + timedelta(seconds=number, microseconds=number), to_state="assigned",
                data={"note": "Chờ", "evidence": [{"document": "12/BC", "issued_on": "2021-05-31"}]},
            )
            for number in range(1, many + 1)
        )  # fmt: skip
        add_links(tx, chain(task.head, events))
        items = [
            Item(
                organization_id=office.organization_id, key=f"{task.id}:{number}", message="reminder",
                person_id=office.head_id, facts={}, state=OutboxState.QUEUED, not_before=NOW, created_at=NOW,
            )
            for number in range(2)
        ]  # fmt: skip
        add_items(tx, items)
        first, _ = claim(tx, NOW, NOW, 2)
        settle(tx, first, OutboxState.SENT, mail=bytes(range(256)), next_at=NOW, done_at=NOW)
        add_anchor(tx, date(2021, 6, 1), NOW)
        series = Series(office.plan_id, ReportKind.WEEKLY, "2021-w22")
        insert_report(tx, office.organization_id, series, 1, freeze({"late": 1}, date(2021, 6, 1), NOW, None))
        for job in ("Sweep", "anchor", "deliver", "điểm"):
            set_tick(tx, job, NOW)


def reason(use: Callable[[], object]) -> str:
    with pytest.raises(StorageError) as caught:
        use()
    return caught.value.reason


def test_restore_brings_back_every_row(
    database: Database, office: Office, empty: Database, tmp_path: Path
) -> None:
    live(database, office)
    written = backup(database, tmp_path / "cchc.zip")
    assert restore(empty, tmp_path / "cchc.zip") == written
    assert rows_of(empty) == rows_of(database)
    empty.close()


@pytest.mark.postgresql
def test_office_moves_from_sqlite_to_postgresql_and_back(
    sqlite_database: Database, postgresql_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    with sqlite_database.begin() as tx:
        office = fill(tx)
    live(sqlite_database, office, many=1200)
    third = Database(sqlite_url)
    backup(sqlite_database, tmp_path / "1.zip")
    restore(postgresql_database, tmp_path / "1.zip")
    backup(postgresql_database, tmp_path / "2.zip")
    restore(third, tmp_path / "2.zip")
    assert rows_of(third) == rows_of(postgresql_database) == rows_of(sqlite_database)
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    third.close()


@pytest.mark.postgresql
def test_backup_does_not_go_by_the_order_of_a_language(postgresql_database: Database) -> None:
    """The servers that offices run sort "a" before "B"; the one in the tests has no such language."""
    with postgresql_database.read() as tx:
        assert str(_ordered(_tick.c.job, tx)) == 'tick.job COLLATE "C"'


def test_restored_database_numbers_new_rows_after_the_old_ones(
    database: Database, office: Office, empty: Database, tmp_path: Path
) -> None:
    live(database, office)
    backup(database, tmp_path / "cchc.zip")
    restore(empty, tmp_path / "cchc.zip")
    with empty.begin() as tx:
        last = tx.scalar(select(func.max(_task.c.id)))
        assert put_task(tx, office, code="A5").id == last + 1
    empty.close()


def test_restored_empty_database_numbers_from_one(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    backup(database, tmp_path / "cchc.zip")
    restore(empty, tmp_path / "cchc.zip")
    with empty.begin() as tx:
        assert fill(tx).organization_id == 1
    empty.close()


def test_backup_holds_one_moment_while_writers_write(
    database: Database, office: Office, empty: Database, tmp_path: Path
) -> None:
    begun, stop = Event(), Event()

    def write() -> None:
        for number in count(1):
            with database.begin() as tx:
                task = put_task(tx, office, code=f"A{number}")
                event = TaskEvent(
                    name="task_assigned", task_id=task.id, number=1, at=NOW, actor_id=None, from_state=None,
                    to_state="assigned",
                )  # fmt: skip
                add_links(tx, chain(task.head, [event]))
            if number == 20:
                begun.set()
            if stop.is_set():
                return

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        writer.add_done_callback(lambda _: begun.set())
        begun.wait()
        taken = backup(database, tmp_path / "cchc.zip")
        stop.set()
        writer.result()
    restore(empty, tmp_path / "cchc.zip")
    with empty.read() as tx:
        tasks = tx.scalar(select(func.count()).select_from(_task))
        events = tx.scalar(select(func.count()).select_from(_event))
    assert tasks == events >= 20
    assert {table.name: table.rows for table in taken.tables}["task"] == tasks
    empty.close()


def test_backup_and_restore_tell_their_progress(
    database: Database, office: Office, empty: Database, tmp_path: Path
) -> None:
    live(database, office, many=600)
    told: list[tuple[int, int]] = []
    rows = backup(database, tmp_path / "cchc.zip", lambda done, total: told.append((done, total))).rows
    assert told == [(1000, rows), (rows, rows)]
    told.clear()
    restore(empty, tmp_path / "cchc.zip", lambda done, total: told.append((done, total)))
    assert told[-1] == (3 * rows, 3 * rows)
    assert told == sorted(told)
    empty.close()


def test_restore_refuses_a_database_with_something_in_it(
    database: Database, office: Office, tmp_path: Path
) -> None:
    backup(database, tmp_path / "cchc.zip")
    before = rows_of(database)
    assert reason(lambda: restore(database, tmp_path / "cchc.zip")) == "not_empty"
    assert rows_of(database) == before


@pytest.mark.parametrize("table", ["unit", "task", "tick"])
def test_restore_refuses_a_damaged_archive_and_leaves_the_database_empty(
    sqlite_database: Database, sqlite_office: Office, sqlite_url: str, tmp_path: Path, table: str
) -> None:
    live(sqlite_database, sqlite_office)
    backup(sqlite_database, tmp_path / "cchc.zip")
    with zipfile.ZipFile(tmp_path / "cchc.zip") as old, zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"1", b"2") if name == f"{table}.jsonl" else content)
    empty = Database(sqlite_url)
    assert reason(lambda: restore(empty, tmp_path / "bad.zip")) == "archive_damaged"
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


@pytest.mark.parametrize(("revision", "expected"), [("0000", "schema_older"), ("9999", "schema_newer")])
def test_restore_refuses_the_archive_of_another_schema(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path, revision: str, expected: str
) -> None:
    backup(sqlite_database, tmp_path / "cchc.zip")
    with zipfile.ZipFile(tmp_path / "cchc.zip") as old, zipfile.ZipFile(tmp_path / "other.zip", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"0001"', f'"{revision}"'.encode()))
    assert reason(lambda: restore(Database(sqlite_url), tmp_path / "other.zip")) == expected


def test_restore_refuses_an_archive_that_lacks_a_table(
    sqlite_database: Database, sqlite_url: str, tmp_path: Path
) -> None:
    backup(sqlite_database, tmp_path / "cchc.zip")
    with zipfile.ZipFile(tmp_path / "cchc.zip") as old, zipfile.ZipFile(tmp_path / "less.zip", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                manifest["tables"].pop()
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    assert reason(lambda: restore(Database(sqlite_url), tmp_path / "less.zip")) == "archive_damaged"


def test_restore_refuses_rows_that_refer_to_nothing(
    database: Database, office: Office, empty: Database, tmp_path: Path
) -> None:
    orphan_units(tmp_path, database)
    assert reason(lambda: restore(empty, tmp_path / "orphans.zip")) == "failed"
    assert all(rows == [] for rows in rows_of(empty).values())
    empty.close()


def orphan_units(folder: Path, database: Database) -> None:
    """Write an archive that is whole but for its units' organization."""
    backup(database, folder / "cchc.zip")
    with zipfile.ZipFile(folder / "cchc.zip") as old, zipfile.ZipFile(folder / "orphans.zip", "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        for table in manifest["tables"]:
            content = b"" if table["name"] == "organization" else old.read(f"{table['name']}.jsonl")
            table["rows"], table["sha256"] = content.count(b"\n"), sha256(content).hexdigest()
            new.writestr(f"{table['name']}.jsonl", content)
        new.writestr("manifest.json", json.dumps(manifest))


def test_backup_refuses_to_overwrite_the_database_itself(sqlite_database: Database) -> None:
    path = Path(sqlite_database.url.database or "")
    assert reason(lambda: backup(sqlite_database, path)) == "cannot_write"
    assert rows_of(sqlite_database)["tick"] == []


def test_backup_refuses_a_database_without_schema(empty: Database, tmp_path: Path) -> None:
    assert reason(lambda: backup(empty, tmp_path / "cchc.zip")) == "schema_missing"
    assert list(tmp_path.glob("*.zip")) == []
    empty.close()
