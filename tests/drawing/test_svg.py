from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.ink import COLOURS, TONES, Hatch
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.svg import EDGE, LOOKS, Look, Sheet, number
from tests.drawing.seen import COMBINING, HOSTILE, SPACE, classes, hatched, read, texts


def draw(sheet: Sheet) -> Picture:
    return sheet.finish(40.2, "Biểu đồ", "Điều tìm thấy.")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (-0.04, "0"), (12.0, "12"), (12.34, "12.3"), (-0.5, "-0.5"), (99.96, "100")],
)
def test_numbers_are_short(value: float, expected: str) -> None:
    assert number(value) == expected


def test_picture_is_a_document_of_its_own() -> None:
    picture = draw(Sheet("x", Look()))
    root = read(picture)
    assert (picture.width, picture.height, picture.told) == (640, 40, "Điều tìm thấy.")
    assert root.findtext(f"{SPACE}title") == "Biểu đồ"
    assert root.findtext(f"{SPACE}desc") == "Điều tìm thấy."
    assert root.attrib["aria-labelledby"] == "x-640-title x-640-told"


def test_ids_differ_by_picture_and_width() -> None:
    pictures = [draw(Sheet(name, look)) for name in ("x", "y") for look in LOOKS]
    ids = [element.attrib["id"] for each in pictures for element in read(each) if "id" in element.attrib]
    assert len(ids) == len(set(ids)) == 8


def test_typeface_is_that_of_the_page_unless_given() -> None:
    assert "font-family" not in read(draw(Sheet("x", Look()))).attrib
    family = 'A "B" & C'
    assert read(draw(Sheet("x", Look(family=family)))).attrib["font-family"] == family


@pytest.mark.parametrize("words", [HOSTILE, COMBINING, "", " \n "])
def test_whatever_is_written_stays_text(words: str) -> None:
    sheet = Sheet("x", Look())
    sheet.text(0, 10, words)
    sheet.text(0, 20, "sau")
    picture = sheet.finish(30, words, words)
    assert texts(picture)[1:] == ["sau"]
    assert len(read(picture)) == 4


@given(words=st.text())
def test_any_text_parses(words: str) -> None:
    sheet = Sheet("x", Look(family=words))
    sheet.text(0, 10, words)
    read(sheet.finish(30, words, words))


@pytest.mark.parametrize("tone", TONES)
def test_tone_is_a_colour_or_a_hatching(tone: str) -> None:
    sheet = Sheet("x", Look())
    sheet.area(0, 0, 60, 12, next(each for each in TONES if each == tone))
    assert hatched(draw(sheet)) == isinstance(TONES[tone], Hatch)  # type: ignore[index]


def test_nothing_is_drawn_of_nothing() -> None:
    sheet = Sheet("x", Look())
    sheet.area(0, 0, 0, 12, "late")
    sheet.area(0, 0, 12, 0, "late")
    assert len(read(draw(sheet))) == 2


def test_every_colour_is_an_attribute_with_a_class_beside_it() -> None:
    sheet = Sheet("x", Look())
    sheet.block(0, 0, 9, 9, "bed", "rule")
    sheet.text(0, 9, "a", halo=True)
    sheet.curve("M0 0L9 9", "secured", 2, "6 4")
    sheet.line(0, 0, 9, 9, dash=3, width=2)
    sheet.dot(9, 9, 2, "ink")
    sheet.frame(0, 0, 9, 9)
    sheet.shape("M0 0L9 9V0z", "pale")
    for element in list(read(draw(sheet)))[2:]:
        named = dict(part.split("-", 1) for part in element.attrib["class"].split())
        for kind, attribute in (("fill", "fill"), ("edge", "stroke")):
            if kind in named:
                assert element.attrib[attribute] == COLOURS[named[kind]]
            else:
                assert element.attrib.get(attribute, "none") == "none"
    assert classes(draw(sheet)) >= {"fill-bed", "edge-rule", "edge-secured", "fill-pale"}


def test_room_is_left_at_the_edges() -> None:
    sheet = Sheet("x", Look(312))
    assert sheet.width == 312 - 2 * EDGE
    assert LOOKS[1].narrow
    assert not LOOKS[0].narrow
    assert Look(family="x").spread < Look().spread


def brightness(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_tones_are_told_apart_in_grey() -> None:
    """Two tones differ in brightness, or one is hatched, or both are, in other ways."""
    seen = []
    for tone in TONES.values():
        base = COLOURS[tone if isinstance(tone, str) else tone.base]
        lines = None if isinstance(tone, str) else (tone.slope, tone.base in {"paper", "pale"})
        seen.append((lines, round(brightness(base) / 25)))
    assert len(seen) == len(set(seen))


def test_heat_darkens_level_by_level() -> None:
    shades = [brightness(COLOURS[f"heat-{level}"]) for level in range(5)]
    assert shades == sorted(shades, reverse=True)
    assert all(one - other > 8 for one, other in pairwise(shades))
