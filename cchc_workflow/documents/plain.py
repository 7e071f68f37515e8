"""Owns what may stand in a paper as text: composed letters (TCVN 6909:2001), nothing no file can hold."""

import re
from typing import Final
from unicodedata import normalize

_FORBIDDEN: Final = re.compile("[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def make_plain(text: str) -> str:
    r"""Return the text in composed letters (NFC), without the characters that XML 1.0 forbids or discourages.

    Tabs become spaces and every line end "\n"; control characters, halves of surrogates and the marks that
    turn the direction of writing, with which a text shows something else than it says, are left out.
    """
    lines = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
        .replace("\t", " ")
    )
    return normalize("NFC", _TURNING.sub("", _FORBIDDEN.sub("", lines)))
