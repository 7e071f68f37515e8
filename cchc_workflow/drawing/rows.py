"""Owns what pictures made of rows share: how tall a row is, how many are drawn, how its name stands in it."""

from typing import Final

from cchc_workflow.drawing.svg import SMALL, Sheet

MOST: Final = 20
"""Rows that are drawn; the others are summed up in a line."""

ROW: Final = 27
"""Pixels from one row to the next: room for two small lines of a long name."""


def draw_name(sheet: Sheet, name: str, room: float, top: float) -> None:
    """Write a row's name: in one line, or in two smaller ones, cut where even they don't hold it."""
    if len(whole := sheet.fold(name, room)) == 1:
        sheet.text(0, top + 18, whole[0])
        return
    lines = sheet.fold(name, room, SMALL)
    for number, words in enumerate(lines):
        sheet.text(0, top + (18 if len(lines) == 1 else 11 + 12 * number), words, size=SMALL)


def draw_rest(sheet: Sheet, words: str, top: float) -> float:
    """Write what the rows leave out below them, if anything, and return where it ends."""
    if not words:
        return top
    sheet.text(0, top + 12, sheet.fit(words, sheet.width, SMALL), size=SMALL, colour="soft")
    return top + 20
