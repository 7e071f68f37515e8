from __future__ import annotations

import json
import logging
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.cli.serve import JsonLines, address_of, listen
from cchc_workflow.errors import SettingsError
from tests.running import issue_real_plan, read_outbox, run_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE_S = 30.0
CCHC = "from cchc_workflow.cli import main; main()"


@contextmanager
def serving(home: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run `cchc serve` on a free port; give the process and the port that it names."""
    command = [sys.executable, "-c", CCHC, "--home", str(home), "serve", "--port", "0"]
    with (
        (home / "log").open("w", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603 - our own
    ):
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
            assert found is not None
            yield process, int(found[1])
        finally:
            process.kill()


def get(port: int, path: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_runs_the_jobs_and_the_pages_until_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    issue_real_plan(tmp_path)
    with serving(tmp_path) as (process, port):
        assert get(port, "/")[0] == 200
        status, body = get(port, "/healthz")
        assert status in {200, 503}
        assert json.loads(body)["outbox"]
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
    with closing(run_program(tmp_path)) as program:
        assert read_outbox(program.office, "missed")  # years have passed: the sweep was at work
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [line for line in lines if line["level"] == "error"] == []
    assert not list(tmp_path.glob("*-wal"))  # the database was closed


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_address_of_is_one_for_browsers(host: str, expected: str) -> None:
    try:
        listener = listen(host, 0)
    except SettingsError:
        pytest.skip(f"no {host} on this machine")
    with closing(listener):
        assert address_of(listener) == f"http://{expected}:{listener.getsockname()[1]}"


def test_listen_refuses_a_port_that_is_taken() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(SettingsError) as refusal:
        listen(*taken.getsockname())
    assert refusal.value.key == "port"


def test_listen_refuses_a_host_that_is_unknown() -> None:
    with pytest.raises(SettingsError) as refusal:
        listen("nowhere.invalid", 0)
    assert refusal.value.key == "host"


def test_json_lines_keep_what_came_with_a_record() -> None:
    record = logging.makeLogRecord(
        {"name": "cchc", "levelno": logging.WARNING, "levelname": "WARNING", "msg": "thư %s", "args": (3,)}
    )
    record.alert = {"kind": "mail_waiting"}
    line = JsonLines().format(record)
    written = json.loads(line)
    assert "\n" not in line
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", written.pop("at"))
    assert written == {
        "level": "warning", "logger": "cchc", "message": "thư 3", "alert": {"kind": "mail_waiting"},
    }  # fmt: skip


def test_json_lines_show_the_traceback() -> None:
    error = LookupError("mistake")
    record = logging.makeLogRecord({"exc_info": (LookupError, error, None)})
    assert json.loads(JsonLines().format(record))["traceback"] == "LookupError: mistake"
