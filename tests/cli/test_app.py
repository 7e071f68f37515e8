import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner

from cchc_workflow.cli.app import COMMANDS, INTERRUPTED, PIPE_CLOSED, UNEXPECTED, app
from tests.command_line import Cchc
from tests.running import issue_real_plan

HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "jinja2", "holidays", "fastapi", "alembic", "uvicorn", "rich"}


def run(*typed: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own command
        (sys.executable, "-m", "cchc_workflow", *typed),
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
    )


def failing(error: BaseException) -> Callable[[], datetime]:
    def clock() -> NoReturn:
        raise error

    return clock


def test_app_imports_nothing_heavy() -> None:
    script = "import sys; import cchc_workflow.cli, cchc_workflow.cli.app; print(*sorted(sys.modules))"
    done = subprocess.run(  # noqa: S603  # our own command
        (sys.executable, "-c", script), check=True, capture_output=True, text=True
    )
    assert HEAVY.isdisjoint(done.stdout.split())


def test_help_of_the_commands_imports_no_database() -> None:
    script = (
        "import sys\nfrom cchc_workflow.cli.app import COMMANDS, app\n"
        "for name in COMMANDS:\n    try:\n        app([name, '--help'])\n"
        "    except SystemExit:\n        pass\n"
        "print('loaded', *sorted(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603  # our own command
        (sys.executable, "-c", script), check=True, capture_output=True, text=True
    )
    loaded = done.stdout.rpartition("loaded")[2].split()
    assert {"typer", "cchc_workflow.cli.db"} <= set(loaded)
    assert {"sqlmodel", "sqlalchemy", "jinja2", "holidays", "fastapi"}.isdisjoint(loaded)


def test_help_lists_every_command(bare: Cchc) -> None:
    page = bare.raw("--help")
    assert page.code == 0
    named = [line.split()[0] for line in page.lines if line.startswith("  ") and line[2] != " "]
    assert [name for name in named if not name.startswith("--")] == list(COMMANDS)


def test_version_is_that_of_the_package(bare: Cchc) -> None:
    assert bare.raw("--version").out.strip() == version("cchc-workflow")


def test_bare_command_is_wrong_usage(bare: Cchc) -> None:
    answer = bare.raw()
    assert answer.code == 2
    assert answer.out == ""
    assert "Cách dùng: " in answer.err


def test_home_comes_from_the_environment_too(tmp_path: Path) -> None:
    issue_real_plan(tmp_path)
    done = run("unit", "list", "--json", env={"CCHC_HOME": str(tmp_path)})
    assert done.returncode == 0
    assert '"VP"' in done.stdout


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), INTERRUPTED),
        (RuntimeError("đứt dây"), UNEXPECTED),
        (OSError(5, "I/O"), UNEXPECTED),
    ],
)
def test_unexpected_end_is_a_sentence_and_a_code(cchc: Cchc, error: BaseException, code: int) -> None:
    result = CliRunner().invoke(app, ["--home", str(cchc.home), "sweep"], obj=failing(error))
    assert result.exit_code == code
    assert "Traceback" not in result.stderr
    assert ("đứt dây" in result.stderr) is (str(error) == "đứt dây")


def test_debug_adds_the_traceback(cchc: Cchc) -> None:
    clock = failing(RuntimeError("đứt dây"))
    result = CliRunner().invoke(app, ["--home", str(cchc.home), "--debug", "sweep"], obj=clock)
    assert result.exit_code == UNEXPECTED
    assert "Traceback" in result.stderr


@pytest.mark.parametrize(
    "typed", [["task", "list", "--json"], ["task", "list"], ["plan", "show"], ["--help"]]
)
def test_closed_pipe_ends_quietly(cchc: Cchc, typed: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = (sys.executable, "-m", "cchc_workflow", "--home", str(cchc.home), *typed)
    done = subprocess.run(command, check=False, stdout=writer, stderr=subprocess.PIPE)  # noqa: S603
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == PIPE_CLOSED


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        (["tsk"], "Không có lệnh “tsk”. Có phải: task?"),
        (["task", "lst"], "Không có lệnh “lst”. Có phải: list?"),
        (["task", "list", "--stat", "x"], "Không có tùy chọn --stat. Có phải: --state, --as?"),
        (["task", "list", "--state"], "--state cần một giá trị đi kèm."),
        (["task", "show"], "Thiếu MÃ."),
        (["task", "show", "A4", "A5"], "Thừa: A5."),
        (["task", "act", "A4", "start"], "Thiếu --as."),
        (["task", "list", "--due-from", "30/2/2021"], "--due-from: không đọc được ngày “30/2/2021”"),
        (["task", "list", "--limit", "-1"], "--limit: “-1” không phải là số nguyên"),
        (["task", "list", "--timeliness", "tre"], "--timeliness: không có “tre”; chọn một trong: on_track,"),
        (["task", "act", "A4", "report", "--as", "a@b", "--file", "x.pdf"], "--file: không có tệp 'x.pdf'"),
        (["outbox", "retry"], "cần số của một thư, hoặc --all"),
    ],
)
def test_wrong_usage_says_what_is_wrong(cchc: Cchc, typed: list[str], complaint: str) -> None:
    answer = cchc(*typed)
    assert answer.code == 2
    assert answer.out == ""
    assert complaint in answer.err


def test_office_without_database_says_how_to_make_one(bare: Cchc) -> None:
    answer = bare("task", "list")
    assert answer.code == 7
    assert "cchc init" in answer.err


def test_wrong_setting_names_its_key(cchc: Cchc) -> None:
    (cchc.home / "cchc.toml").write_text("[smtp]\nprt = 25\n", "utf-8")
    answer = cchc("task", "list")
    assert answer.code == 6
    assert answer.err == "Thiết lập sai: smtp.prt: không có thiết lập tên này.\n"


def test_wrong_definition_names_file_key_and_reason(cchc: Cchc) -> None:
    (cchc.home / "workflows").mkdir()
    (cchc.home / "workflows" / "notices.toml").write_text("[assigned]\nmesage = 'assigned'\n", "utf-8")
    answer = cchc("task", "list")
    assert answer.code == 6
    assert "notices.toml, mục “assigned.message”: thiếu; có phải “mesage”? (dòng 1)" in answer.err


def test_several_organizations_want_one_named(cchc: Cchc) -> None:
    office = cchc.office()
    with office.database.begin() as tx:
        from cchc_workflow.store.people import INSERT_ORGANIZATION  # noqa: PLC0415 - this test alone

        tx.scalar(INSERT_ORGANIZATION, {"code": "khac", "name": "Sở Khác", "parent_name": "UBND"})
    office.database.close()
    answer = cchc("unit", "list")
    assert answer.code == 4
    assert "--organization" in answer.err
    assert cchc("--organization", "snnptnt-quang-ngai", "unit", "list").code == 0
    assert cchc("--organization", "ai", "unit", "list").code == 4
