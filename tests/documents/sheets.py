"""Owns papers made by hand: a whole report with every kind of block, a letter, hostile texts, long tables."""

from dataclasses import replace
from pathlib import Path

from cchc_workflow.definitions import toml
from cchc_workflow.documents.layout import Layout, read_layout
from cchc_workflow.documents.paper import (
    Annex,
    Bullets,
    Column,
    Figure,
    Heading,
    Paper,
    Paragraph,
    Remarks,
    Run,
    Table,
)
from cchc_workflow.drawing.picture import Picture

LAYOUT_FILE = Path(__file__).resolve().parents[2] / "workflows" / "papers.toml"

HOSTILE = (
    "<w:p/>&amp;\"'\x00\x0b\x1f\ufffe\ud800 =1+1 ]]> Ti\u1ec3u # *kho\u0302\u0301i* \\ $x$ @y `z` \u202eabc"
)
"""Markup of every kind, characters that XML forbids, a letter with its marks apart (ố), turned writing."""

PICTURE = Picture(
    svg=(
        '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="120" viewBox="0 0 480 120">'
        '<rect x="0" y="10" width="300" height="40" fill="#555555"/>'
        '<rect x="0" y="60" width="120" height="40" fill="#999999"/>'
        '<line x1="200" y1="0" x2="200" y2="120" stroke="#000000" stroke-width="2"/></svg>'
    ),
    width=480,
    height=120,
    told='Chi cục Thủy lợi vượt mức 30 %: 41,33 % nhiệm vụ chậm; "còn lại" < 30 %.',
)


def make_layout() -> Layout:
    """Return the layout that comes along."""
    return read_layout(toml.read(LAYOUT_FILE))


def text(words: str) -> tuple[Run, ...]:
    """Return a text in one plain run."""
    return (Run(words),)


def make_paper(**over: object) -> Paper:
    """Return a report with every kind of block, its head and foot whole."""
    return replace(_REPORT, **over)  # type: ignore[arg-type]  # a wrong name or value fails the test that gives it


def make_letter(**over: object) -> Paper:
    """Return a letter (công văn) to two units."""
    letter = replace(
        _REPORT,
        kind="",
        subject="V/v đôn đốc thực hiện các nhiệm vụ cải cách hành chính đã quá hạn",
        number=("Số: ", "/SNNPTNT-VP"),
        addressed=("Chi cục Thủy lợi", "Chi cục Kiểm lâm"),
        basis=(),
        blocks=(
            Paragraph(
                text("Căn cứ Kế hoạch số 35/KH-SNNPTNT, Sở đề nghị đơn vị báo cáo trước ngày 15/10/2021./.")
            ),
        ),
    )
    return replace(letter, **over)  # type: ignore[arg-type]  # as in make_paper


def make_empty() -> Paper:
    """Return a report that says nothing: no text is there, no list has an item, no table a row."""
    return make_paper(
        parent="",
        subject="",
        basis=(),
        blocks=(Bullets(()), Table("", (Column("TT", 1), Column("Nhiệm vụ", 5)), ())),
        signature=(),
        recipients=(),
    )


def make_hostile() -> Paper:
    """Return a report each of whose texts is hostile."""
    nasty = text(HOSTILE)
    return make_paper(
        parent=HOSTILE,
        issuer=HOSTILE,
        number=(HOSTILE, HOSTILE),
        place_and_date=HOSTILE,
        kind=HOSTILE,
        subject=HOSTILE,
        addressed=(HOSTILE, HOSTILE),
        basis=(HOSTILE, HOSTILE),
        blocks=(
            *(Heading(level, nasty) for level in range(1, 5)),
            Paragraph((Run(HOSTILE, bold=True), Run(HOSTILE, italic=True))),
            Bullets((nasty, nasty)),
            Table(
                HOSTILE,
                (Column(HOSTILE, 1), Column(HOSTILE, 2, "right", HOSTILE)),
                ((HOSTILE,) * 2,),
                (HOSTILE,) * 2,
            ),
            Figure(replace(PICTURE, told=HOSTILE), HOSTILE),
            Remarks("kien_nghi", HOSTILE, HOSTILE),
            Annex(HOSTILE, HOSTILE, wide=True),
        ),
        signature=(HOSTILE,),
        recipients=(HOSTILE, HOSTILE),
    )


def make_rows(count: int) -> tuple[tuple[str, ...], ...]:
    """Return so many rows of the table of tasks (`TASKS`)."""
    return tuple(
        (
            str(row + 1),
            f"Xây dựng và triển khai nội dung thứ {row + 1} của Kế hoạch cải cách hành chính năm 2021",
            "Chi cục Thủy lợi",
            "Báo cáo kết quả thực hiện",
            "30/6/2021",
            "Hoàn thành quá hạn" if row % 3 else "Đang thực hiện, đã quá hạn",
            f"{row % 40}",
        )
        for row in range(count)
    )


