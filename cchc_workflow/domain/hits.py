"""Owns where the words that somebody looked for stand in a text as it is written, with its marks and case."""

from collections.abc import Sequence
from itertools import groupby

from cchc_workflow.domain.text import fold

Span = tuple[int, int]


def find_hits(text: str, words: Sequence[str]) -> list[Span]:
    """Return the spans [start, end) of the text's words that begin with one of the folded `words`, in order.

    Only what was looked for is in a span: "duo" in "Đường" is "Đườ".
    """
    spans = []
    for start, letters in _words(text):
        found = max((end for word in words if (end := _end(letters, word))), default=0)
        if found:
            spans.append((start, start + found))
    return spans


def cut(text: str, words: Sequence[str], room: int) -> tuple[str, list[Span]]:
    """Return at most `room` letters of the text around its first hit, and the hits in them."""
    spans = find_hits(text, words)
    first = spans[0][0] if spans else 0
    start = 0 if first < room * 2 // 3 else text.rfind(" ", 0, first - room // 3) + 1
    piece = text[start : start + room].rstrip()
    shown = [(a - start, b - start) for a, b in spans if a >= start and b <= start + len(piece)]
    lead, tail = ("… " if start else ""), (" …" if start + len(piece) < len(text.rstrip()) else "")
    return f"{lead}{piece}{tail}", [(a + len(lead), b + len(lead)) for a, b in shown]


def _words(text: str) -> list[tuple[int, list[str]]]:
    """Return each word's start and what its letters are folded to: a loose mark to nothing."""
    folded = [fold(letter) for letter in text]
    runs = groupby(range(len(text)), lambda place: _belongs(text[place], folded[place]))
    places = [list(run) for belongs, run in runs if belongs]
    return [(run[0], [folded[place] for place in run]) for run in places]


def _belongs(letter: str, folded: str) -> bool:
    return folded.isalnum() if folded else not letter.isspace()


def _end(letters: Sequence[str], word: str) -> int:
    """Return how many letters of the text spell `word`, 0 where they don't."""
    spelt = ""
    for number, letter in enumerate(letters, start=1):
        spelt += letter
        if len(spelt) >= len(word):
            rest = letters[number:]
            marks = next((place for place, each in enumerate(rest) if each), len(rest))
            return number + marks if spelt.startswith(word) else 0
    return 0
