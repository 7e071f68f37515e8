"""Owns what is done to Vietnamese text letter by letter: folded for search, cut short, set in a sentence."""

import re
from unicodedata import combining, normalize

MOST_WORDS = 8
LONGEST_WORD = 40
TITLE_LENGTH = 80


def fold(text: str) -> str:
    """Return the text in lower case without marks, đ as d, white space single."""
    bare = "".join(letter for letter in normalize("NFD", text.casefold()) if not combining(letter))
    return " ".join(bare.replace("đ", "d").split())


def searchable(*parts: str) -> str:
    """Return what a task is found by: its code, title, words and unit, folded."""
    return fold(" ".join(parts))


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of what is looked for, each once: at most eight, of at most forty letters."""
    found = dict.fromkeys(word[:LONGEST_WORD] for word in re.findall(r"[a-z0-9]+", fold(text)))
    return tuple(found)[:MOST_WORDS]


def cut(text: str, length: int = TITLE_LENGTH) -> str:
    """Return at most `length` characters of `text`, cut between words and marked with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[:length]
    at = head.rfind(" ")
    return head[: at if at > length // 2 else length - 1].rstrip(" ,;:.-–(") + "…"


def lower_first(text: str) -> str:
    """Return `text` with a small first letter, to go on within a sentence."""
    return text[:1].lower() + text[1:]


def show_plan_number(number: str) -> str:
    """Return a plan's number with a gap to fill where the clerk has not put one yet: …/KH-SNNPTNT."""
    return f"…{number}" if number.startswith("/") else number
