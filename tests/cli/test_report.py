from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.builders import vn
from tests.command_line import COORDINATOR, DIRECTOR, DOMAIN, HEAD, HEAD_OF_TCCB, Answer, Cchc

AT = vn(16, 9, 9)
"""Two days after the third quarter's data end."""


@pytest.fixture
def autumn(cchc: Cchc) -> Cchc:
    """Give the command in the office of the real plan, on 16/9/2021."""
    cchc.now = AT
    return cchc


def make(cchc: Cchc, kind: str = "quarter", *typed: str) -> dict[str, Any]:
    answer = cchc("report", "make", kind, "--as", COORDINATOR, *typed, "--json")
    assert answer.code == 0, answer.err
    made: dict[str, Any] = answer.json
    return made


def issue(cchc: Cchc, number: int, *typed: str) -> Answer:
    return cchc("report", "issue", number, "--as", HEAD, *typed)


def test_make_keeps_a_draft_and_says_what_comes_next(autumn: Cchc) -> None:
    answer = autumn("report", "make", "quarter", "--as", COORDINATOR)
    assert answer.out == (
        "Dự thảo số 1: Báo cáo CCHC quý III năm 2021. "
        "Xem bằng: cchc report show 1; ban hành bằng: cchc report issue 1\n"
    )
    (row,) = autumn("report", "list", "--json").json
    assert (row["kind"], row["period"], row["state"], row["unit"]) == ("quarter", "2021-q3", "draft", None)
    assert row["made_at"] == "2021-09-16T09:00:00+07:00"


def test_make_without_a_person_is_the_programs_own(autumn: Cchc) -> None:
    assert autumn("report", "make", "weekly").code == 0
    (row,) = autumn("report", "list", "--json").json
    assert row["made_by"] is None
    assert "hệ thống" in autumn("report", "show", "1").out


def test_make_twice_gives_the_same_figures(autumn: Cchc) -> None:
    first, second = make(autumn), make(autumn)
    assert (first["id"], first["sha256"], first["data"]) == (second["id"], second["sha256"], second["data"])


def test_weekly_shows_units_by_their_share_and_what_is_news(autumn: Cchc) -> None:
    autumn("sweep")
    report = make(autumn, "weekly")
    assert report["period"] == "2021-w37"
    page = autumn("report", "show", report["id"]).out
    totals = report["data"]["figures"]["totals"]
    assert page.startswith("Báo cáo tuần 37 năm 2021\n")
    assert f"{totals['late']} × 100 / {totals['assigned']} = " in page
    assert "Đến hạn trong 7 ngày:" in page
    assert "Các đơn vị, tỷ lệ chậm cao trước" in page


def test_list_narrows(autumn: Cchc) -> None:
    make(autumn)
    make(autumn, "unit", "--unit", "VP")
    issue(autumn, 1)
    for typed, expected in (
        ([], {1, 2}),
        (["--kind", "unit"], {2}),
        (["--unit", "VP"], {2}),
        (["--state", "issued"], {1}),
        (["--as", HEAD_OF_TCCB], set()),
        (["--as", DIRECTOR], {1, 2}),
        (["--plan", "snnptnt-quang-ngai-2021"], {1, 2}),
    ):
        assert {row["id"] for row in autumn("report", "list", *typed, "--json").json} == expected, typed
    cut = autumn("report", "list", "--limit", "1", "--json")
    assert (len(cut.json), "chỉ hiện 1 dòng đầu" in cut.err) == (1, True)
    lines = autumn("report", "list").lines
    assert lines[0].split() == [
        "Số",
        "Báo",
        "cáo",
        "Đơn",
        "vị",
        "Lần",
        "Tình",
        "trạng",
        "Số",
        "liệu",
        "đến",
        "Ban",
        "hành",
        "lúc",
    ]
    assert "09:00 16/9/2021" in lines[2]


def test_list_of_nothing_is_an_empty_list_or_a_word(cchc: Cchc) -> None:
    assert cchc("report", "list", "--json").json == []
    answer = cchc("report", "list")
    assert (answer.code, answer.out, answer.err) == (0, "", "Không có báo cáo nào.\n")


def test_remark_is_written_shown_and_taken_away(autumn: Cchc) -> None:
    make(autumn)
    answer = autumn("report", "remark", 1, "kien_nghi", "Đề nghị =1+1 <b>", "--as", COORDINATOR)
    assert answer.out == "Đã lưu “Kiến nghị, đề xuất” của báo cáo số 1.\n"
    assert "Kiến nghị, đề xuất\nĐề nghị =1+1 <b>\n" in autumn("report", "show", 1).out
    gone = autumn("report", "remark", 1, "kien_nghi", "", "--as", COORDINATOR, "--json").json
    assert gone == {"id": 1, "version": 2, "remarks": {}}


