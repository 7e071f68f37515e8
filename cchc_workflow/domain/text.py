"""Owns folding Vietnamese text for search: "Đường" and "duong" become one."""

from unicodedata import combining, normalize


def fold(text: str) -> str:
    """Return the text in lower case without marks, đ as d, white space single."""
    bare = "".join(letter for letter in normalize("NFD", text.casefold()) if not combining(letter))
    return " ".join(bare.replace("đ", "d").split())


def searchable(*parts: str) -> str:
    """Return what a task is found by: its code, title, words and unit, folded."""
    return fold(" ".join(parts))
