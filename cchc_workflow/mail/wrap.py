"""Owns how a plain text is laid out in lines of a readable length; it changes no word."""

import re

WIDTH = 78
"""RFC 5322, 2.1.1: lines should be at most 78 characters."""

_HANGING = re.compile(r"\s*(?:(?:[-+•]|\d+[.)])\s+)?")
_BLANK_LINES = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def wrap(text: str, width: int = WIDTH) -> str:
    """Return `text` with its long lines broken between words, the rest of each hanging under its first word.

    What begins with "- " or "1. " is an entry of a list. A word longer than a line (a link) stays whole.
    Blank lines come singly; the text ends with one line break.
    """
    plain = _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text.replace("\r\n", "\n"))).strip("\n")
    lines = (line if len(line) <= width else _broken(line, width) for line in plain.split("\n"))
    return "\n".join(lines) + "\n"


def _broken(line: str, width: int) -> str:
    start = _HANGING.match(line)
    lead = start[0] if start else ""
    indent = "\n" + " " * len(lead)
    pieces: list[str] = []
    column = len(lead)
    for word in line[len(lead) :].split(" "):
        if not pieces:
            pieces.append(lead)
        elif column + 1 + len(word) > width:
            pieces.append(indent)
            column = len(lead)
        else:
            pieces.append(" ")
            column += 1
        pieces.append(word)
        column += len(word)
    return "".join(pieces)
