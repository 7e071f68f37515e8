"""Starting: the help, the served page, its memory, and a whole year rehearsed; as processes, from outside."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.figures import Figure, seconds
from benchmarks.offices import PLAN

PATIENCE_S = 30.0
CCHC = [sys.executable, "-m", "cchc_workflow"]
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As on an office's machine, where Python keeps what it compiled."""


def run() -> list[Figure]:
    """Return the figures; each is the median of several processes."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "office"
        _quietly("init", str(home), "--plan", PLAN)
        _quietly("--home", str(home), "plan", "issue", PLAN)
        bare = median(
            seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True)) for _ in range(9)
        )
        helped = median(seconds(lambda: _quietly("--help")) for _ in range(9))
        served = [_serve(home) for _ in range(3)]
        year = seconds(lambda: _quietly("rehearse", "--plan", PLAN, "--seed", "1", "--out", f"{folder}/year"))
    return [
        Figure("cchc --help", helped, 0.3, "s", at_most=True, detail=f"a bare interpreter {bare:.2f} s"),
        Figure("cchc serve answers after", median(t for t, _ in served), 2, "s", at_most=True),
        Figure("cchc serve resident", median(m for _, m in served), 150, "MB", at_most=True),
        Figure("the 2021 year rehearsed", year, 20, "s", at_most=True),
    ]


def _quietly(*words: str) -> None:
    subprocess.run([*CCHC, *words], check=True, capture_output=True, env=ENVIRONMENT)  # noqa: S603


def _serve(home: Path) -> tuple[float, float]:
    """Return (seconds to the first answer, megabytes resident then)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*CCHC, "--home", str(home), "serve", "--port", str(port)]
    started = perf_counter()
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=ENVIRONMENT) as server:  # noqa: S603
        try:
            while not _answers(f"http://127.0.0.1:{port}/"):
                if perf_counter() - started > PATIENCE_S:
                    raise TimeoutError("cchc serve does not answer")
            return perf_counter() - started, _resident_mb(server.pid)
        finally:
            server.send_signal(signal.SIGTERM)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=PATIENCE_S) as answer:  # noqa: S310
            return bool(answer.read())
    except (URLError, ConnectionError):
        return False


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    from benchmarks.figures import show

    show(run())
