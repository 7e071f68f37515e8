"""Owns how a paper and its layout are told to the typesetter: plain values that JSON holds, never markup."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Final, assert_never

from cchc_workflow.documents.layout import PAGE_HEIGHT, PAGE_WIDTH, Layout
from cchc_workflow.documents.paper import (
    Annex,
    Block,
    Bullets,
    Figure,
    Heading,
    Paper,
    Paragraph,
    Remarks,
    Table,
    Text,
)
from cchc_workflow.documents.phrasing import attached_line, end_each, number_gap, room_of, split_annexes
from cchc_workflow.documents.plain import make_plain

Value = dict[str, object]

_MM_PER_PIXEL: Final = Decimal("25.4") / 96
_FOR_PICTURES: Final = Decimal("0.8")
"""How much of a page's height a picture may take, so that its caption stays with it."""

_LOOKS: Final = 4

_LINE, _CELL = 70, 24
"""How many letters without a break a line and a table's cell have room for: a hash keeps whole in a line."""

_ENDLESS: Final = {most: re.compile(rf"[^\s\u200b/-]{{{most + 1},}}") for most in (_LINE, _CELL)}
_PIECE: Final = re.compile(".{12}(?=.)")
"""How many letters of an endless word stand between two places where a line may break."""

_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of writing: with them a text could show something else than it says."""


def describe_layout(layout: Layout, family: str) -> Value:
    """Return the layout with its numbers as texts, and the family that the letters are taken from."""
    return {**asdict(layout, dict_factory=_to_texts), "family": family}


def describe_paper(paper: Paper, layout: Layout) -> Value:
    """Return the whole paper: its parts by name, the body's blocks, and the annexes with theirs."""
    body, annexes = split_annexes(paper.blocks)
    return {
        "title": _line(paper.title),
        "language": paper.language,
        "draft": paper.draft,
        "parent": _line(paper.parent),
        "issuer": _line(paper.issuer),
        "number": _line(number_gap(layout, layout.sizes.number).join(paper.number)),
        "place_and_date": _line(paper.place_and_date),
        "kind": _line(paper.kind),
        "subject": _line(paper.subject),
        "addressed": _lines(paper.addressed if len(paper.addressed) == 1 else end_each(paper.addressed)),
        "basis": _lines(end_each(paper.basis)),
        "blocks": _describe(body, layout, draft=paper.draft, wide=False, level=0),
        "signature": _lines(paper.signature),
        "recipients": _lines(end_each(paper.recipients)),
        "annexes": [_describe_annex(annex, blocks, paper, layout) for annex, blocks in annexes],
    }


def _describe_annex(annex: Annex, blocks: Sequence[Block], paper: Paper, layout: Layout) -> Value:
    return {
        "number": _line(annex.number),
        "title": _line(annex.title),
        "wide": annex.wide,
        "attached": _line(attached_line(paper, layout)),
        "blocks": _describe(blocks, layout, draft=paper.draft, wide=annex.wide, level=1),
    }


def _describe(blocks: Iterable[Block], layout: Layout, *, draft: bool, wide: bool, level: int) -> list[Value]:
    """Return the blocks under `level`; in the outline no heading is more than one below that before it."""
    described: list[Value] = []
    for block in blocks:
        if isinstance(block, Heading):
            look = min(max(block.level, 1), _LOOKS)
            level = min(look, level + 1)
            described.append({"type": "heading", "look": look, "level": level, "text": _runs(block.text)})
        else:
            described.extend(_describe_block(block, layout, draft=draft, wide=wide))
    return described


def _describe_block(block: Block, layout: Layout, *, draft: bool, wide: bool) -> Iterator[Value]:
    match block:
        case Paragraph(text):
            yield {"type": "paragraph", "text": _runs(text)}
        case Bullets(items):
            yield {"type": "bullets", "items": [_runs(item) for item in items]}
        case Table():
            yield _describe_table(block)
        case Figure():
            yield _describe_figure(block, layout, wide=wide)
        case Remarks():
            written = [line for line in _lines(make_plain(block.text).split("\n")) if line.strip()]
            blank = [layout.words.blank] if draft else []
            for line in written or blank:
                yield {"type": "paragraph", "text": [{"text": line, "bold": False, "italic": False}]}
        case Annex() | Heading():
            raise ValueError(block)
        case _:
            assert_never(block)


def _describe_table(table: Table) -> Value:
    return {
        "type": "table",
        "caption": _line(table.caption),
        "ruled": table.ruled,
        "columns": [
            {
                "title": _cell(each.title),
                "group": _cell(each.group),
                "width": max(each.width, 1),
                "align": each.align,
            }
            for each in table.columns
        ],
        "rows": [[_cell(text) for text in row] for row in table.rows],
        "foot": [_cell(text) for text in table.foot],
    }


def _describe_figure(figure: Figure, layout: Layout, *, wide: bool) -> Value:
    picture = figure.picture
    height = (PAGE_WIDTH if wide else PAGE_HEIGHT) - layout.page.top - layout.page.bottom
    width, _ = room_of(
        picture.width * _MM_PER_PIXEL,
        picture.height * _MM_PER_PIXEL,
        layout.text_width(wide=wide),
        height * _FOR_PICTURES,
    )
    return {
        "type": "figure",
        "svg": picture.svg,
        "told": _line(picture.told),
        "width": str(width),
        "caption": _line(figure.caption),
    }


def _runs(text: Text) -> list[Value]:
    return [{"text": _say(run.text), "bold": run.bold, "italic": run.italic} for run in text]


def _say(text: str, most: int = _LINE) -> str:
    """Return a text as it may be set; a word without end gets places where its line may break."""
    plain = _TURNING.sub("", make_plain(text))
    return _ENDLESS[most].sub(lambda found: _PIECE.sub("\\g<0>\u200b", found[0]), plain)


def _line(text: str) -> str:
    return _say(text).replace("\n", " ")


def _cell(text: str) -> str:
    return _say(text, _CELL).strip()


def _lines(texts: Iterable[str]) -> list[str]:
    return [_line(text) for text in texts]


def _to_texts(fields: Iterable[tuple[str, object]]) -> Value:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in fields}
