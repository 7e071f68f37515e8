from __future__ import annotations

import json
import logging
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.cli.serve import JsonLines, address_of, listen, manner_of, offer_setup
from cchc_workflow.errors import SettingsError
from cchc_workflow.settings import Settings
from cchc_workflow.store.accounts import set_password
from tests.running import issue_real_plan, read_outbox, run_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.command_line import Cchc

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
        assert process.stdout is not None
        code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", process.stdout.readline())
        assert code is not None
        assert get(port, "/dang-nhap")[0] == 303
        assert get(port, "/khoi-tao")[0] == 200
        status, body = get(port, "/healthz")
        assert status in {200, 503}
        assert json.loads(body)["status"] in {"ok", "degraded"}
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == 0
    with closing(run_program(tmp_path)) as program:
        assert read_outbox(program.office, "missed")  # years have passed: the sweep was at work
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [line for line in lines if line["level"] == "error"] == []
    assert not list(tmp_path.glob("*-wal"))  # the database was closed


def test_setup_is_offered_only_while_nobody_can_sign_in(
    cchc: Cchc, capsys: pytest.CaptureFixture[str]
) -> None:
    office = cchc.office()
    with closing(office.database) as database:
        code = offer_setup(office)
        assert code is not None
        assert code in capsys.readouterr().out
        with database.begin() as tx:
            set_password(tx, 1, "hash", cchc.now)
        assert offer_setup(office) is None
        assert capsys.readouterr().out == ""


def test_manner_is_that_of_the_settings(tmp_path: Path) -> None:
    web = {"session_hours": 8, "idle_minutes": 15, "behind_proxy": True, "metrics_token": "m"}
    settings = Settings(home=tmp_path, base_url="https://cchc.so.example", web=web)  # type: ignore[arg-type]
    manner = manner_of(settings, "CODE")
    assert manner.secure
    assert (manner.terms.lasts, manner.terms.idle) == (timedelta(hours=8), timedelta(minutes=15))
    assert (manner.behind_proxy, manner.metrics_token, manner.setup_code) == (True, "m", "CODE")
    assert "CODE" not in repr(manner)


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
