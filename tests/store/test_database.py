from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from sqlalchemy import bindparam, func, select, text, update

from cchc_workflow.errors import NotFoundError, SettingsError
from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import AnchorRow, DefinitionRow, TaskSupportRow
from tests.store.words import ADD, TEXTS, add, reason, texts

_definition = table_of(DefinitionRow)
COUNT = select(func.count()).select_from(_definition)
THREADS, ROUNDS = 6, 50


@pytest.mark.parametrize(
    "url", ["", "no address", "mysql://localhost/cchc", "oracle://localhost/cchc", "sqlite+aiosqlite//x"]
)
def test_database_refuses_what_is_no_address_of_one(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Database(url)
    assert caught.value.key == "database"


@pytest.mark.parametrize("driver", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_database_knows_one_driver_for_postgresql(driver: str) -> None:
    assert Database(f"{driver}://cchc@127.0.0.1/cchc").engine.dialect.driver == "psycopg"


def test_transaction_keeps_all_at_its_end(database: Database) -> None:
    with database.begin() as tx:
        add(tx, "a", "b")
    assert texts(database) == ["a", "b"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_transaction_keeps_nothing_when_anything_is_raised(
    database: Database, error: type[BaseException]
) -> None:
    with pytest.raises(error), database.begin() as tx:  # noqa: PT012 - a transaction is a block
        add(tx, "a")
        raise error
    assert texts(database) == []
    with database.begin() as tx:
        add(tx, "b")
    assert texts(database) == ["b"]


def test_transaction_with_a_broken_statement_keeps_nothing(database: Database) -> None:
    def break_one() -> None:
        with database.begin() as tx:
            add(tx, "a")
            tx.run(text("SELECT nonsense FROM nowhere"))

    assert reason(break_one) == "schema_missing"
    assert texts(database) == []


@pytest.mark.postgresql
def test_transaction_never_passes_for_committed_after_an_error_that_somebody_swallowed(
    postgresql_database: Database,
) -> None:
    def swallow() -> None:
        with postgresql_database.begin() as tx:
            add(tx, "a")
            with pytest.raises(Exception, match="nowhere"):
                tx.run(text("SELECT 1 FROM nowhere"))

    assert reason(swallow) == "failed"
    assert texts(postgresql_database) == []


def test_run_tells_how_many_rows_changed(database: Database) -> None:
    change = update(_definition).values(text="c").where(_definition.c.kind == bindparam("of_kind"))
    with database.begin() as tx:
        add(tx, "a", "b")
        assert tx.run(change, {"of_kind": "task"}) == 2
        assert tx.run(change, {"of_kind": "ladder"}) == 0


def test_run_many_tells_how_many_rows_changed_in_all(database: Database) -> None:
    change = update(_definition).values(text="c").where(_definition.c.sha256 == bindparam("of"))
    with database.begin() as tx:
        rows = [{"kind": "task", "sha256": word, "text": word} for word in "abc"]
        assert tx.run_many(ADD, iter(rows)) == 3
        assert tx.run_many(change, [{"of": "a"}, {"of": "none"}, {"of": "c"}]) == 2
        assert tx.run_many(change, []) == 0


def test_first_and_scalar_of_nothing_are_none(database: Database) -> None:
    with database.read() as tx:
        assert tx.first(TEXTS) is None
        assert tx.scalar(TEXTS) is None


@pytest.mark.parametrize("key", [2**63, -(2**63) - 1, 10**30])
def test_key_beyond_64_bits_is_not_found(database: Database, key: int) -> None:
    with pytest.raises(NotFoundError) as caught, database.read() as tx:
        tx.all(select(_definition.c.id).where(_definition.c.id == bindparam("key")), {"key": key})
    assert caught.value.id == key


@pytest.mark.postgresql
@pytest.mark.parametrize("writes", [False, True])
def test_text_with_nul_is_refused_and_not_taken_for_trouble(
    postgresql_database: Database,
    writes: bool,  # noqa: FBT001
) -> None:
    statement = select(_definition.c.id).where(_definition.c.kind == bindparam("name"))
    transaction = postgresql_database.begin if writes else postgresql_database.read
    with pytest.raises(NotFoundError) as caught, transaction() as tx:
        tx.all(statement, {"name": "VP\0"})
    assert (caught.value.kind, caught.value.id) == ("text", "VP")


@pytest.mark.postgresql
def test_number_that_only_its_column_can_not_hold_is_no_missing_key(postgresql_database: Database) -> None:
    row = {"on": None, "at": None, "last_event_id": 1, "events": 2**40, "hash": ""}
    change = update(table_of(AnchorRow)).values(events=bindparam("events"))

    def overflow() -> None:
        with postgresql_database.begin() as tx:
            tx.run(change, row)

    assert reason(overflow) == "failed"


def test_savepoint_undoes_only_what_is_inside(database: Database) -> None:
    with database.begin() as tx:
        add(tx, "a")
        with pytest.raises(ValueError, match="inner"), tx.savepoint():  # noqa: PT012 - likewise
            add(tx, "b")
            with tx.savepoint():
                add(tx, "c")
            raise ValueError("inner")
        with tx.savepoint():
            add(tx, "d")
    assert texts(database) == ["a", "d"]


def test_savepoint_lets_the_transaction_go_on_after_a_refused_row(database: Database) -> None:
    with database.begin() as tx:
        add(tx, "a")
        with pytest.raises(Exception, match=r"(?i)unique"), tx.savepoint():
            add(tx, "a")
        add(tx, "b")
    assert texts(database) == ["a", "b"]


def test_rows_that_refer_to_nothing_are_refused(database: Database) -> None:
    def refer() -> None:
        with database.begin() as tx:
            tx.run(insert_into(TaskSupportRow), {"task_id": 1, "unit_id": 1})

    assert reason(refer) == "failed"


def test_increments_of_many_threads_are_all_kept(database: Database) -> None:
    kept = select(_definition.c.text)
    change = update(_definition).values(text=bindparam("new"))
    hold = kept.with_for_update() if database.is_postgresql else kept
    together = Barrier(THREADS)

    def increment() -> None:
        together.wait()
        for _ in range(ROUNDS):
            with database.begin() as tx:
                tx.run(change, {"new": str(int(tx.scalar(hold)) + 1)})

    with database.begin() as tx:
        add(tx, "0")
    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(increment) for _ in range(THREADS)]:
            future.result()
    assert texts(database) == [str(THREADS * ROUNDS)]


def test_increments_through_separate_connections_to_one_file_are_all_kept(sqlite_database: Database) -> None:
    change = update(_definition).values(text=bindparam("new"))

    def increment() -> None:
        own = Database(str(sqlite_database.url))
        for _ in range(ROUNDS):
            with own.begin() as tx:
                tx.run(change, {"new": str(int(tx.scalar(TEXTS)) + 1)})
        own.close()

    with sqlite_database.begin() as tx:
        add(tx, "0")
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(increment) for _ in range(2)]:
            future.result()
    assert texts(sqlite_database) == [str(2 * ROUNDS)]


def test_read_sees_one_moment_while_others_write(database: Database) -> None:
    with database.begin() as tx:
        add(tx, "a")
    with database.read() as reading:
        assert reading.scalar(COUNT) == 1
        with database.begin() as writing:
            add(writing, "b")
        assert reading.scalar(COUNT) == 1
    assert texts(database) == ["a", "b"]


@pytest.mark.postgresql
def test_read_refuses_to_write(postgresql_database: Database) -> None:
    def write() -> None:
        with postgresql_database.read() as tx:
            add(tx, "a")

    assert reason(write) == "read_only"


def test_writers_queue_up_rather_than_fail(sqlite_database: Database) -> None:
    begun, go_on = Event(), Event()

    def hold() -> None:
        with sqlite_database.begin() as tx:
            begun.set()
            go_on.wait()
            add(tx, "first")

    def follow() -> None:
        with sqlite_database.begin() as tx:
            add(tx, "second")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(hold)
        begun.wait()
        second = pool.submit(follow)
        go_on.set()
        first.result()
        second.result()
    assert texts(sqlite_database) == ["first", "second"]


def test_transaction_within_a_transaction_is_refused_rather_than_hanging(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite3'}", patience=0.01)

    def nest() -> None:
        with database.begin(), database.begin():
            pass

    assert reason(nest) == "locked"
    with database.begin():
        pass
    database.close()
