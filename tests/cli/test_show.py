import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cchc_workflow.cli.show import (
    Column,
    make_console,
    print_facts,
    print_json,
    print_listing,
    print_table,
    progress,
    waiting,
)

CODE, TITLE = Column("code"), Column("title", room="fold")


@pytest.fixture(autouse=True)
def _piped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


def test_json_has_exact_numbers_dates_and_letters(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2021, 6, 1, 2, tzinfo=UTC)
    print_json(
        [{"p": Decimal("41.33"), "on": date(2021, 6, 28), "at": at, "t": "đ", "s": frozenset({"b", "a"})}]
    )
    out = capsys.readouterr().out
    assert "đ" in out
    assert json.loads(out) == [
        {"p": "41.33", "on": "2021-06-28", "at": "2021-06-01T02:00:00+00:00", "t": "đ", "s": ["a", "b"]}
    ]


def test_json_refuses_what_has_no_form() -> None:
    with pytest.raises(TypeError):
        print_json(object())


def test_piped_table_has_neither_box_nor_width(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([CODE, TITLE], [{"code": "A4", "title": "kiểm tra " * 40}])
    head, line = capsys.readouterr().out.splitlines()
    assert head == "Mã  Nhiệm vụ"
    assert line == "A4  " + "kiểm tra " * 39 + "kiểm tra"


@pytest.mark.parametrize(("room", "lines"), [("fold", 5), ("cut", 2)])
def test_narrow_table_folds_or_cuts(
    room: str, lines: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    print_table([CODE, Column("title", room=room)], [{"code": "A4/CCTTBVTV/Q2", "title": "kiểm tra " * 10}])  # type: ignore[arg-type]
    out = capsys.readouterr().out.splitlines()
    assert len(out) >= lines if room == "fold" else len(out) == lines
    assert max(map(len, out)) <= 40
    assert out[1].startswith("A4/CCTTBVTV/Q2  kiểm tra")
    assert ("…" in out[1]) is (room == "cut")


def test_markup_in_a_title_is_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([CODE, TITLE], [{"code": "A4", "title": "[bold]đậm[/bold] :smile:"}])
    assert "[bold]đậm[/bold] :smile:" in capsys.readouterr().out


def test_listing_of_nothing_says_so_beside_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    print_listing([], [CODE], as_json=False, empty="empty.tasks", texts=lambda _: {})
    assert capsys.readouterr() == ("", "Không có nhiệm vụ nào.\n")
    print_listing([], [CODE], as_json=True, empty="empty.tasks", texts=lambda _: {})
    assert capsys.readouterr() == ("[]\n", "")


def test_facts_stand_under_one_another_without_the_empty(capsys: pytest.CaptureFixture[str]) -> None:
    print_facts([("unit", "VP"), ("supports", ""), ("timelinesses", "một\nhai")])
    assert capsys.readouterr().out == "Chủ trì:      VP\nTheo tiến độ: một\n              hai\n"


def test_long_facts_are_wrapped_in_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    print_facts([("unit", "một hai ba bốn năm sáu bảy tám")])
    assert capsys.readouterr().out == "Chủ trì: một hai ba bốn năm\n         sáu bảy tám\n"


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("verify") as step:
        step(1, 2)
    with waiting("issue"):
        pass
    assert capsys.readouterr() == ("", "")
    assert not make_console().is_terminal
