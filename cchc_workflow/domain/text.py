"""Owns folding Vietnamese text for search: "Đường" and "duong" become one."""

import re
from unicodedata import combining, normalize

MOST_WORDS = 8
LONGEST_WORD = 40


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
