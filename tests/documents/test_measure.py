from decimal import Decimal

import pytest
from fontTools.ttLib import TTFont

from cchc_workflow.documents.measure import balance, measure, measure_longest
from cchc_workflow.documents.typeface import find_fonts

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY0123456789 ,.:;-–/()%&"
    "áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵỘỞỪỂẢ"
)
MM_PER_POINT = 25.4 / 72


@pytest.fixture(scope="module")
def fonts() -> dict[bool, TTFont]:
    upright, bold, *_ = find_fonts()
    return {False: TTFont(upright), True: TTFont(bold)}


@pytest.mark.parametrize("bold", [False, True])
def test_letters_are_as_wide_as_in_the_typeface(fonts: dict[bool, TTFont], *, bold: bool) -> None:
    font = fonts[bold]
    names, widths, whole = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    wrong = [
        letter
        for letter in LETTERS
        if abs(
            float(measure(letter, 1000, bold=bold)) / MM_PER_POINT
            - widths[names[ord(letter)]][0] * 1000 / whole
        )
        > 1
    ]
    assert wrong == []


def test_marks_take_no_room() -> None:
    assert measure("kho\u0302\u0301i", 14) == measure("khoi", 14) == measure("khối", 14)


def test_motto_is_about_six_centimetres_long() -> None:
    assert measure("Độc lập - Tự do - Hạnh phúc", 14, bold=True).quantize(Decimal("0.1")) == Decimal("60.5")


@pytest.mark.parametrize(
    ("text", "room", "longest"),
    [
        ("", 50, measure("", 14)),
        ("một hai", 500, measure("một hai", 14)),
        ("một hai ba", 14, measure("hai ba", 14)),
        ("x" * 400, 60, Decimal(60)),
    ],
)
def test_measure_longest_finds_the_longest_line(text: str, room: int, longest: Decimal) -> None:
    assert measure_longest(text, 14, Decimal(room)) == longest


def test_balance_makes_lines_alike_and_no_more_of_them() -> None:
    text = "SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"
    room = balance(text, 13, Decimal(64), bold=True)
    second = "PHÁT TRIỂN NÔNG THÔN"
    assert measure(second, 13, bold=True) <= room < measure("SỞ NÔNG NGHIỆP VÀ PHÁT", 13, bold=True)


@pytest.mark.parametrize("text", ["", "SỞ Y TẾ", "x" * 400])
def test_balance_never_gives_more_room_than_there_is(text: str) -> None:
    assert Decimal(0) <= balance(text, 13, Decimal(64)) <= Decimal(64)
