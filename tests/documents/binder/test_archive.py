import csv
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO, StringIO, UnsupportedOperation
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipFile

import pytest

from cchc_workflow.documents.binder.archive import SUMS, write_binder
from cchc_workflow.engine.score.binder import Binder, Piece
from tests.documents.binding import PLANNED, make_binder, make_piece, make_section

PDF = b"%PDF-1.4\n"
HOSTILE = '"><script>alert(1)</script>\r\n=1+1 ../../x \u202e\0'


class Pipe(BytesIO):
    """A place to write that nobody can seek in, as a socket is."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise UnsupportedOperation

    def seek(self, offset: int, whence: int = 0) -> int:
        raise UnsupportedOperation(offset, whence)


def reader_of(*contents: bytes) -> Callable[[str], bytes | None]:
    kept = {make_piece(content).sha256: content for content in contents}
    return kept.get


def write(binder: Binder, *contents: bytes) -> bytes:
    to = BytesIO()
    write_binder(to, binder, reader_of(*contents))
    return to.getvalue()


def open_zip(data: bytes) -> ZipFile:
    return ZipFile(BytesIO(data))


def rows_of(archive: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(archive.read(name).decode("utf-8-sig"))))


def whole() -> tuple[Binder, tuple[bytes, ...]]:
    contents = (PDF, PDF + b"2", PDF + b"3")
    return (
        make_binder(
            make_section(
                "đ.1.1", make_piece(contents[0]), make_piece(contents[1]), above=(PLANNED,), assigned=2
            ),
            make_section("đ.1.2", make_piece(None), above=(PLANNED,)),
            make_section(
                "d.1", make_piece(contents[2], document="", file_name="Ảnh 1.PDF"), make_piece(contents[2])
            ),
            make_section("d.2"),
            make_section("XHH", area="", title="Điều tra xã hội học", assigned=0),
        ),
        contents,
    )


def test_binder_has_a_folder_for_each_criterion() -> None:
    binder, contents = whole()
    with open_zip(write(binder, *contents)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "dd/dd.1 Ke hoach to chuc/dd.1.1 Ban hanh Ke hoach/01 12-BC-VP Bao cao.pdf",
            "dd/dd.1 Ke hoach to chuc/dd.1.1 Ban hanh Ke hoach/02 12-BC-VP Bao cao.pdf",
            "d/d.1 Ban hanh Ke hoach/01 Anh 1.pdf",
            "d/d.2 Ban hanh Ke hoach/",
            "XHH Dieu tra xa hoi hoc/",
            "muc-luc.html",
            "muc-luc.csv",
            "con-thieu.csv",
            SUMS,
        ]
        assert archive.read("d/d.1 Ban hanh Ke hoach/01 Anh 1.pdf") == contents[2]


def test_the_same_evidence_gives_the_same_bytes() -> None:
    binder, contents = whole()
    first = write(binder, *contents)
    assert write(binder, *contents) == first
    pipe = Pipe()
    write_binder(pipe, binder, reader_of(*contents))
    with open_zip(pipe.getvalue()) as archive, open_zip(first) as other:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == [
            other.read(name) for name in other.namelist()
        ]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_sha256sum_accepts_what_was_unpacked(tmp_path: Path) -> None:
    binder, contents = whole()
    with open_zip(write(binder, *contents)) as archive:
        archive.extractall(tmp_path)
    command = ("sha256sum", "--check", "--strict", SUMS)
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != SUMS]
    assert len(done.stdout.splitlines()) == len(files) == 6


def test_index_names_every_piece_with_its_hash() -> None:
    binder, contents = whole()
    with open_zip(write(binder, *contents)) as archive:
        rows = rows_of(archive, "muc-luc.csv")
        names = archive.namelist()
    assert [row["Mã tiêu chí"] for row in rows] == ["đ.1.1", "đ.1.1", "đ.1.2", "d.1", "d.1"]
    assert rows[0] == {
        "Lĩnh vực": "đ", "Mã tiêu chí": "đ.1.1", "Tiêu chí": "Ban hành Kế hoạch", "Điểm tối đa": "1,5",
        "Tự chấm": "", "Thẩm định": "", "Số, ký hiệu văn bản": "12/BC-VP", "Ngày văn bản": "31/5/2021",
        "Người ký": "Chánh Văn phòng", "Nhiệm vụ": "Đ1", "Đơn vị, người đưa vào": "Văn phòng Sở",
        "Báo cáo": "đã xác nhận", "Tệp": names[0], "SHA-256": make_piece(PDF).sha256,
    }  # fmt: skip
    assert rows[2]["Tệp"] == "chỉ có số, ký hiệu"
    assert rows[3]["Tệp"] == rows[4]["Tệp"], "the same bytes lie in a folder once"
    assert all(row["Tệp"] in names for row in rows if row["SHA-256"])


def test_what_is_missing_is_listed() -> None:
    broken, gone = make_piece(PDF), make_piece(PDF + b"gone", document="9/BC")
    binder = make_binder(
        make_section("d.1", broken, gone, assigned=5),
        make_section("d.2", make_piece(PDF + b"!", kept=False)),
        make_section("đ.1"),
    )
    to = BytesIO()
    write_binder(to, binder, {broken.sha256: b"something else"}.get)
    with open_zip(to.getvalue()) as archive:
        rows = rows_of(archive, "con-thieu.csv")
        assert not [name for name in archive.namelist() if name.endswith(".pdf")]
        page = archive.read("muc-luc.html").decode()
    assert [(row["Mã tiêu chí"], row["Còn thiếu"], row["Cần có"]) for row in rows] == [
        ("d.1", "còn 3 trong 5 nhiệm vụ chưa có tài liệu", "Kế hoạch năm 2021"),
        ("d.1", "tệp không còn nguyên vẹn, đã bỏ ra", "12/BC-VP"),
        ("d.1", "tệp không lưu trong hệ thống", "9/BC"),
        ("d.2", "tệp không lưu trong hệ thống", "12/BC-VP"),
        ("đ.1", "chưa có tài liệu nào", "Kế hoạch năm 2021"),
    ]
    assert "Còn thiếu (5)" in page


def hostile_pieces() -> tuple[Piece, ...]:
    names = ("../../etc/passwd", "C:\\con.pdf", HOSTILE, "a" * 300 + ".pdf", "", "CON", ". .", "Ê\u0323.pdf")
    return tuple(
        make_piece(PDF + str(number).encode(), file_name=name, document=HOSTILE, signer=HOSTILE, task=HOSTILE)
        for number, name in enumerate(names)
    )


def test_hostile_names_lead_nowhere(tmp_path: Path) -> None:
    pieces = hostile_pieces()
    contents = tuple(PDF + str(number).encode() for number in range(len(pieces)))
    outer = make_section("..", *pieces, area="../..", title="../../" + HOSTILE)
    again = make_section("...", *pieces, area="../../", title=HOSTILE)
    data = write(make_binder(outer, again, areas=(("../..", HOSTILE), ("../../", HOSTILE))), *contents)
    with open_zip(data) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "ra")
        assert len(rows_of(archive, "muc-luc.csv")) == 2 * len(pieces)
    assert len({name.casefold() for name in names}) == len(names) == 2 * len(pieces) + 4
    for name in names:
        path = PurePosixPath(name)
        assert name.isascii()
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert max(map(len, path.parts)) <= 100
    assert [path.name for path in tmp_path.iterdir()] == ["ra"]


def test_one_file_is_in_memory_at_a_time() -> None:
    """The next one is asked for only when the last one was written."""
    pieces = tuple(make_piece(PDF + str(number).encode()) for number in range(3))
    lengths: list[int] = []
    to: IO[bytes] = BytesIO()

    def read(sha256: str) -> bytes | None:
        lengths.append(to.tell())
        return reader_of(*(PDF + str(number).encode() for number in range(3)))(sha256)

    write_binder(to, make_binder(make_section("d.1", *pieces)), read)
    assert lengths == sorted(set(lengths)), "each is written before the next is read"


def test_an_empty_binder_is_one_still() -> None:
    with open_zip(write(make_binder())) as archive:
        assert archive.namelist() == ["muc-luc.html", "muc-luc.csv", "con-thieu.csv", SUMS]
