from unicodedata import normalize

import pytest

from cchc_workflow.domain.password import LONGEST, settle, weakness

COMMON = frozenset({"matkhau123", "anhyeuemnhieulam"})


def test_settle_gives_both_ways_of_writing_one_form() -> None:
    text = "Đường về nhà ở huyện Ệ"
    assert normalize("NFD", text) != text
    assert settle(normalize("NFD", text)) == settle(text) == text


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("mười chữ ạ", None),
        ("123456789", "password_short"),
        ("", "password_short"),
        ("con mèo trèo cây cau", None),
        ("            a bcd", None),
        ("ab" * (LONGEST // 2), "password_common"),
        ("abcd" * (LONGEST // 4), None),
        ("abcd" * (LONGEST // 4) + "e", "password_long"),
        ("x" * 10_000, "password_long"),
        ("Kiemlam@so.example", "password_own"),
        ("elpmaxe.os@malmeik", "password_own"),
        ("kiemlam@so.example1", "password_own"),
        ("chi cuc truong Kiểm Lâm", "password_own"),
        ("MatKhau123", "password_common"),
        ("Mật khẩu123", "password_common"),
        ("anh yêu em nhiều lắm", "password_common"),
        ("1212121212", "password_common"),
        ("1213121412", None),
    ],
)
def test_weakness_names_what_is_wrong(password: str, expected: str | None) -> None:
    assert weakness(password, "kiemlam@so.example", "Chi cục trưởng Kiểm lâm", COMMON) == expected
