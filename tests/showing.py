"""Owns the demonstration as a process of its own, as somebody starts it who wants to see the program."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START = (sys.executable, "-c", "from cchc_workflow.cli import main; main()", "demo", "--port", "0")
READY = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def showing(*arguments: str, temporary: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `cchc demo` on a free port; what it throws away at its end lies in `temporary`."""
    with subprocess.Popen(  # noqa: S603  # our own command
        [*START, *arguments],
        env={"TMPDIR": str(temporary), "PATH": "", "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_address(process: subprocess.Popen[str]) -> str:
    """Return the address of the pages, as soon as the demonstration says it."""
    assert process.stderr is not None
    for line in process.stderr:
        found = READY.search(line)
        if found:
            return found[0]
    raise AssertionError("ended before it said so")
