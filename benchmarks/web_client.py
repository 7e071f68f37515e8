"""Owns asking servers on loopback: each in a process of its own, over connections that are kept."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

COORDINATOR = ""


@dataclass(frozen=True)
class Server:
    """A server that listens: its port, and the cookies of who is signed in."""

    port: int
    cookies: Mapping[str, str]

    def connect(self, *, nobody: bool = False) -> "Client":
        """Return a client with a connection of its own, and with the cookies, unless it is nobody's."""
        return Client(HTTPConnection("127.0.0.1", self.port, timeout=60), {} if nobody else self.cookies)


@dataclass(frozen=True)
class Client:
    """One reader."""

    connection: HTTPConnection
    cookies: Mapping[str, str]

    def get(self, path: str, headers: Mapping[str, str] | None = None, who: str = COORDINATOR) -> bytes:
        """Return what stands at an address, as the coordinator or somebody else."""
        own = {"Cookie": self.cookies[who]} if who in self.cookies else {}
        self.connection.request("GET", path, headers={**own, **(headers or {})})
        return self._read(path, 200)[1]

    def post(self, path: str, who: str, **form: str) -> str:
        """Send a form as somebody and return the address that the answer leads to."""
        headers = {"Cookie": self.cookies[who], "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, urlencode(form), headers)
        return self._read(path, 303)[0]

    def _read(self, path: str, status: int) -> tuple[str, bytes]:
        response = self.connection.getresponse()
        content = response.read()
        assert response.status == status, (path, response.status, content[:300])
        return response.headers.get("location", ""), content


@contextmanager
def serving(kind: str, database: Path, page: Path | None = None) -> Iterator[Server]:
    """Run a server; see benchmarks/web_server.py."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.web_server",
        kind,
        str(database),
        *([str(page)] if page else []),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            yield Server(told["port"], told["cookies"])
        finally:
            process.terminate()


def at_once(server: Server, readers: int, paths: Sequence[str], each: int) -> list[float]:
    """Return the seconds of each request of so many readers, who go through the paths side by side."""

    def read(number: int) -> list[float]:
        client = server.connect()
        times = []
        for turn in range(each):
            started = perf_counter()
            client.get(paths[(number + turn) % len(paths)])
            times.append(perf_counter() - started)
        return times

    with ThreadPoolExecutor(readers) as pool:
        return [time for times in pool.map(read, range(readers)) for time in times]


def quantile(times: Sequence[float], share: float) -> float:
    """Return the time that this share of the times does not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
