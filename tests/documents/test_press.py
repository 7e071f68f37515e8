import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cchc_workflow.documents.paper import Paper, Remarks, Table
from cchc_workflow.documents.press import Press
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.drawing.report import draw
from cchc_workflow.engine.report.report import Format
from cchc_workflow.errors import DefinitionError
from tests.documents.making import (
    NOTIFICATIONS,
    WORKFLOWS,
    make_press,
    make_report,
    read_sample,
    say_all,
    write_own,
)

PRESS = make_press()
ISSUED: dict[str, Any] = {"state": ReportState.ISSUED, "issued_at": datetime(2021, 10, 3, 20, tzinfo=UTC)}
"""It is already 4 October in Vietnam."""


def print_kind(kind: ReportKind, figures: dict[str, Any] | None = None, **over: Any) -> Paper:  # noqa: ANN401
    return PRESS.paper(make_report(kind, figures, **over))


def test_everything_shipped_passes_the_check() -> None:
    PRESS.check()


def test_head_leaves_number_and_day_of_a_draft_to_the_clerk() -> None:
    paper = print_kind(ReportKind.QUARTER)
    assert (paper.parent, paper.issuer) == (
        "UBND TỈNH QUẢNG NGÃI",
        "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
    )
    assert paper.number == ("Số: ", "/BC-SNNPTNT")
    assert re.fullmatch(r"Quảng Ngãi, ngày \s+ tháng 9 năm 2021", paper.place_and_date)
    assert paper.draft
    assert paper.basis[0].startswith("Căn cứ Quyết định số 598/QĐ-UBND")


def test_the_issuer_is_in_capitals_in_the_head_alone() -> None:
    paper = print_kind(ReportKind.UNIT)
    assert (paper.issuer, paper.issued_by) == ("CHI CỤC KIỂM LÂM", "Chi cục Kiểm lâm")


def test_issued_paper_bears_its_day_as_in_vietnam() -> None:
    paper = print_kind(ReportKind.QUARTER, **ISSUED)
    assert paper.place_and_date == "Quảng Ngãi, ngày 04 tháng 10 năm 2021"
    assert not paper.draft


def test_months_1_and_2_are_padded() -> None:
    issued_at = datetime(2022, 2, 10, 2, tzinfo=UTC)
    paper = print_kind(ReportKind.YEAR, state=ReportState.ISSUED, issued_at=issued_at)
    assert paper.place_and_date.endswith("ngày 10 tháng 02 năm 2022")


def test_minutes_are_signed_by_both() -> None:
    paper = print_kind(ReportKind.HANDOVER)
    table = next(block for block in paper.blocks if isinstance(block, Table))
    assert paper.kind == "BIÊN BẢN"
    assert not table.ruled
    assert [each.title for each in table.columns] == ["BÊN NHẬN", "BÊN GIAO"]
    assert table.rows[-1][1] == "Nguyên Chi cục trưởng Chi cục Kiểm lâm"


def test_remarks_stand_where_they_belong_and_keep_their_lines() -> None:
    paper = print_kind(ReportKind.QUARTER, remarks={"kien_nghi": " Một.\r\n\r\n- *Hai* <b>\x00 "})
    remarks = {block.section: block.text for block in paper.blocks if isinstance(block, Remarks)}
    assert remarks["kien_nghi"] == "Một.\n\n- *Hai* <b>"
    assert remarks["han_che"] == ""


def test_long_tables_stop_with_a_word_about_the_rest(tmp_path: Path) -> None:
    figures = read_sample(ReportKind.QUARTER)["figures"]
    title = figures["tasks"]["columns"].index("title")
    rows = [
        [*row[:title], f"{row[title]} {number}", *row[title + 1 :]]
        for number in range(50)
        for row in figures["tasks"]["rows"]
    ]
    text = say_all(print_kind(ReportKind.QUARTER, {"tasks": {**figures["tasks"], "rows": rows}}))
    assert "Bảng trên nêu 200 trong tổng số" in text


def test_a_duty_of_several_units_is_one_row_that_names_them() -> None:
    figures = read_sample(ReportKind.QUARTER)["figures"]
    columns = figures["tasks"]["columns"]
    task = dict(zip(columns, figures["tasks"]["rows"][0], strict=True)) | {
        "state": "verified", "progress": "done_on_time", "late": False, "excused": False, "days_late": 0,
        "in_period": True, "title": "Rà soát", "due_on": "2021-06-30", "original_due_on": "2021-06-30",
    }  # fmt: skip
    told = [("A/1", "Chi cục Một", "2021-06-21"), ("A/2", "Chi cục Hai", "2021-06-05")]
    rows = [
        [(task | {"code": code, "unit": unit, "reported_on": day})[name] for name in columns]
        for code, unit, day in told
    ]
    tasks = {**figures["tasks"], "rows": [*rows, *figures["tasks"]["rows"]]}
    table = next(
        block
        for block in print_kind(ReportKind.QUARTER, {"tasks": tasks}).blocks
        if isinstance(block, Table) and block.columns[1].title == "Nhiệm vụ"
    )
    assert [row[1:3] for row in table.rows if row[1] == "Rà soát"] == [
        ("Rà soát", "02 đơn vị: Chi cục Một; Chi cục Hai")
    ]
    assert "từ ngày 5/6/2021 đến ngày 21/6/2021" in table.rows[0][-1]


