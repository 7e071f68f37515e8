import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database
from cchc_workflow.store.schema import HEAD, check_schema, current, downgrade, make_config, upgrade
from cchc_workflow.store.tables import Row
from cchc_workflow.store.tables.words import is_of_words


@pytest.fixture
def empty(database_url: str) -> Database:
    return Database(database_url)


def reason(database: Database) -> str:
    with pytest.raises(StorageError) as caught:
        check_schema(database)
    return caught.value.reason


def set_revision(database: Database, revision: str) -> None:
    with database.begin() as tx:
        tx.run(text(f"UPDATE alembic_version SET version_num = '{revision}'"))  # noqa: S608 - our own words


def tables(database: Database) -> set[str]:
    found = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    return {name for name in found if not is_of_words(name)}


def test_schema_goes_up_and_down_and_up(empty: Database) -> None:
    assert current(empty) is None
    upgrade(empty)
    assert current(empty) == HEAD
    assert tables(empty) == set(Row.metadata.tables)
    downgrade(empty, "base")
    assert current(empty) is None
    assert tables(empty) == set()
    upgrade(empty)
    check_schema(empty)
    empty.close()


def test_every_revision_goes_up_and_down_alone(empty: Database) -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(make_config()).walk_revisions()]
    for revision in reversed(revisions):
        upgrade(empty, revision)
        downgrade(empty, "-1")
        upgrade(empty, revision)
        assert current(empty) == revision
    empty.close()


def test_migrations_lead_to_the_tables_as_they_are(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_object": lambda _, name, *__: not is_of_words(name or "")}
        assert compare_metadata(MigrationContext.configure(connection, opts=opts), Row.metadata) == []


def test_head_is_the_newest_of_the_numbered_revisions() -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(make_config()).walk_revisions()]
    assert revisions == [f"{number:04}" for number in range(len(revisions), 0, -1)]
    assert revisions[0] == HEAD


def test_upgrade_does_nothing_where_all_is_done(database: Database) -> None:
    upgrade(database)
    check_schema(database)


def test_upgrade_by_two_at_once_is_done_by_one(database_url: str) -> None:
    script = (
        "import sys, alembic.command; from cchc_workflow.store.database import Database; "
        "from cchc_workflow.store.schema import check_schema, upgrade; "
        "database = Database(sys.argv[1]); print('ready', flush=True); sys.stdin.readline(); "
        "upgrade(database); check_schema(database)"
    )
    command = (sys.executable, "-c", script, database_url)
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own words
        for _ in range(2)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in started:
        process.communicate(timeout=60)
    assert [process.returncode for process in started] == [0, 0]


def test_upgrade_leaves_foreign_keys_on(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    upgrade(database)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_upgrade_leaves_the_tables_of_procrastinate_alone(empty: Database) -> None:
    with empty.begin() as tx:
        tx.run(text("CREATE TABLE procrastinate_jobs (id integer)"))
    upgrade(empty)
    downgrade(empty, "base")
    assert tables(empty) == {"procrastinate_jobs"}
    empty.close()


def test_check_schema_tells_a_missing_schema(empty: Database) -> None:
    assert reason(empty) == "schema_missing"
    empty.close()


def test_check_schema_makes_no_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'mistyped.sqlite3'}")
    assert reason(database) == "schema_missing"
    assert list(tmp_path.iterdir()) == []


def test_check_schema_tells_an_older_schema(database: Database) -> None:
    set_revision(database, "0000")
    assert reason(database) == "schema_older"


def test_newer_schema_is_told_and_left_alone(database: Database) -> None:
    set_revision(database, "9999")
    assert reason(database) == "schema_newer"
    for migrate in (upgrade, lambda newer: downgrade(newer, "base")):
        with pytest.raises(StorageError) as caught:
            migrate(database)
        assert (caught.value.reason, caught.value.detail) == ("schema_newer", "9999")
    assert current(database) == "9999"
    assert tables(database) == set(Row.metadata.tables)


def test_unknown_revision_is_told(database: Database) -> None:
    with pytest.raises(StorageError) as caught:
        upgrade(database, "0999")
    assert caught.value.reason == "unknown_revision"


def test_upgrade_tells_what_is_wrong_with_the_database(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(b"PK\x03\x04" * 1000)
    for use in (upgrade, current, check_schema):
        with pytest.raises(StorageError) as caught:
            use(Database(f"sqlite:///{path}"))
        assert caught.value.reason == "not_a_database"


def test_check_schema_needs_no_alembic() -> None:
    script = "import sys, cchc_workflow.store.schema; sys.exit('alembic' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", script), check=False).returncode == 0  # noqa: S603 - our own words
