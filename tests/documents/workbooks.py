"""Owns reading an Excel file back, by a reader of values and by its XML; and a snapshot to make one of."""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from cchc_workflow.definitions import toml
from cchc_workflow.documents.excel.book import Book, read_book

NOTIFICATIONS = Path(__file__).resolve().parents[2] / "notifications"
BOOK_FILE = NOTIFICATIONS / "vi/papers/sheets.toml"
KINDS = sorted(path.stem for path in (NOTIFICATIONS / "samples/papers").glob("*.json"))
_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REF = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def make_book() -> Book:
    """Return the annex that comes along."""
    return read_book(toml.read(BOOK_FILE))


def read_sample(kind: str = "quarter") -> dict[str, Any]:
    """Return the sample snapshot of a kind, to change as one likes."""
    data: dict[str, Any] = json.loads((NOTIFICATIONS / f"samples/papers/{kind}.json").read_text("utf-8"))
    return deepcopy(data)


def values_in(made: bytes) -> dict[str, list[list[Any]]]:
    """Return the values of all sheets by name, as another program reads them."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(made))
    sheets = {name: workbook.get_sheet_by_name(name) for name in workbook.sheet_names}
    return {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}


def sheet_xml(made: bytes, name: str) -> Element:
    """Return the XML of the sheet that is called so."""
    with ZipFile(BytesIO(made)) as parts:
        relations = _parse(parts.read("xl/_rels/workbook.xml.rels"))
        targets = {each.attrib["Id"]: each.attrib["Target"] for each in relations}
        sheets = _parse(parts.read("xl/workbook.xml")).iterfind("m:sheets/m:sheet", _NAMES)
        (sheet,) = (each for each in sheets if each.attrib["name"] == name)
        return _parse(parts.read(f"xl/{targets[sheet.attrib[_REF]]}"))


def formulas_in(made: bytes, name: str) -> dict[str, str]:
    """Return the formulas of a sheet by their cells."""
    cells = sheet_xml(made, name).iterfind(".//m:c", _NAMES)
    found = ((cell.attrib["r"], cell.find("m:f", _NAMES)) for cell in cells)
    return {place: formula.text or "" for place, formula in found if formula is not None}


def find_in(made: bytes, name: str, path: str) -> Sequence[Element]:
    """Return the elements of a sheet's XML at a path such as "m:autoFilter"."""
    return sheet_xml(made, name).findall(path, _NAMES)


def names_in(made: bytes) -> Mapping[tuple[str, str], str]:
    """Return what the workbook's own names mean, by name and number of the sheet from 0."""
    with ZipFile(BytesIO(made)) as parts:
        book = _parse(parts.read("xl/workbook.xml"))
    found = book.iterfind("m:definedNames/m:definedName", _NAMES)
    return {(each.attrib["name"], each.attrib["localSheetId"]): each.text or "" for each in found}


def _parse(part: bytes) -> Element:
    return fromstring(part)  # noqa: S314 - what was just made here
