"""Invariants 3 and 4: kill -9 at any statement of a sweep, a digest, a delivery loses and doubles nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.bootstrap import open_office
from cchc_workflow.domain.ladder import schedule
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.anchoring import verify_history
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.outgoing import LEASE
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.mail.deliver import NOTE_BATCH
from cchc_workflow.settings import Settings
from cchc_workflow.store.tasks import last_task_id, load_tasks
from tests.builders import shipped_ladder, vn
from tests.e2e.mortal import Ended, Trial, ask
from tests.e2e.sink import running_sink
from tests.running import DATABASE, ISSUED_AT, issue_real_plan, read_outbox

if TYPE_CHECKING:
    from cchc_workflow.engine.office import Office
    from tests.e2e.sink import Sink

NOW = vn(22, 6, 9)
"""A Tuesday; nothing ran since the plan was issued in April."""
ROOT = Path(__file__).resolve().parents[2]
DEATHS = range(6)
"""Each job is killed at so many statements, picked at random but the same in every run."""

Run = Callable[[Trial], Ended]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Give a function that runs a trial in a process of its own."""
    command = [sys.executable, "-m", "tests.e2e.mortal"]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        given, answered = process.stdin, process.stdout
        assert given is not None
        assert answered is not None
        yield lambda trial: ask(given, answered, trial)
        given.close()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the database as each job finds it: what fell due since April, swept, made into mail."""
    home = tmp_path_factory.mktemp("before")
    issue_real_plan(home)
    found = {}
    for job, work in (("sweep", sweep), ("digest", digest)):
        found[job] = (home / DATABASE).read_bytes()
        with opened(home) as office:
            assert work(office, NOW)
    return found | {"deliver": (home / DATABASE).read_bytes()}


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@contextmanager
def opened(home: Path) -> Iterator[Office]:
    office = open_office(Settings(home=home, synchronous="NORMAL"))
    with closing(office.database):
        yield office


def outbox_of(home: Path) -> dict[str, tuple[object, ...]]:
    """Return all that the outbox says, by key; what was bundled names the mail that it went into."""
    with opened(home) as office:
        rows = read_outbox(office)
        assert verify_history(office).faults == ()
    keys = {row.id: row.key for row in rows} | {None: None}
    return {
        row.key: (row.state, row.message, row.address, row.facts, row.not_before, keys[row.bundle_id])
        for row in rows
    }


def pick(job: str, death: int, statements: int) -> int:
    """Return the statement to die at: in the first trial the last one, else any."""
    return statements if death == 0 else Random(f"{job} {death}").randrange(1, statements)  # noqa: S311


def put(home: Path, database: bytes) -> str:
    """Return a new folder with this database."""
    home.mkdir()
    (home / DATABASE).write_bytes(database)
    return str(home)


@pytest.mark.parametrize("death", DEATHS)
@pytest.mark.parametrize("job", ["sweep", "digest"])
def test_job_that_was_killed_is_done_once_in_the_end(
    run: Run, before: dict[str, bytes], tmp_path: Path, job: str, death: int
) -> None:
    whole = Trial(put(tmp_path / "whole", before[job]), job, NOW.isoformat())
    ended = run(whole)
    assert ended.exit_code == 0
    killed = replace(whole, home=put(tmp_path / "killed", before[job]))
    assert run(replace(killed, die_at=pick(job, death, ended.statements))).exit_code == -SIGKILL
    assert run(killed).exit_code == 0
    assert outbox_of(tmp_path / "killed") == outbox_of(tmp_path / "whole")


def test_what_the_sweep_notes_is_every_step_that_is_due(
    run: Run, before: dict[str, bytes], tmp_path: Path
) -> None:
    """The trials above compare with a whole run; this says that the whole run is right."""
    assert run(Trial(put(tmp_path / "whole", before["sweep"]), "sweep", NOW.isoformat())).exit_code == 0
    with opened(tmp_path / "whole") as office:
        with office.database.read() as tx:
            tasks = load_tasks(tx, range(1, last_task_id(tx) + 1)).values()
        noted = {(row.task_id, row.step) for row in read_outbox(office) if row.step}
        due = {
            (task.id, step.name)
            for task in tasks
            if task.phase is Phase.OPEN and task.due_on is not None
            for at, step in schedule(shipped_ladder(), task.due_on, office.calendar)
            if ISSUED_AT <= at <= NOW
        }
    assert noted == due


@pytest.mark.parametrize("death", DEATHS)
def test_delivery_that_was_killed_loses_no_mail_and_repeats_few(
    run: Run, before: dict[str, bytes], sink: Sink, tmp_path: Path, death: int
) -> None:
    whole = Trial(put(tmp_path / "whole", before["deliver"]), "deliver", NOW.isoformat(), sink.port)
    ended = run(whole)
    wanted = set(sink.received)
    assert (ended.exit_code, len(wanted)) == (0, len(sink.received))
    killed = kill_delivery(run, before, sink, whole, pick("deliver", death, ended.statements))
    home = Path(killed.home)
    with opened(home) as office:
        noted = len(read_outbox(office, "sent"))
    accepted = len(sink.received)
    assert noted <= accepted <= noted + 2 * NOTE_BATCH
    assert run(replace(killed, now=(NOW + LEASE).isoformat())).exit_code == 0
    with opened(home) as office:
        assert read_outbox(office, "queued", "sending", "dead") == []
    # A mail that was accepted but not yet noted comes again: the same bytes, so the same Message-ID.
    assert set(sink.received) == wanted
    assert len(sink.received) == len(wanted) + accepted - noted


def kill_delivery(run: Run, before: dict[str, bytes], sink: Sink, whole: Trial, die_at: int) -> Trial:
    """Return a delivery that was killed at this statement, or a little earlier: how many there are varies."""
    while True:
        sink.received.clear()
        home = Path(whole.home).with_name(f"killed-at-{die_at}")
        killed = replace(whole, home=put(home, before["deliver"]))
        exit_code = run(replace(killed, die_at=die_at)).exit_code
        if exit_code == -SIGKILL:
            return killed
        assert exit_code == 0
        die_at -= 5
