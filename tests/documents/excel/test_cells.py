from decimal import Decimal
from typing import get_args

import pytest

from cchc_workflow.documents.excel.book import Field, Kind
from cchc_workflow.documents.excel.cells import LONGEST, capitalize, fit, make_tell, to_number


def tell(kind: Kind, value: object, label: str = "timeliness") -> str:
    return make_tell(Field(key="", title="", value="", kind=kind, width=9, label=label), "x")(value)


def inline(text: str) -> str:
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("text", "=1+1", inline("=1+1")),
        ("text", "a & <b> \"c\" 'd'", inline("a &amp; &lt;b&gt; \"c\" 'd'")),
        ("text", "hai\ndòng \x00\x1f", inline("hai\ndòng ")),
        ("text", "_x0041_ _y", inline("_x005F_x0041_ _y")),
        ("list", "A1, A2", inline("A1, A2")),
        ("word", "done_late", inline("Hoàn thành quá hạn")),
        ("word", "own_state", inline("Own_state")),
        ("mark", True, inline("x")),
        ("count", 12, "><v>12</v></c>"),
        ("order", 3, "><v>3</v></c>"),
        ("decimal", "7.50", "><v>7.5</v></c>"),
        ("decimal", "-8.00", "><v>-8</v></c>"),
        ("percent", "41.33", "><v>0.4133</v></c>"),
        ("percent", "100.00", "><v>1</v></c>"),
        ("date", "2021-06-28", "><v>44375</v></c>"),
        ("date", "1900-03-01", "><v>61</v></c>"),
        ("date", "1900-02-28", inline("28/2/1900")),
    ],
)
def test_a_figure_is_told_by_its_type(kind: Kind, value: object, told: str) -> None:
    assert tell(kind, value) == told


def test_every_kind_of_cell_is_known() -> None:
    values = {"count": 1, "order": 1, "decimal": "1", "percent": "1", "date": "2021-01-01"}
    for kind in get_args(Kind):
        assert tell(kind, values.get(kind, "a")).endswith("</c>")


@pytest.mark.parametrize("letter", ["a", "ộ", "\N{GRINNING FACE}"])
def test_a_text_is_cut_to_what_a_cell_holds(letter: str) -> None:
    whole = letter * (LONGEST // (len(letter.encode("utf-16-le")) // 2))
    assert fit(whole) == whole
    cut = fit(whole + letter * 3)
    assert cut.endswith(f"{letter}…")
    assert len(cut.encode("utf-16-le")) // 2 in {LONGEST, LONGEST - 1}


def test_letters_are_composed() -> None:
    assert fit("Tiê\u0301ng Vie\u0323\u0302t") == "Tiếng Việt"


@pytest.mark.parametrize(
    ("value", "kind", "number"),
    [(0, "count", 0), ("33.33", "percent", 0.3333), ("0.00", "decimal", 0), (Decimal("2.5"), "decimal", 2.5)],
)
def test_numbers_are_as_excel_counts(value: object, kind: Kind, number: float) -> None:
    assert to_number(value, kind) == number


def test_a_label_begins_with_a_large_letter() -> None:
    assert (capitalize("đã giao"), capitalize("")) == ("Đã giao", "")
