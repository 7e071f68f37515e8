"""The sweep: with nothing due it costs the same at any size; with 10,000 alarms due it fills the outbox."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.crowds import grow, make_due
from benchmarks.figures import Figure, seconds
from benchmarks.offices import copied, issue_real_plan, open_office
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database

QUIET = datetime(2021, 4, 16, 2, tzinfo=UTC)
DUE_AT = datetime(2021, 10, 1, 0, 30, tzinfo=UTC)
STEP_AT = datetime(2021, 10, 1, 0, 0, tzinfo=UTC)
DUE_ON = date(2021, 10, 12)
"""1/10/2021 is the seventh working day before it: the step T-7."""
SIZES = (10_000, 100_000, 1_000_000)
LOOKS = 300
ALARMS = 10_000


def run() -> list[Figure]:
    """Return the figures of a quiet sweep at three sizes and of a busy one."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        with closing(Database(f"sqlite:///{base}")) as database:
            issue_real_plan(database)
        quiet = _quiet([_grown(base, size) for size in SIZES])
        detail = ", ".join(f"{size:,}: {time * 1e6:,.0f} µs" for size, time in zip(SIZES, quiet, strict=True))
        return [
            Figure(
                "sweep with nothing due, 1 M tasks over 10 k",
                quiet[-1] / quiet[0],
                1.3,
                at_most=True,
                detail=detail,
            ),
            Figure("sweep with nothing due, at 1 M tasks", quiet[-1] * 1e6, 150, "µs", at_most=True),
            *_busy(base),
        ]


def _grown(base: Path, size: int) -> Path:
    grown = base.with_name(f"{size}.sqlite3")
    shutil.copy(base, grown)
    grow(grown, size)
    return grown


def _quiet(paths: Sequence[Path]) -> list[float]:
    """Return each size's seconds a look; the sizes take turns, for the machine is not always as fast."""
    with ExitStack() as stack:
        databases = [stack.enter_context(closing(Database(f"sqlite:///{path}"))) for path in paths]
        offices = [open_office(database) for database in databases]
        os.sync()
        rounds = [[_looks(office) for office in offices] for _ in range(15)]
    return [median(times) for times in zip(*rounds, strict=True)]


def _looks(office: Office) -> float:
    sweep(office, QUIET)
    return seconds(lambda: [sweep(office, QUIET) for _ in range(LOOKS)]) / LOOKS


def _busy(base: Path) -> list[Figure]:
    """Ours, and beside it the raw driver writing the same outbox rows and next looks in the same batches."""
    grown = base.with_name("busy.sqlite3")
    shutil.copy(base, grown)
    grow(grown, 100_000)
    make_due(grown, ALARMS, STEP_AT, DUE_ON)
    _appoint_heads(grown)
    rates = []
    for number in range(5):
        ours = base.with_name(f"busy-{number}.sqlite3")
        with copied(grown, ours, "FULL") as office:
            own = seconds(lambda: sweep(office, DUE_AT))
        rates.append((_steps(ours) / own, own / _raw(grown, ours, base.with_name(f"raw-{number}.sqlite3"))))
    rate = median(rate for rate, _ in rates)
    ratio = median(1 / slower for _, slower in rates)
    return [
        Figure(
            f"alarms into the outbox, {ALARMS:,} due",
            rate,
            10_000,
            "/s",
            detail=f"{ratio:.2f} x of raw sqlite3",
        ),
    ]


def _appoint_heads(path: Path) -> None:
    """Give each grown unit a head, so that each step has somebody to receive it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO person (id, organization_id, address, name) "
            "SELECT id, 1, 'head' || id || '@example.vn', name FROM unit WHERE id > 1000"
        )
        connection.execute(
            "INSERT INTO appointment (organization_id, person_id, unit_id, role, from_on) "
            "SELECT 1, id, id, 'unit_head', '2021-01-01' FROM unit WHERE id > 1000"
        )
        connection.commit()


def _steps(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute("SELECT count(*) FROM outbox WHERE step = 'T-7'").fetchone()[0]
    return found


def _raw(grown: Path, done: Path, target: Path) -> float:
    shutil.copy(grown, target)
    with closing(sqlite3.connect(done)) as connection:
        rows = connection.execute("SELECT * FROM outbox WHERE step = 'T-7'").fetchall()
        checks = connection.execute(
            "SELECT next_check_at, id FROM task WHERE id > 10000 ORDER BY id LIMIT ?", (ALARMS,)
        ).fetchall()
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

        def write() -> None:
            for first in range(0, len(rows), 500):
                connection.execute("BEGIN IMMEDIATE")
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO outbox VALUES ({marks})", rows[first : first + 500])  # noqa: S608
                connection.executemany(
                    "UPDATE task SET next_check_at = ? WHERE id = ?", checks[first : first + 500]
                )
                connection.execute("COMMIT")

        return seconds(write)


if __name__ == "__main__":
    from benchmarks.figures import show

    show(run())
