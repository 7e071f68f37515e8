import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.documents.binder.names import (
    LONGEST_FILE,
    LONGEST_FOLDER,
    Names,
    file_name,
    plain,
    safe_code,
    safe_name,
)

SAFE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._ -]*[A-Za-z0-9_])?")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a.1 Kế hoạch, tổ chức thực hiện", "a.1 Ke hoach to chuc thuc hien"),
        ("12/BC-VP ngày 5/6", "12-BC-VP ngay 5-6"),
        ("Tổ chức - Cán bộ", "To chuc Can bo"),
        ("Đánh giá (năm 2021): “đạt”", "Danh gia nam 2021 dat"),
        ("../../etc/passwd", "etc-passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\x", "C x"),
        ("/tuyệt đối", "tuyet doi"),
        ("-rf", "rf"),
        (".ẩn", "an"),
        ("a\nb\tc\0d", "a b c-d"),
        ("a\u202egpj.exe", "a-gpj.exe"),
        ("con", "con_"),
        ("NUL.txt", "NUL.txt_"),
        ("lpt1", "lpt1_"),
        ("", "tep"),
        ("…/…", "tep"),
        ("日本語", "tep"),
    ],
)
def test_names_are_safe_and_readable(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize(("code", "name"), [("đ.1", "dd.1"), ("d.1", "d.1"), ("Đ", "DD"), ("a.1.2", "a.1.2")])
def test_codes_of_two_areas_stay_apart(code: str, name: str) -> None:
    assert safe_code(code) == name


@pytest.mark.parametrize(
    ("document", "given_name", "name"),
    [
        ("12/BC-VP", "Báo cáo số 1.PDF", "03 12-BC-VP Bao cao so 1.pdf"),
        ("12/BC-VP", "", "03 12-BC-VP"),
        ("", "scan.tar.gz", "03 scan.tar.gz"),
        ("x", "không có đuôi", "03 x khong co duoi"),
        ("x", "a.đuôi", "03 x a.duoi"),
        ("x", "a." + "b" * 20, "03 x a." + "b" * 20),
        ("", "", "03"),
        ("=cmd|' /C calc'!A0", "<b>.pdf", "03 cmd C calc A0 b.pdf"),
    ],
)
def test_a_files_name_has_its_number_document_and_ending(document: str, given_name: str, name: str) -> None:
    assert file_name(3, document, given_name) == name


@given(text=st.text(max_size=300), number=st.integers(1, 999))
def test_whatever_is_typed_gives_a_safe_name(text: str, number: int) -> None:
    folder, file = safe_name(text), file_name(number, text, text)
    assert len(folder) <= LONGEST_FOLDER
    assert len(file) <= LONGEST_FILE
    for name in (folder, file):
        assert SAFE.fullmatch(name), name
        assert name not in {".", ".."}
        assert "/" not in name


@given(st.lists(st.sampled_from(["a.pdf", "A.pdf", "a", "b.c d", "x" * 80, "x" * 76 + ".pdf"]), max_size=20))
def test_names_in_a_folder_differ_whatever_their_case(given_names: list[str]) -> None:
    names = Names()
    found = [names.add(name, LONGEST_FILE) for name in given_names]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(len(name) <= LONGEST_FILE for name in found)


def test_a_second_file_of_a_name_keeps_its_ending() -> None:
    names = Names()
    assert [names.add("01 bc.pdf", 80) for _ in range(3)] == ["01 bc.pdf", "01 bc-2.pdf", "01 bc-3.pdf"]
    assert [names.add("a.1 Ke hoach", 60) for _ in range(2)] == ["a.1 Ke hoach", "a.1 Ke hoach-2"]


def test_plain_text_is_ascii() -> None:
    assert plain("Ễnh ương: Đ — ①") == "Enh uong D - -"
