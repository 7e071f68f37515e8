import os
import select
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import (
    PostgresqlServer,
    find_binaries,
    remove_abandoned_folders,
    server_account,
    usable_binaries,
)

ROOT = Path(__file__).resolve().parents[1]

INNER_TEST = """
import sys

def test_inner(postgresql_server):
    print("server", postgresql_server.pid, postgresql_server.port, file=sys.__stdout__, flush=True)
    sys.__stdin__.read()
"""


def test_database_url_answers(database_url: str) -> None:
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            assert connection.execute(text("select 1")).scalar_one() == 1
    finally:
        engine.dispose()


def test_database_url_runs_on_both_kinds(request: pytest.FixtureRequest, database_url: str) -> None:
    assert request.node.callspec.params["database_url"] in database_url


def test_postgresql_server_orders_text_alike_on_every_machine(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url.replace("+psycopg", "")) as connection:
        row = connection.execute("select lower('ĐỀ ÁN'), 'Đ' > 'z', current_setting('TimeZone')").fetchone()
    assert row == ("đề án", True, "Asia/Ho_Chi_Minh")


def test_create_database_copies_its_template(postgresql_server: PostgresqlServer) -> None:
    template = postgresql_server.create_database()
    with psycopg.connect(postgresql_server.url(template).replace("+psycopg", "")) as connection:
        connection.execute("create table kept (number int)")
    copy = postgresql_server.create_database(template)
    with psycopg.connect(postgresql_server.url(copy).replace("+psycopg", "")) as connection:
        assert connection.execute("select to_regclass('kept')::text").fetchone() == ("kept",)
    postgresql_server.drop_database(copy)
    postgresql_server.drop_database(template)


@pytest.mark.skipif(os.getuid() != 0, reason="only root runs the server as somebody else")
@pytest.mark.postgresql
def test_usable_binaries_are_copied_out_of_a_folder_closed_to_others(
    tmp_path: Path, postgresql_server: PostgresqlServer
) -> None:
    binaries, account = find_binaries(), server_account()
    assert binaries is not None
    package = binaries.parents[1]
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for folder in (package, package.with_name(f"{package.name}.libs")):
        (closed / folder.name).symlink_to(folder)
    with tempfile.TemporaryDirectory() as base:
        os.chown(base, account.uid, account.gid)
        usable = usable_binaries(closed / binaries.relative_to(package.parent), Path(base), account)
        assert usable.is_relative_to(base)
        assert usable_binaries(usable, Path(base), account) == usable


def test_remove_abandoned_folders_leaves_those_of_the_living(tmp_path: Path) -> None:
    with subprocess.Popen((sys.executable, "-c", "")) as gone:
        pass
    folders = {owner: tmp_path / f"cchc-postgresql-{owner}-x" for owner in (gone.pid, os.getpid(), 1)}
    for folder in folders.values():
        folder.mkdir()
    remove_abandoned_folders(tmp_path)
    assert [owner for owner, folder in folders.items() if folder.exists()] == [os.getpid(), 1]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
@pytest.mark.postgresql
def test_postgresql_server_does_not_outlive_a_killed_test_run(
    tmp_path: Path, postgresql_server: PostgresqlServer
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_inner.py").write_text(INNER_TEST)
    options = (
        "-c",
        str(tmp_path / "pytest.ini"),
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-s",
        "-q",
    )
    command = (sys.executable, "-m", "pytest", *options, str(tmp_path / "test_inner.py"))
    with subprocess.Popen(  # noqa: S603  # our own command
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        words = next((line.split() for line in run.stdout if line.startswith("server ")), None)
        assert words is not None, "the inner run ended before it had a server"
        _, pid, port = words
        postmaster = os.pidfd_open(int(pid))
        try:
            assert not select.select([postmaster], [], [], 0)[0]
            run.kill()
            assert select.select([postmaster], [], [], 15)[0], "the server outlived the killed test run"
        finally:
            os.close(postmaster)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0
    left = Path(tempfile.gettempdir())
    assert len(list(left.glob(f"cchc-postgresql-{run.pid}-*"))) == 1
    remove_abandoned_folders(left)
    assert not list(left.glob(f"cchc-postgresql-{run.pid}-*"))
