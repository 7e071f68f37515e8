import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from cchc_workflow.documents.paper import Annex, Bullets, Figure, Heading, Paper, Paragraph, Remarks, Table
from cchc_workflow.documents.wording.samples import HOSTILE, hollow, read_samples
from cchc_workflow.domain.reporting import ReportKind, ReportState
from tests.documents.making import (
    NOTIFICATIONS,
    make_press,
    make_report,
    read_sample,
    say,
    say_all,
)

PRESS = make_press()
REPORTS = dict(read_samples([NOTIFICATIONS]))
SAMPLES = sorted(REPORTS)
ISSUED: dict[str, Any] = {"state": ReportState.ISSUED, "issued_at": datetime(2021, 10, 3, 20, tzinfo=UTC)}
"""It is already 4 October in Vietnam."""

SENTENCE = re.compile(r"^[A-ZÀ-ỸĐ0-9“(+-].*[.;:,?!…”]$|^[0-9a-f]{64}$", re.DOTALL)


@cache
def print_sample(name: str) -> Paper:
    return PRESS.paper(REPORTS[name])


def print_kind(kind: ReportKind, figures: dict[str, Any] | None = None, **over: Any) -> Paper:  # noqa: ANN401
    return PRESS.paper(make_report(kind, figures, **over))


def headings(paper: Paper, level: int = 1) -> list[str]:
    return [say(block) for block in paper.blocks if isinstance(block, Heading) and block.level == level]


@pytest.mark.parametrize("name", SAMPLES)
def test_paragraphs_are_sentences_and_items_end(name: str) -> None:
    for block in print_sample(name).blocks:
        if isinstance(block, Paragraph):
            assert SENTENCE.match(say(block)), say(block)
        if isinstance(block, Bullets):
            for line in say(block).split("\n"):
                assert line.endswith((".", ";", ",", ":", "?", "!", "…")), line


@pytest.mark.parametrize("name", SAMPLES)
def test_no_figure_is_left_as_a_machine_writes_it(name: str) -> None:
    paper = print_sample(name)
    text = "\n".join((say_all(paper), paper.subject, paper.place_and_date, *paper.recipients))
    for machine in (
        r"\d{4}-\d\d-\d\d",
        r"\d+\.\d{1,2}\b(?!\.)",
        r"\bNone\b",
        r"\bTrue\b",
        r"\b(under|open|done)_",
        r" ,",
        r"\(\)",
        r"  ",
    ):
        found = re.search(machine, text)
        assert found is None, text[max(found.start() - 80, 0) : found.end() + 80]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_heading_stands_over_nothing(name: str) -> None:
    blocks, report = print_sample(name).blocks, REPORTS[name]
    for block, after in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Heading):
            assert after is not None
            assert not isinstance(after, Annex)
            assert not (isinstance(after, Heading) and after.level <= block.level), say(block)
            assert not (isinstance(after, Remarks) and report.issued and not after.text), say(block)


@pytest.mark.parametrize("kind", ReportKind)
def test_hostile_texts_come_out_as_they_are(kind: ReportKind) -> None:
    paper = print_sample(f"{kind}, hostile")
    told = "Mục <a> & \"b\" 'c' | *d* _e_ `f` [g](h) # i - Tiếng Việt"
    assert told in say_all(paper)
    assert HOSTILE not in say_all(paper)
    shapes = [type(block) for block in paper.blocks if not isinstance(block, Bullets | Paragraph)]
    plain = PRESS.paper(make_report(kind))
    assert shapes == [type(block) for block in plain.blocks if not isinstance(block, Bullets | Paragraph)]


def test_quarter_has_the_sections_of_the_office_and_both_ways_of_counting() -> None:
    paper = print_kind(ReportKind.QUARTER)
    assert headings(paper) == [
        "I. Công tác chỉ đạo, điều hành",
        "II. Kết quả thực hiện theo lĩnh vực",
        "III. Kết quả chung",
        "IV. Hạn chế và nguyên nhân",
        "V. Phương hướng, nhiệm vụ quý tới",
        "VI. Kiến nghị, đề xuất",
    ]
    text, totals = say_all(paper), read_sample(ReportKind.QUARTER)["figures"]["totals"]
    assert f"{totals['late']}/{totals['assigned']} = 38,46 %" in text
    assert f"{totals['late']}/{totals['judged']} = 50 %" in text
    assert "Báo cáo 1270/BC-TCTTTg" in text
    assert "mục tiêu 85 điểm" in text
    assert text.rstrip().split("\n")[-1] != ""


