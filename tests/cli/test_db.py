from pathlib import Path

import pytest
from sqlalchemy import text

from tests.command_line import Cchc


def test_upgrade_makes_the_database_and_then_leaves_it(bare: Cchc) -> None:
    bare.home.mkdir()
    assert bare("db", "upgrade").out.startswith("Cơ sở dữ liệu đã ở phiên bản ")
    assert "từ trước" in bare("db", "upgrade").out


def test_backup_comes_back_in_an_empty_folder(cchc: Cchc, tmp_path: Path) -> None:
    cchc.start("A4")
    copy = tmp_path / "bản sao.zip"
    assert "Đã sao lưu" in cchc("db", "backup", copy).out
    before = cchc("task", "show", "A4", "--json").json
    cchc.home = tmp_path / "mới"
    cchc.home.mkdir()
    assert "Đã phục hồi và đối chiếu" in cchc("db", "restore", copy).out
    assert cchc("task", "show", "A4", "--json").json == before
    assert cchc("verify").code == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["restore", "khong-co.zip"], "Không mở được"),
        (["backup", "khong-co/x.zip"], "Không ghi được tệp"),
    ],
)
def test_file_that_is_not_there_is_named(cchc: Cchc, tmp_path: Path, typed: list[str], said: str) -> None:
    answer = cchc("db", typed[0], tmp_path / typed[1])
    assert answer.code == 7
    assert said in answer.err


def test_restore_spares_a_database_that_is_in_use(cchc: Cchc, tmp_path: Path) -> None:
    cchc("db", "backup", tmp_path / "x.zip")
    answer = cchc("db", "restore", tmp_path / "x.zip")
    assert answer.code == 7
    assert "Chỉ phục hồi vào cơ sở dữ liệu trống" in answer.err


def test_damaged_copy_is_refused(bare: Cchc, tmp_path: Path) -> None:
    bare.home.mkdir()
    (tmp_path / "x.zip").write_bytes(b"PK damaged")
    answer = bare("db", "restore", tmp_path / "x.zip")
    assert answer.code == 7
    assert "Bản sao bị hỏng" in answer.err


def test_database_of_a_newer_program_is_left_alone(cchc: Cchc) -> None:
    office = cchc.office()
    with office.database.begin() as tx:
        tx.run(text("UPDATE alembic_version SET version_num = '9999'"))
    office.database.close()
    for typed in (["task", "list"], ["db", "upgrade"], ["check"]):
        answer = cchc(*typed)
        assert answer.code == 7
        assert "bản mới hơn chương trình" in answer.err + answer.out
