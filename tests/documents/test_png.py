import struct
import zlib
from pathlib import Path

import pytest

from cchc_workflow.documents.png import to_png
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.report import draw
from cchc_workflow.drawing.svg import Look, Sheet
from cchc_workflow.errors import DefinitionError
from tests.drawing.snapshot import make_snapshot

BYTES = {2: 3, 6: 4}
"""Bytes of a pixel by PNG's colour type."""


def read_pixels(content: bytes) -> tuple[int, int, list[tuple[int, ...]]]:
    """Return width, height and the pixels of a PNG of eight bits a colour, as resvg writes them."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", content[16:26])
    assert depth == 8
    packed, place = b"", 8
    while place < len(content):
        (size,) = struct.unpack(">I", content[place : place + 4])
        if content[place + 4 : place + 8] == b"IDAT":
            packed += content[place + 8 : place + 8 + size]
        place += size + 12
    step = BYTES[kind]
    lines = _unfilter(zlib.decompress(packed), width * step, step)
    pixels = [tuple(line[at : at + 3]) for line in lines for at in range(0, width * step, step)]
    return width, height, pixels


def _unfilter(data: bytes, wide: int, step: int) -> list[bytearray]:
    """Undo what PNG does to each line before it is packed (PNG specification, 9.2)."""
    above, lines = bytearray(wide), []
    for start in range(0, len(data), wide + 1):
        kind, line = data[start], bytearray(data[start + 1 : start + 1 + wide])
        for at in range(wide):
            left = line[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            line[at] = (line[at] + _guess(kind, left, above[at], corner)) % 256
        lines.append(line)
        above = line
    return lines


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:
        about = left + up - corner
        return min((left, up, corner), key=lambda each: abs(about - each))
    return (0, left, up, (left + up) // 2)[kind]


def write(words: str, family: str = "") -> Picture:
    sheet = Sheet("x", Look(120, family))
    sheet.text(0, 16, words)
    return sheet.finish(24, "", "")


def dark(picture: Picture) -> int:
    return sum(pixel[0] < 128 for pixel in read_pixels(to_png(picture, 1))[2])


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_png_is_as_large_as_asked_and_white(scale: int) -> None:
    width, height, pixels = read_pixels(to_png(write(""), scale))
    assert (width, height) == (120 * scale, 24 * scale)
    assert set(pixels) == {(255, 255, 255)}


@pytest.mark.parametrize("family", ["", "CCHC Serif", "No Such Typeface", "Times New Roman, serif"])
def test_letters_are_really_drawn(family: str) -> None:
    assert dark(write("Đơn vị", family)) > dark(write("Đơn", family)) > 20


@pytest.mark.parametrize("letter", "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđĐƠƯ…–%")
def test_every_vietnamese_letter_has_its_picture(letter: str) -> None:
    assert to_png(write(letter), 1) != to_png(write(""), 1)
    assert to_png(write(letter), 1) != to_png(write("\U0001f004"), 1), "not the sign for a missing letter"


@pytest.mark.parametrize("name", ["units", "areas", "index", "burnup", "heat", "months"])
def test_every_picture_of_a_report_becomes_a_png(name: str) -> None:
    picture = draw(name, make_snapshot())
    width, height, pixels = read_pixels(to_png(picture, 1))
    assert (width, height) == (picture.width, picture.height)
    assert len(set(pixels)) > 20


def test_missing_typeface_is_an_error_and_not_a_picture_without_letters(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError):
        to_png(write("Đơn vị"), folder=tmp_path)
