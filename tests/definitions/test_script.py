from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.definitions.script import COLUMNS, Line, read_instant, read_script, write_script
from cchc_workflow.errors import DefinitionError
from tests.builders import make_calendar, vn

HEADER = ",".join(COLUMNS)
CALENDAR = make_calendar()
HEAD = "truongphong.tccb@so.example"
Writer = Callable[[str | bytes], Path]


@pytest.fixture
def written(tmp_path: Path) -> Writer:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "kich-ban.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2021-06-10", vn(10, 6, 9)),
        ("10/6/2021", vn(10, 6, 9)),
        ("10/06/2021", vn(10, 6, 9)),
        ("2021-06-10 09:00", vn(10, 6, 9)),
        ("2021-06-10 9:05", vn(10, 6, 9, 5)),
        ("2021-06-10T14:30", vn(10, 6, 14, 30)),
        ("2021-06-10T14:30:15", vn(10, 6, 14, 30, 15)),
        ("10/6/2021 7:45:00", vn(10, 6, 7, 45)),
        ("2021-06-10T00:00+07:00", vn(10, 6)),
        ("2021-06-10T02:00Z", vn(10, 6, 9)),
        ("2021-06-10 02:00:00.000+0000", vn(10, 6, 9)),
        ("2021-06-09T22:00-04:30", vn(10, 6, 9, 30)),
        ("2021-06-10T09:00+07", vn(10, 6, 9)),
        ("2099-06-10", datetime(2099, 6, 10, 2, tzinfo=UTC)),
    ],
)
def test_read_instant_reads(typed: str, expected: datetime) -> None:
    assert read_instant(typed, CALENDAR) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "", "sáng mai", "2021-02-30", "30/2/2021", "10/6", "10/6/21", "2021-06-10 25:00", "2021-06-10 24:00",
        "2021-06-10 9h", "2021-06-10 09:60", "2021-06-10 09:00+99:00", "0001-01-01 00:00",
        "9999-12-31 23:59-07:00",
    ],
)  # fmt: skip
def test_read_instant_refuses(typed: str) -> None:
    assert read_instant(typed, CALENDAR) is None


