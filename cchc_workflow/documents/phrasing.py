"""Owns the small rules of writing that all renderings of a paper share; it makes no file."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import ceil

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.measure import measure
from cchc_workflow.documents.paper import Annex, Block, Paper

BLANK = "\u00a0"


def end_each(texts: Sequence[str]) -> list[str]:
    """Return the texts, each ending with ";" and the last with "." (mục II.6.a, II.9 of Phụ lục I)."""
    bare = [text.strip().rstrip(";.,").rstrip() for text in texts]
    return [f"{text};" for text in bare[:-1]] + [f"{text}." for text in bare[-1:]]


def number_gap(layout: Layout, size: int) -> str:
    """Return blanks that leave the layout's room for the clerk to write the number, in letters of `size`."""
    return BLANK * ceil(layout.head.number_gap / measure(BLANK, size))


def attached_line(paper: Paper, layout: Layout) -> str:
    """Return what stands under an annex's title: to which paper it belongs (mục III.1 of Phụ lục I)."""
    kind = paper.kind.capitalize() or layout.words.letter
    _, _, dated = paper.place_and_date.partition(", ")
    gap = BLANK * ceil(layout.head.number_gap / 2 / measure(BLANK, layout.sizes.attached))
    issuer = paper.issued_by or paper.issuer
    return layout.words.attached.format(kind=kind, gap=gap, mark=paper.number[1], date=dated, issuer=issuer)


def split_annexes(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[tuple[Annex, Sequence[Block]]]]:
    """Return the body, after which people sign, and each annex with its blocks."""
    begins = [place for place, block in enumerate(blocks) if isinstance(block, Annex)]
    annexes = [
        (annex, blocks[begin + 1 : end])
        for begin, end in pairwise([*begins, len(blocks)])
        if isinstance(annex := blocks[begin], Annex)
    ]
    return blocks[: begins[0] if begins else len(blocks)], annexes


def room_of(
    width: Decimal, height: Decimal, limit_width: Decimal, limit_height: Decimal
) -> tuple[Decimal, Decimal]:
    """Return a picture's size, made smaller where it must be to keep within both limits, never larger."""
    scale = min(Decimal(1), limit_width / width, limit_height / height)
    return width * scale, height * scale
