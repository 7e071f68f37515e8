"""Owns looking at a finished picture: its texts, its elements, and whether all of it is within its edges."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from cchc_workflow.drawing.letters import BOLD, PAPER, SCREEN, width_of
from cchc_workflow.drawing.picture import Picture

SPACE = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('x')</script> & \"]]>\" \u0000\u0007\u202e\ud800\ufffe =cmd|' /C calc'!A0"
COMBINING = "Pho\u0300ng To\u0302\u0309 chu\u031b\u0301c " + "z" + "\u0301" * 40


def read(picture: Picture) -> Element:
    """Parse a picture as XML; it has to be a whole document without script, style or link."""
    root = fromstring(picture.svg)  # noqa: S314 - our own writing is what is tested
    names = {element.tag for element in root.iter()}
    assert names <= {
        SPACE + name for name in ("svg", "title", "desc", "rect", "line", "path", "circle", "text")
    }
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or name in {"style", "href"}}
    box = [float(part) for part in root.attrib["viewBox"].split()]
    assert (box[2], box[3]) == (picture.width, picture.height)
    assert (root.attrib["width"], root.attrib["height"]) == (str(picture.width), str(picture.height))
    return root


def texts(picture: Picture) -> list[str]:
    """Return what is written in a picture."""
    return [element.text or "" for element in read(picture).iter(f"{SPACE}text")]


def classes(picture: Picture) -> set[str]:
    """Return the classes in a picture."""
    return {name for element in read(picture).iter() for name in element.attrib.get("class", "").split()}


def hatched(picture: Picture) -> int:
    """Return how many areas are hatched."""
    return sum("stroke-linecap" in element.attrib for element in read(picture).iter(f"{SPACE}path"))


def assert_inside(picture: Picture) -> None:
    """Everything drawn or written ends within the picture."""
    root = read(picture)
    left, top, wide, tall = (float(part) for part in root.attrib["viewBox"].split())
    spread = PAPER if "font-family" in root.attrib else SCREEN
    for element in root:
        for x, y in _corners(element, spread):
            assert left - 1 <= x <= left + wide + 1, (element.tag, element.attrib, element.text, x)
            assert top - 1 <= y <= top + tall + 1, (element.tag, element.attrib, element.text, y)


def _corners(element: Element, spread: float) -> Iterator[tuple[float, float]]:
    number = {name: float(value) for name, value in element.attrib.items() if _is_number(value)}
    match element.tag.removeprefix(SPACE):
        case "rect":
            yield number["x"], number["y"]
            yield number["x"] + number["width"], number["y"] + number["height"]
        case "line":
            yield number["x1"], number["y1"]
            yield number["x2"], number["y2"]
        case "circle":
            yield number["cx"] - number["r"], number["cy"] - number["r"]
            yield number["cx"] + number["r"], number["cy"] + number["r"]
        case "text":
            bold = BOLD if element.attrib.get("font-weight") else 1
            wide = width_of(element.text or "", number["font-size"], spread * bold)
            part = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.attrib.get("text-anchor", "start")]
            yield number["x"] - wide * part, number["y"] - number["font-size"] * 0.7
            yield number["x"] + wide * (1 - part), number["y"] + 3
        case "path":
            for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", element.attrib["d"]):
                yield float(x), float(y)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
