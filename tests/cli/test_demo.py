import json
import logging
import re
import signal
import socket
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cchc_workflow.cli.app import app
from cchc_workflow.words import say
from tests.showing import showing, wait_for_address


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["demo", *arguments])
    return done.exit_code, done.output


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  # our own server
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """Play the whole year once, keeping the folder; give it, the exit code and what was printed."""
    folder = tmp_path_factory.mktemp("demo") / "giu"
    return folder, *run("--once", "--keep", str(folder))


def test_demo_plays_the_whole_year_and_ends_well(kept: tuple[Path, int, str]) -> None:
    _, code, output = kept
    assert code == 0
    assert "Kế hoạch năm 2021, từ 15/4/2021" in output
    assert "đến Giám đốc" in output
    assert re.search(r"chạm ngưỡng: \d+/\d+ nhiệm vụ chậm", output)
    assert "[BÁO CÁO TUẦN" in output


def test_demo_keeps_the_database_and_the_mails(kept: tuple[Path, int, str]) -> None:
    folder, _, output = kept
    assert (folder / "cchc.sqlite3").is_file()
    (total,) = re.findall(r"Thư: +(\d+)", output)
    assert len(list((folder / "mails").glob("*.eml"))) == int(total) > 1000
    assert str(folder / "mails") in output.replace("\n", "")


def test_demo_refuses_a_folder_that_is_not_empty(kept: tuple[Path, int, str]) -> None:
    code, output = run("--once", "--keep", str(kept[0]))
    assert code == 2
    assert "không trống" in output


def test_demo_leaves_the_logging_as_it_was(kept: tuple[Path, int, str]) -> None:
    assert (kept[0] / "demo.log").is_file()
    files = [Path(getattr(each, "baseFilename", "")).name for each in logging.getLogger().handlers]
    assert "demo.log" not in files


def test_demo_says_that_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, output = run("--port", str(taken.getsockname()[1]))
    assert code == 6
    assert "port" in output


def clock_of(address: str) -> str:
    """Return what the pages say of the day."""
    (said,) = re.findall(r'<span class="demo-clock">([^<]+)</span>', fetch(address))
    return str(said)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_demo_serves_while_its_days_go_by(tmp_path: Path, number: signal.Signals) -> None:
    with showing("--until", "20/4/2021", "--day-seconds", "0.05", temporary=tmp_path) as process:
        address = wait_for_address(process)
        before = clock_of(address)
        assert say("demo_tour.title") in fetch(address)
        assert "giao nhiệm vụ" in fetch(f"{address}/thu").lower()
        while clock_of(address) == before:
            assert process.poll() is None
        (folder,) = tmp_path.iterdir()
        assert (folder / "mails").is_dir()
        process.send_signal(number)
        assert process.wait(60) == 0
        assert list(tmp_path.iterdir()) == []


def test_demo_stands_where_nobody_moves_its_clock(tmp_path: Path) -> None:
    with showing("--until", "16/4/2021", temporary=tmp_path) as process:
        address = wait_for_address(process)
        assert json.loads(fetch(f"{address}/healthz"))["status"] == "ok"
        assert {clock_of(address) for _ in range(20)} == {say("demo_tour.today", day="16/4/2021")}


def test_demo_can_be_broken_off_while_it_plays_fast(tmp_path: Path) -> None:
    with showing(temporary=tmp_path) as process:
        while not list(tmp_path.glob("*/mails/*.eml")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert list(tmp_path.iterdir()) == []