@pytest.mark.parametrize("form", ["docx", "html", "xlsx"])
def test_print_gives_a_named_file(form: Format) -> None:
    printed = PRESS.print(make_report(ReportKind.QUARTER), form)
    assert printed.name == f"BC-CCHC-2021-q3-du-thao.{form}"
    assert printed.data
    again = PRESS.print(make_report(ReportKind.QUARTER, issue=2, **ISSUED), form)
    assert again.name == f"BC-CCHC-2021-q3-lan-2.{form}"


def test_file_name_is_fit_for_every_system() -> None:
    sample = read_sample(ReportKind.URGING)
    printed = PRESS.print(
        make_report(ReportKind.URGING, subject={**sample["subject"], "code": "Đ/K:*"}), "html"
    )
    assert printed.name == "CV-don-doc-2021-10-04-D-K---du-thao.html"


def test_print_pdf_where_it_can_be_made() -> None:
    pytest.importorskip("typst")
    assert PRESS.print(make_report(ReportKind.URGING), "pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("chart:index", "chart:idnex", "unknown picture 'idnex'; did you mean 'index'?"),
        ("table:thong_ke", "table:thong_ko", "unknown table 'thong_ko'; did you mean 'thong_ke'?"),
        ("remarks:han_che", "remarks:han_che_2", "'remarks:han_che"),
        ("{{ totals.late | two }}", "{{ totals.latest | two }}", "latest"),
        ("figures.steering", "figures.stearing", "unknown figure 'stearing'; did you mean 'steering'?"),
        ("annex:chua_co_han)", "annex:khong_co)", "no annex of this paper"),
        ("{{ steering.reports | two }}", "{{ subject }}", "None can't be printed"),
    ],
)
def test_check_refuses_what_no_report_has(tmp_path: Path, old: str, new: str, reason: str) -> None:
    shipped = (NOTIFICATIONS / "vi/papers/_periodic.md").read_text("utf-8")
    own = write_own(tmp_path, "_periodic.md", shipped.replace(old, new, 1))
    with pytest.raises(DefinitionError) as refused:
        make_press(own).check()
    assert reason in f"'{refused.value.key}' {refused.value.reason}"
    if "remarks" not in old:
        assert refused.value.path == str(own / "vi/papers/_periodic.md")
        assert refused.value.key.startswith("line ")


def test_check_refuses_a_section_of_one_organization_that_has_no_place(tmp_path: Path) -> None:
    rules = (WORKFLOWS / "reports.toml").read_text("utf-8")
    own = '\n[organization."so-vi-du".quarter]\nsections = ["chi_dao", "danh_gia"]\n'
    (tmp_path / "reports.toml").write_text(rules + own, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        Press([NOTIFICATIONS], [tmp_path, WORKFLOWS]).check()
    assert (caught.value.key, caught.value.reason) == ("remarks:danh_gia", "stands 0 times, must once")


def test_check_lets_an_organization_leave_a_section_out(tmp_path: Path) -> None:
    rules = (WORKFLOWS / "reports.toml").read_text("utf-8")
    own = '\n[organization."so-vi-du".quarter]\nsections = ["chi_dao"]\n'
    (tmp_path / "reports.toml").write_text(rules + own, "utf-8")
    Press([NOTIFICATIONS], [tmp_path, WORKFLOWS]).check()


def test_quick_check_tries_every_kind_too(tmp_path: Path) -> None:
    make_press().check(thorough=False)
    write_own(tmp_path, "urging/body.md", "{{ figures.no_such }}")
    with pytest.raises(DefinitionError):
        make_press(tmp_path).check(thorough=False)


def test_check_refuses_a_blank_subject(tmp_path: Path) -> None:
    own = write_own(tmp_path, "weekly/subject.txt", "{{ '' }}\n")
    with pytest.raises(DefinitionError) as refused:
        make_press(own).check()
    assert refused.value.reason == "must not be blank"


def test_office_overrides_a_single_file(tmp_path: Path) -> None:
    own = write_own(tmp_path, "quarter/subject.txt", "Tình hình {{ period | period }}")
    assert make_press(own).paper(make_report(ReportKind.QUARTER)).subject == "Tình hình quý III năm 2021"


def test_missing_folder_of_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError):
        make_press(tmp_path / "none").__class__([tmp_path], [tmp_path]).check()


def test_chart_is_there_where_the_figures_are() -> None:
    drawn = PRESS.chart(make_report(ReportKind.QUARTER))
    assert drawn is not None
    assert drawn[1].startswith(b"\x89PNG")
    assert PRESS.chart(make_report(ReportKind.URGING)) is None


def test_weekly_letter_has_the_burn_up_for_it_has_the_bars_already() -> None:
    weekly, quarter = (PRESS.chart(make_report(kind)) for kind in (ReportKind.WEEKLY, ReportKind.QUARTER))
    assert weekly is not None
    assert quarter is not None
    assert weekly[0] == draw("burnup", make_report(ReportKind.WEEKLY).data)
    assert quarter[0] == draw("units", make_report(ReportKind.QUARTER).data)


def test_what_was_printed_last_is_at_hand_until_it_changes() -> None:
    press = Press([NOTIFICATIONS], [WORKFLOWS])
    report = make_report(ReportKind.URGING)
    first = press.print_again(report, "docx")
    assert press.print_again(report, "docx") is first
    assert press.print_again(replace(report, version=report.version + 1), "docx") is not first