def test_official_table_is_that_of_the_decree() -> None:
    table = next(block for block in print_kind(ReportKind.QUARTER).blocks if isinstance(block, Table))
    assert [(each.group, each.title) for each in table.columns] == [
        ("", "Tổng số"),
        ("Chưa hoàn thành", "Trong hạn"),
        ("Chưa hoàn thành", "Quá hạn"),
        ("Đã hoàn thành", "Đúng hạn"),
        ("Đã hoàn thành", "Quá hạn"),
        ("", "Bị hủy"),
        ("", "Ghi chú"),
    ]
    assert [list(row)[:6] for row in table.rows] == [["14", "3", "3", "5", "2", "1"]]


def test_annex_lists_tasks_and_those_without_a_date_apart() -> None:
    blocks = print_kind(ReportKind.QUARTER).blocks
    annexes = {
        block.title: blocks[place + 1] for place, block in enumerate(blocks) if isinstance(block, Annex)
    }
    dated, undated = annexes["Nhiệm vụ trong kỳ báo cáo"], annexes["Nhiệm vụ chưa ấn định thời hạn"]
    assert isinstance(dated, Table)
    assert isinstance(undated, Table)
    assert [each.title for each in dated.columns] == [
        "TT",
        "Nhiệm vụ",
        "Đơn vị chủ trì",
        "Kết quả yêu cầu",
        "Thời hạn",
        "Tiến độ",
        "Kết quả hiện nay",
    ]
    assert "N4" in undated.rows[0][1]
    assert "N4" not in say(dated)
    assert any(isinstance(block, Figure) for block in blocks)


def test_letter_has_its_subject_addressee_and_end() -> None:
    paper = print_kind(ReportKind.URGING)
    assert paper.kind == ""
    assert paper.subject.startswith("V/v ")
    assert paper.addressed == ("Chi cục Kiểm lâm",)
    assert paper.number == ("Số: ", "/SNNPTNT-VP")
    assert paper.signature == ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")
    assert paper.recipients == ("Như trên", "Giám đốc (báo cáo)", "Lưu: VT, VP")
    text = say_all(paper)
    assert text.startswith("Căn cứ Kế hoạch")
    assert "công văn đôn đốc ngày 7/9/2021" in text
    assert "đã được nhắc, đôn đốc 10 lượt, từ ngày 17/8/2021 đến ngày 17/9/2021" in text
    assert "đề nghị Chi cục Kiểm lâm:" in text
    assert "chậm nhất ngày 11/10/2021" in text
    assert text.endswith("./.")


def test_proposal_spells_out_its_arithmetic_and_evidence() -> None:
    text = say_all(print_kind(ReportKind.UNFINISHED))
    (each,) = read_sample(ReportKind.UNFINISHED)["figures"]["proposed"]
    assert f"{each['late']} × 100 = {each['left']} ≥ 30 × {each['assigned']} = {each['right']}" in text
    assert "(Phụ lục I)" in text
    assert "Giám đốc Sở xác nhận đề xuất ngày 30/12/2021" in text


def test_proposal_of_nobody_says_so() -> None:
    text = say_all(print_kind(ReportKind.UNFINISHED, {"proposed": [], "near": []}))
    assert "không có đơn vị nào chạm ngưỡng 30 %" in text


def test_unit_reports_in_its_own_name() -> None:
    paper = print_kind(ReportKind.UNIT)
    assert (paper.parent, paper.issuer) == (
        "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
        "CHI CỤC KIỂM LÂM",
    )
    assert paper.signature == ("CHI CỤC TRƯỞNG",)
    assert paper.number[1] == "/BC-CCKL"
    own = [block for block in paper.blocks if isinstance(block, Table)][-2]
    assert "C5/CCTL" not in say(own)