TASKS = (
    Column("TT", 5, "center"),
    Column("Nhiệm vụ", 38),
    Column("Đơn vị chủ trì", 18),
    Column("Kết quả yêu cầu", 18),
    Column("Thời hạn", 11, "center"),
    Column("Tiến độ", 14),
    Column("Số ngày chậm", 8, "right"),
)

_COUNTS = (
    Column("Đơn vị", 30),
    Column("Tổng số", 10, "right"),
    Column("Trong hạn", 10, "right", "Chưa hoàn thành"),
    Column("Quá hạn", 10, "right", "Chưa hoàn thành"),
    Column("Đúng hạn", 10, "right", "Đã hoàn thành"),
    Column("Quá hạn", 10, "right", "Đã hoàn thành"),
    Column("Bị hủy", 8, "right"),
    Column("Ghi chú", 12),
)

_REPORT = Paper(
    parent="UBND TỈNH QUẢNG NGÃI",
    issuer="SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN",
    number=("Số: ", "/BC-SNNPTNT"),
    place_and_date="Quảng Ngãi, ngày 04 tháng 10 năm 2021",
    kind="BÁO CÁO",
    subject="Kết quả thực hiện công tác cải cách hành chính quý III năm 2021",
    addressed=("Sở Nội vụ tỉnh Quảng Ngãi",),
    basis=(
        "Căn cứ Nghị quyết số 76/NQ-CP của Chính phủ ban hành Chương trình tổng thể cải cách hành chính",
        "Căn cứ Kế hoạch số 35/KH-SNNPTNT ngày 06 tháng 01 năm 2021",
    ),
    blocks=(
        Heading(1, text("I. Công tác chỉ đạo, điều hành")),
        Paragraph(
            (
                Run("Tính đến ngày 30/9/2021, toàn Sở có "),
                Run("417", bold=True),
                Run(" nhiệm vụ được giao; 41,33 % đã hoàn thành, trong đó "),
                Run("phần lớn đúng hạn", italic=True),
                Run(". Sở đã ban hành đầy đủ các văn bản chỉ đạo, đôn đốc theo kế hoạch."),
            )
        ),
        Heading(2, text("1. Về kế hoạch cải cách hành chính")),
        Bullets(
            (text("Đã nhắc việc 120 lượt."), (Run("Đã đôn đốc ", bold=True), Run("15 lượt các đơn vị chậm.")))
        ),
        Heading(3, text("a) Việc gia hạn")),
        Paragraph(text("Có 03 đề nghị gia hạn đang chờ quyết định.")),
        Heading(4, text("Lưu ý thêm")),
        Paragraph(text("Số liệu được chốt đến hết ngày 30/9/2021.")),
        Heading(1, text("II. Thống kê tình hình thực hiện nhiệm vụ")),
        Table(
            "Bảng 1. Tình hình thực hiện nhiệm vụ theo đơn vị",
            _COUNTS,
            (
                ("Văn phòng Sở", "120", "30", "2", "80", "8", "0", ""),
                ("Chi cục Thủy lợi", "75", "20", "21", "24", "10", "1", "Vượt 30 %"),
            ),
            ("Tổng số", "195", "50", "23", "104", "18", "1", ""),
        ),
        Figure(PICTURE, "Hình 1. Tỷ lệ nhiệm vụ chậm của các đơn vị so với mức 30 %"),
        Heading(1, text("III. Kiến nghị")),
        Remarks("kien_nghi", "Kiến nghị, đề xuất", "Đề nghị bổ sung biên chế.\nĐề nghị tập huấn phần mềm."),
        Remarks("phuong_huong", "Phương hướng", ""),
        Paragraph(text("Trên đây là báo cáo kết quả công tác cải cách hành chính quý III năm 2021./.")),
        Annex("Phụ lục I", "Danh mục nhiệm vụ quá hạn", wide=True),
        Table("", TASKS, make_rows(40)),
        Annex("Phụ lục II", "Danh mục nhiệm vụ chưa có thời hạn"),
        Table("", (Column("TT", 1, "center"), Column("Nhiệm vụ", 9)), ()),
        Annex("Phụ lục III", "Ký xác nhận"),
        Table(
            "", (Column("BÊN GIAO", 1, "center"), Column("BÊN NHẬN", 1, "center")), (("", ""),), ruled=False
        ),
    ),
    signature=("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"),
    recipients=("Như trên", "Giám đốc, các Phó Giám đốc Sở", "Các phòng, đơn vị thuộc Sở", "Lưu: VT, VP"),
)
