from typing import Annotated

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from cchc_workflow.cli.help import Command, dress, make_group
from tests.command_line import Cchc


def test_help_page_names_arguments_options_defaults_and_variables(cchc: Cchc) -> None:
    page = cchc.raw("task", "list", "--help").out
    assert page.startswith("Cách dùng: cchc task list [TÙY CHỌN]\n")
    for part in ("--due-from NGÀY", "(mặc định: 1000)", "(hoặc biến CCHC_AS)", "--json"):
        assert part in page
    page = cchc.raw("task", "show", "--help").out
    assert "Tham số:\n  MÃ  Mã nhiệm vụ, như trong cchc task list. (bắt buộc)" in page


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_help_page_fits_its_terminal(cchc: Cchc, columns: str) -> None:
    cchc.columns = columns
    for typed in (["--help"], ["task", "--help"], ["unit", "standing", "--help"]):
        assert max(len(line) for line in cchc.raw(*typed).lines) <= min(int(columns), 100)


def test_optional_argument_stands_in_brackets(cchc: Cchc) -> None:
    assert cchc.raw("unit", "standing", "--help").lines[0].endswith("[TÙY CHỌN] [MÃ]")


def test_command_without_words_keeps_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)

    @alone.command(cls=Command)
    def odd(strange: Annotated[str, typer.Option(help="Own words.")] = "x") -> None:
        """Do something odd."""

    command = dress(get_command(alone), "odd")
    with pytest.raises(SystemExit):
        command.main(["--help"], prog_name="odd")
    page = capsys.readouterr().out
    assert "Do something odd." in page
    assert "--strange STRANGE  Own words. (mặc định: x)" in page


def test_default_that_is_nothing_is_not_named(cchc: Cchc) -> None:
    page = cchc.raw("score", "show", "--help").out
    assert "--unit MÃ" in page
    assert "mặc định" not in page


def test_bare_group_answers_with_its_help() -> None:
    group = make_group()

    @group.command("one", cls=Command)
    def _one() -> None:
        """Do one."""

    @group.command("two", cls=Command)
    def _two() -> None:
        """Do two."""

    result = CliRunner().invoke(group, [])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "one  Do one." in result.stderr
