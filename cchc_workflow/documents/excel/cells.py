"""Owns what a figure of the snapshot becomes in a cell of Excel: its type, its format, its length."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from cchc_workflow.documents.excel.book import Field, Kind
from cchc_workflow.documents.plain import make_plain
from cchc_workflow.words import label

LONGEST: Final = 32_767
"""What a cell holds, in UTF-16 units."""

_DAY_ZERO: Final = date(1899, 12, 30)
_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it Excel counts a day that never was (29/2/1900)."""

_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Excel reads _x0041_ in a text as a letter."""

_HEAD: Final = {
    "bold": True,
    "border": 1,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
    "bg_color": "#E6E6E6",
}

Tell = Callable[[Any], str]
"""Return a figure as what follows a cell's place and style in SpreadsheetML (ECMA-376, 18.3.1.4)."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of a workbook: `cells` by kind, `totals` the same in bold."""

    title: Format
    source: Format
    head: Format
    cells: Mapping[Kind, Format]
    totals: Mapping[Kind, Format]


def make_styles(workbook: Workbook) -> Styles:
    """Return the formats, added to the workbook."""
    top = {"valign": "top"}
    forms: Mapping[Kind, dict[str, object]] = {
        "order": {"num_format": "0", "align": "center"},
        "text": {"text_wrap": True},
        "list": {"text_wrap": True},
        "word": {"text_wrap": True},
        "mark": {"align": "center"},
        "count": {"num_format": "#,##0"},
        "decimal": {"num_format": "#,##0.00"},
        "percent": {"num_format": "0.00%"},
        "date": {"num_format": "d/m/yyyy", "align": "center"},
    }
    whole = {"bold": True, "top": 1}
    return Styles(
        title=workbook.add_format({"bold": True, "font_size": 14, "text_wrap": True} | top),
        source=workbook.add_format({"italic": True, "text_wrap": True} | top),
        head=workbook.add_format(_HEAD),
        cells={kind: workbook.add_format(top | form) for kind, form in forms.items()},
        totals={kind: workbook.add_format(top | form | whole) for kind, form in forms.items()},
    )


def make_tell(field: Field, mark: str) -> Tell:
    """Return what tells a column's figures, none of them empty; a text is one, whatever it begins with."""
    match field.kind:
        case "text" | "list":
            return _tell_text
        case "word":
            return cache(lambda name: _tell_text(capitalize(label(field.label, name))))
        case "mark":
            marked = _tell_text(mark)
            return lambda _: marked
        case "date":
            return _tell_day
        case _:
            return lambda value: f"><v>{to_number(value, field.kind)}</v></c>"


def to_number(value: object, kind: Kind) -> float | int:
    """Return a figure as Excel counts: decimals are texts in the snapshot, 30 percent is 0.3."""
    if isinstance(value, int):
        return value
    number = Decimal(str(value)) / (100 if kind == "percent" else 1)
    return int(number) if number == number.to_integral_value() else float(number)


def fit(text: str) -> str:
    """Return a text as a cell holds it: letters composed, nothing XML forbids, no longer than is taken."""
    plain = make_plain(text)
    if len(plain) * 2 > LONGEST and len(plain.encode("utf-16-le")) > LONGEST * 2:
        kept = plain.encode("utf-16-le")[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore")
        return f"{kept}…"
    return plain


def capitalize(text: str) -> str:
    """Return a text with its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=4096)
def _tell_text(text: str) -> str:
    told = escape(_ESCAPED.sub("_x005F_", fit(text)), quote=False)
    return f' t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'


@lru_cache(maxsize=4096)
def _tell_day(iso: str) -> str:
    day = date.fromisoformat(iso)
    if day < _FIRST_DAY:
        return _tell_text(f"{day.day}/{day.month}/{day.year}")
    return f"><v>{(day - _DAY_ZERO).days}</v></c>"