@given(st.datetimes(datetime(2020, 1, 2), datetime(2022, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_read_instant_reads_what_iso_writes(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    assert read_instant(whole.isoformat(), CALENDAR) == whole
    assert read_instant(CALENDAR.local(whole).isoformat(" "), CALENDAR) == whole


def test_read_script_reads_a_line(written: Writer) -> None:
    path = written(f'{HEADER}\n2021-06-10,{HEAD},A1/TCCB,Report,12/BC-TCCB,"Đã gửi, đủ phụ lục"\n')
    assert read_script(path, CALENDAR).lines == (
        Line(
            number=2,
            at=vn(10, 6, 9),
            actor=HEAD,
            task="A1/TCCB",
            action="report",
            value="12/BC-TCCB",
            note="Đã gửi, đủ phụ lục",
        ),
    )


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\r\n2021-06-10,{HEAD},A4,report,5/16,9/BC-VP\r\n",
        f"\ufeff{HEADER}\n2021-06-10,{HEAD},A4,report,5/16,9/BC-VP",
        f"{HEADER};\n2021-06-10,{HEAD},A4,report,5/16,9/BC-VP;\n".replace(",", ";"),
        f"{HEADER}\n2021-06-10,{HEAD},A4,report,5/16,9/BC-VP\n".replace(",", "\t"),
        f"\n{HEADER.upper()}\n\n , ,,\n  2021-06-10 , {HEAD} , A4 , REPORT , 5/16 , 9/BC-VP \n,,,,,\n",
        f"{HEADER},\n2021-06-10,{HEAD},A4,report,5/16,9/BC-VP,,\n",
        f"note,value,action,task,actor,at\n9/BC-VP,5/16,report,A4,{HEAD},2021-06-10\n",
    ],
    ids=["windows", "mark", "semicolons", "tabs", "blanks", "empty-cells", "other-order"],
)
def test_read_script_takes_what_a_spreadsheet_writes(written: Writer, content: str) -> None:
    (line,) = read_script(written(content), CALENDAR).lines
    assert replace(line, number=2) == Line(
        number=2, at=vn(10, 6, 9), actor=HEAD, task="A4", action="report", value="5/16", note="9/BC-VP"
    )


def test_read_script_orders_by_time_and_keeps_the_files_order_within_one_instant(written: Writer) -> None:
    rows = [
        "2021-06-11,x,A1,verify",
        "2021-06-10,x,A2,start",
        "10/6/2021 09:00,x,A1,start",
        "2021-06-01,x,A3,start",
    ]
    script = read_script(written("\n".join([HEADER, *rows])), CALENDAR)
    assert [(line.number, line.task) for line in script.lines] == [(5, "A3"), (3, "A2"), (4, "A1"), (2, "A1")]


def test_read_script_composes_letters(written: Writer) -> None:
    (line,) = read_script(
        written(normalize("NFD", f"{HEADER}\n2021-06-10,x,Đ7/H1,return,,Thiếu số liệu")), CALENDAR
    ).lines
    assert (line.task, line.note) == ("Đ7/H1", "Thiếu số liệu")


def test_read_script_counts_lines_as_an_editor_does(written: Writer) -> None:
    path = written(f'{HEADER}\n2021-06-10,x,A1,return,,"hai\ndòng"\n\n2021-06-11,x,A1,report,,\n')
    assert [line.number for line in read_script(path, CALENDAR).lines] == [2, 5]


def test_read_script_ends_lines_only_where_an_editor_does(written: Writer) -> None:
    (line,) = read_script(written(f"{HEADER}\n2021-06-10,x,A1,return,,hai\u2028dòng\r\n"), CALENDAR).lines
    assert line.note == "hai\u2028dòng"


def test_read_script_of_a_header_alone_is_empty(written: Writer) -> None:
    assert read_script(written(HEADER), CALENDAR).lines == ()


@pytest.mark.parametrize(
    ("row", "key", "said"),
    [
        ("mai,x,A1,start,,", "at", "'mai' is no date or time"),
        ("2021-02-30,x,A1,start,,", "at", "2021-02-30"),
        ("2021-06-10,x,A1,return,,Thiếu số liệu, chưa ký", "note", "more cells than columns"),
    ],
)
def test_read_script_keeps_a_line_that_it_cannot_read(written: Writer, row: str, key: str, said: str) -> None:
    script = read_script(written(f"{HEADER}\n{row}\n2021-06-10,x,A1,start,,\n"), CALENDAR)
    (misread,) = script.misread
    assert (misread.number, misread.cells["task"], misread.error.key) == (2, "A1", key)
    assert said in misread.error.reason
    assert "at line 2" in misread.error.reason
    assert misread.error.path == "kich-ban.csv"
    assert [line.number for line in script.lines] == [3]


@pytest.mark.parametrize(
    ("content", "key", "said"),
    [
        ("", "at", "empty"),
        ("\n \n", "at", "empty"),
        ("at,actor,task,action,value\n", "note", "missing column"),
        (f"{HEADER},when\n", "when", "unknown column 'when'"),
        ("at,actor,tasks,action,value,note\n", "tasks", "did you mean 'task'"),
        (f"{HEADER},note\n", "note", "twice"),
        (f"{HEADER}\n" + "x" * 200_000, "", "not CSV"),
        (HEADER.encode("utf-16"), "", "not UTF-8"),
        (f"{HEADER}\n2021-06-10,x,A1,return,,Thi\xea\n".encode("latin-1"), "", "not UTF-8"),
    ],
)
def test_read_script_refuses_a_wrong_file(written: Writer, content: str | bytes, key: str, said: str) -> None:
    path = written(content)
    with pytest.raises(DefinitionError) as caught:
        read_script(path, CALENDAR)
    assert (caught.value.path, caught.value.key) == (str(path), key)
    assert said in caught.value.reason


def test_read_script_names_the_line_of_a_wrong_header(written: Writer) -> None:
    with pytest.raises(DefinitionError, match="at line 3"):
        read_script(written("\n\nat,actor,task,action,value\n"), CALENDAR)


def test_read_script_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="can't be read"):
        read_script(tmp_path / "khong-co.csv", CALENDAR)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12).map(
    lambda text: normalize("NFC", text)
)


@given(
    st.lists(
        st.builds(
            Line,
            number=st.just(0),
            at=st.integers(0, 500_000).map(lambda minutes: vn(15, 4) + timedelta(minutes=minutes)),
            actor=TEXTS,
            task=TEXTS,
            action=st.sampled_from(["start", "report"]),
            value=TEXTS,
            note=TEXTS,
        ),
        max_size=6,
    )
)
def test_write_script_is_read_back(tmp_path_factory: pytest.TempPathFactory, lines: list[Line]) -> None:
    path = tmp_path_factory.mktemp("kich-ban") / "actions.csv"
    write_script(path, lines, CALENDAR)
    script = read_script(path, CALENDAR)
    assert script.misread == ()
    expected = sorted(lines, key=lambda line: line.at)
    assert [replace(line, number=0) for line in script.lines] == expected
