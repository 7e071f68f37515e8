"""Owns reading a PDF back as a person would see it: each text with where, how large and in which style."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from cchc_workflow.documents.paper import Paper, Paragraph
from cchc_workflow.documents.pdf.document import write_pdf
from tests.documents.sheets import make_layout, text

MM = 72 / 25.4
"""Points to the millimetre."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text on a page: `x` from the left, `y` of its foot from the top, in mm; `size` in points."""

    text: str
    x: float
    y: float
    size: float
    style: str


def read_pdf(made: bytes) -> PdfReader:
    """Return a reader of a PDF's bytes."""
    return PdfReader(BytesIO(made))


def look_at(page: PageObject) -> list[Seen]:
    """Return the texts of a page in the order in which they were set."""
    seen: list[Seen] = []
    height = float(page.mediabox.height)

    def note(
        text: str, outer: Sequence[float], inner: Sequence[float], font: Mapping[str, Any] | None, size: float
    ) -> None:
        if text.strip() and font is not None:
            x, y = outer[4] + inner[4], outer[5] + inner[5]
            style = str(font["/BaseFont"]).rpartition("-")[2]
            seen.append(Seen(" ".join(text.split()), x / MM, (height - y) / MM, size, style))

    page.extract_text(visitor_text=note)
    return seen


def find(seen: Sequence[Seen], begins: str) -> Seen:
    """Return the first text that begins so."""
    return next(each for each in seen if each.text.startswith(begins))


def words_in(made: bytes) -> str:
    """Return all words of all pages in one line."""
    return " ".join(" ".join(page.extract_text() for page in read_pdf(made).pages).split())


def bookmarks_in(made: bytes) -> list[tuple[int, str]]:
    """Return the bookmarks with their depth, from 0."""
    return list(_flatten(read_pdf(made).outline, 0))


def _flatten(outline: Sequence[Any], depth: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for each in outline:
        found += _flatten(each, depth + 1) if isinstance(each, list) else [(depth, str(each.title))]
    return found


def fonts_in(made: bytes) -> list[Mapping[str, Any]]:
    """Return the fonts of all pages."""
    resources: list[Any] = [page["/Resources"] for page in read_pdf(made).pages]
    return [font.get_object() for each in resources for font in each["/Font"].values()]


def elements_in(made: bytes) -> list[Mapping[str, Any]]:
    """Return the elements of the structure tree, in the order of reading."""
    return _list_elements(read_pdf(made).root_object["/StructTreeRoot"])


def _list_elements(node: object) -> list[Mapping[str, Any]]:
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        return [inner for each in found for inner in _list_elements(each)]
    if not isinstance(found, dict):
        return []
    return ([found] if "/S" in found else []) + _list_elements(found.get("/K", []))


def rules_in(page: PageObject) -> list[tuple[float, float]]:
    """Return the horizontal lines of a page that stand alone: (length in mm, weight in points)."""
    contents = page.get_contents()
    found: list[tuple[float, float]] = []
    if contents is None:
        return found
    weight = 0.0
    path: list[tuple[float, float]] = []
    for operands, operator in contents.operations:
        if operator == b"w":
            weight = float(operands[0])
        elif operator in {b"m", b"l"}:
            path = [*(path if operator == b"l" else []), (float(operands[0]), float(operands[1]))]
        elif operator == b"S":
            if len(path) == 2 and path[0][1] == path[1][1]:
                found.append((abs(path[1][0] - path[0][0]) / MM, weight))
            path = []
    return found


needs_poppler = pytest.mark.skipif(which("pdftotext") is None, reason="poppler's pdftotext is not installed")


def run_poppler(made: bytes, folder: Path, form: str) -> str:
    """Return what another reader makes of a PDF, in a form such as "-raw"."""
    (folder / "paper.pdf").write_bytes(made)
    command = ["pdftotext", form, str(folder / "paper.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()  # noqa: S603


def write(paper: Paper) -> bytes:
    """Return a paper as PDF by the layout that comes along."""
    return write_pdf(paper, make_layout())


def say(words: str) -> Paragraph:
    """Return a plain paragraph."""
    return Paragraph(text(words))
