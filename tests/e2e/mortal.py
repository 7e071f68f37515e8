"""Owns a process that does one job and is killed at a given statement; it says nothing of what should follow.

It reads trials from standard input, one JSON object a line, and runs each in a child of its own. It answers
with the child's exit code (negative: the signal that killed it) and how many statements it began.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event

from cchc_workflow.bootstrap import open_composer, open_office, open_press
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.mail.deliver import deliver
from cchc_workflow.mail.smtp import SmtpSender, SmtpServer
from cchc_workflow.settings import Settings

if TYPE_CHECKING:
    import sqlite3
    from typing import IO

    from cchc_workflow.store.database import Database

NEVER = 0
_COUNT = "statements"


@dataclass(frozen=True)
class Trial:
    """The job to do in a folder at an instant (ISO), and the statement at whose start to die."""

    home: str
    job: str
    now: str
    port: int = 0
    die_at: int = NEVER


@dataclass(frozen=True)
class Ended:
    """How a trial ended."""

    exit_code: int
    statements: int


def ask(process_input: IO[str], process_output: IO[str], trial: Trial) -> Ended:
    """Have a trial run by such a process."""
    process_input.write(json.dumps(asdict(trial)) + "\n")
    process_input.flush()
    return Ended(**json.loads(process_output.readline()))


def _run_in_child(trial: Trial) -> Ended:
    child = os.fork()
    if child == 0:
        try:
            _run(trial)
        finally:
            sys.stderr.flush()
            os._exit(int(sys.exc_info()[0] is not None))
    _, status = os.waitpid(child, 0)
    counted = Path(trial.home) / _COUNT
    statements = int(counted.read_text("ascii")) if counted.exists() else 0
    return Ended(os.waitstatus_to_exitcode(status), statements)


def _run(trial: Trial) -> None:
    home = Path(trial.home)
    settings = Settings(home=home, synchronous="NORMAL")
    office = open_office(settings)
    begun = _watch(office.database, trial.die_at)
    now = datetime.fromisoformat(trial.now)
    match trial.job:
        case "sweep":
            sweep(office, now)
        case "digest":
            digest(office, now)
        case _:
            server = SmtpServer("127.0.0.1", trial.port, "none", ehlo_name="client.example")
            deliver(office, open_composer(settings, office, open_press(settings)), SmtpSender(server), now)
    (home / _COUNT).write_text(str(next(begun) - 1), "ascii")
    office.database.close()


def _watch(database: Database, die_at: int) -> count[int]:
    begun = count(1)

    def tick(_statement: str) -> None:
        if next(begun) == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(database.engine, "connect")
    def watch(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(tick)

    return begun


def main() -> None:
    """Run trials until there are no more."""
    for line in sys.stdin:
        ended = _run_in_child(Trial(**json.loads(line)))
        sys.stdout.write(json.dumps(asdict(ended)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