def test_issue_keeps_the_papers_and_tells(autumn: Cchc, tmp_path: Path) -> None:
    make(autumn)
    answer = issue(autumn, 1, "--json")
    assert answer.json == {"id": 1, "state": "issued", "version": 1, "papers": ["docx", "pdf", "xlsx"]}
    mails = [row["to"] for row in autumn("outbox", "list", "--json").json if row["message"] == "report"]
    assert DIRECTOR in mails
    first, again = tmp_path / "một.docx", tmp_path / "hai.docx"
    for file in (first, again):
        assert autumn("report", "show", 1, "--format", "docx", "--out", file).code == 0
    assert first.read_bytes() == again.read_bytes()
    with ZipFile(first) as parts:
        assert "word/document.xml" in parts.namelist()


def test_issue_says_what_was_kept(autumn: Cchc) -> None:
    make(autumn)
    assert issue(autumn, 1).out == (
        "Đã ban hành báo cáo số 1: Báo cáo CCHC quý III năm 2021. Đã lưu: Word, PDF, Excel.\n"
    )


def test_draft_is_written_as_html(autumn: Cchc, tmp_path: Path) -> None:
    make(autumn)
    page = tmp_path / "bản xem.html"
    answer = autumn("report", "show", 1, "--format", "html", "--out", page)
    assert (answer.out, answer.err) == ("", f"Đã ghi {page}\n")
    assert "Kết quả" in page.read_text("utf-8")


def test_diff_says_what_changed_between_issues(autumn: Cchc) -> None:
    make(autumn, "year")
    issue(autumn, 1)
    autumn.now = vn(20, 12, 9)
    make(autumn, "year", "--period", "2021")
    told = {
        each["what"]: (each["before"], each["after"]) for each in autumn("report", "diff", 2, "--json").json
    }
    assert told["as_of"] == ("2021-09-16", "2021-12-14")
    before, after = told["totals.late"]
    assert before < after
    table = autumn("report", "diff", 2).out
    assert "Toàn bộ, chậm" in table
    assert "16/9/2021" in table


def test_diff_compares_any_two_and_says_when_nothing_differs(autumn: Cchc) -> None:
    make(autumn)
    make(autumn, "year")
    assert autumn("report", "diff", 2, 1, "--json").json != []
    same = autumn("report", "diff", 1, 1)
    assert (same.code, same.err) == (0, "Số liệu của báo cáo số 1 và số 1 giống hệt nhau.\n")
    assert autumn("report", "diff", 1, 1, "--json").json == []


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["show", "9"], 4, "Không có báo cáo số 9"),
        (["show", str(2**63)], 4, "Không có báo cáo số"),
        (["show", "1", "--as", HEAD_OF_TCCB], 4, "Không có báo cáo số 1"),
        (["show", "abc"], 2, "không phải là số nguyên"),
        (["show", "1", "--format", "exe", "--out", "x"], 2, "không có “exe”"),
        (["show", "1", "--format", "pdf"], 2, "cần cả hai: --format và --out"),
        (["show", "1", "--format", "docx", "--out", "/dev/null/x"], 7, "Không ghi được tệp"),
        (["diff", "1"], 4, "lần lập đầu tiên"),
        (["diff", "1", "9"], 4, "Không có báo cáo số 9"),
        (["make", "khac"], 2, "không có “khac”"),
        (["make", "quarter", "--period", "2021-q2"], 3, "Chưa thể thực hiện"),
        (["make", "quarter", "--period", "2022-q1"], 3, "Chưa thể thực hiện"),
        (["make", "unit"], 3, "Chưa thể thực hiện"),
        (["make", "unit", "--unit", "KHAC"], 4, "KHAC"),
        (["make", "quarter", "--as", DIRECTOR], 3, "không được thực hiện"),
        (["make", "quarter", "--plan", "khac"], 4, "Không có kế hoạch “khac”"),
        (["remark", "1", "khac", "chữ", "--as", COORDINATOR], 4, "mục nhận xét “khac”"),
        (["remark", "1", "kien_nghi", "chữ", "--as", DIRECTOR], 3, "không được thực hiện"),
        (
            ["remark", "1", "kien_nghi", "chữ", "--as", COORDINATOR, "--version", "7"],
            5,
            "vừa được người khác",
        ),
        (["issue", "1"], 2, "--as"),
        (["issue", "1", "--as", COORDINATOR], 3, "không được thực hiện"),
        (["issue", "1", "--as", HEAD, "--version", "7"], 5, "vừa được người khác"),
        (["list", "--kind", "khac"], 2, "không có “khac”"),
        (["list", "--as", f"ai@{DOMAIN}"], 4, "Không có người nào"),
    ],
)
def test_what_can_not_be_done_has_its_exit_code(autumn: Cchc, typed: list[str], code: int, said: str) -> None:
    make(autumn)
    answer = autumn("report", *typed)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err


def test_issued_report_is_not_issued_or_changed_again(autumn: Cchc) -> None:
    make(autumn)
    assert issue(autumn, 1).code == 0
    assert issue(autumn, 1).code == 5
    assert autumn("report", "remark", 1, "kien_nghi", "muộn", "--as", COORDINATOR).code == 5
    again = make(autumn)
    assert (again["id"], again["issue"]) == (2, 2)