def test_minutes_without_a_head_leave_room() -> None:
    text = say_all(print_kind(ReportKind.HANDOVER, {"head": None, "successor": None}))
    assert "Bên giao: …" in text
    assert "Bên nhận: …" in text


def test_weekly_begins_with_the_units_at_risk() -> None:
    paper = print_kind(ReportKind.WEEKLY)
    assert paper.addressed == ("Giám đốc Sở",)
    assert headings(paper)[:3] == [
        "I. Đơn vị cần chú ý",
        "II. Việc cần quyết định",
        "III. Thay đổi trong tuần",
    ]


def test_issued_report_without_proposals_says_so() -> None:
    assert "Sở không có kiến nghị, đề xuất." in say_all(print_kind(ReportKind.QUARTER, **ISSUED))
    assert "Sở không có kiến nghị" not in say_all(
        print_kind(ReportKind.QUARTER, remarks={"kien_nghi": "Có."}, **ISSUED)
    )


def test_weekly_names_a_duty_once_and_all_who_have_it() -> None:
    figures = read_sample(ReportKind.WEEKLY)["figures"]
    tasks = [
        {"code": code, "title": "Rà soát", "unit": unit, "due_on": "2021-10-08", "days": 4}
        for code, unit in (("B1/A", "Chi cục Một"), ("B1/B", "Chi cục Hai"))
    ]
    changed = {**figures["changed"], "due_next_week": tasks, "newly_late": []}
    text = say_all(print_kind(ReportKind.WEEKLY, {"changed": changed}))
    assert "Đến hạn trong 7 ngày tới (02 nhiệm vụ): Rà soát (Chi cục Một, Chi cục Hai)." in text
    assert "Mới quá hạn: không có;" in text


def test_quarter_lists_what_is_late_by_duty_with_the_units() -> None:
    figures = read_sample(ReportKind.QUARTER)["figures"]
    names = figures["tasks"]["columns"]
    title, unit = names.index("title"), names.index("unit")
    rows = [[*row] for row in figures["tasks"]["rows"]]
    for number, place in enumerate(figures["late"], start=1):
        rows[place][title], rows[place][unit] = "Rà soát", f"Đơn vị {number}"
    text = say_all(print_kind(ReportKind.QUARTER, {"tasks": {**figures["tasks"], "rows": rows}}))
    units = ", ".join(f"Đơn vị {number}" for number in range(1, len(figures["late"]) + 1))
    assert f"\nRà soát: {units}." in text


def test_new_issue_tells_what_differs() -> None:
    replaces = {
        "issue": 1,
        "sha256": "0" * 64,
        "as_of": "2021-09-14",
        "differences": [
            {"what": "totals.late", "before": 4, "after": 5},
            {"what": "totals.percent", "before": "30.77", "after": "38.46"},
            {"what": "tasks[A4].state", "before": "in_progress", "after": "reported"},
        ],
    }
    text = say_all(print_kind(ReportKind.QUARTER, replaces=replaces, issue=2))
    assert "thay thế văn bản lần 1 có số liệu đến hết ngày 14/9/2021" in text
    assert "Chậm: trước 4, nay 5;" in text
    assert "Tỷ lệ chậm: trước 30,77 %, nay 38,46 %." in text
    assert "Nhiệm vụ có thay đổi: A4." in text


def test_empty_quarter_speaks_of_nothing_that_is_not() -> None:
    text = say_all(print_kind(ReportKind.QUARTER, hollow(read_sample(ReportKind.QUARTER)["figures"])))
    assert "chưa tính tỷ lệ" in text
    assert "không có nhiệm vụ nào chậm" in text
    assert "Phụ lục" not in text


def test_title_of_two_thousand_letters_is_cut_in_sentences_and_whole_in_the_annex() -> None:
    figures = read_sample(ReportKind.UNIT)["figures"]
    long = "Rà soát thủ tục " * 125
    rows = [[row[0], long, *row[2:]] for row in figures["tasks"]["rows"]]
    paper = print_kind(ReportKind.UNIT, {"tasks": {**figures["tasks"], "rows": rows}})
    for block in paper.blocks:
        if isinstance(block, Bullets):
            assert all(len(line) < 400 for line in say(block).split("\n"))
    assert any(long.strip() in say(block) for block in paper.blocks if isinstance(block, Table))
