"""Owns the names of folders and files in a binder: readable, safe anywhere, each once in its folder."""

import re
from dataclasses import dataclass, field
from typing import Final
from unicodedata import combining, normalize

LONGEST_FOLDER: Final = 60
LONGEST_FILE: Final = 80
"""So that a file three folders deep stays below the 260 letters that Windows allows a path."""
NAMELESS: Final = "tep"

_STOPS: Final = re.compile(r"[\s,;:()\"']+")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._ -]+")
_RUNS: Final = re.compile(r"[ .-]{2,}")
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)")
_LONGEST_ENDING: Final = 8


def plain(text: str) -> str:
    """Return a text in ASCII letters without marks; stops become blanks, other signs dashes."""
    bare = "".join(letter for letter in normalize("NFD", text) if not combining(letter))
    return _UNSAFE.sub("-", _STOPS.sub(" ", bare.replace("đ", "d").replace("Đ", "D")))


def safe_name(text: str, most: int = LONGEST_FOLDER) -> str:
    """Return a name that no system takes for a path, a device or a hidden file: at most `most` letters."""
    name = _trim(_RUNS.sub(_one, plain(text)), most) or NAMELESS
    return f"{name[: most - 1]}_" if _RESERVED.match(name) else name


def safe_code(code: str) -> str:
    """Return a criterion's code as a name; "đ" is "dd", for the areas d and đ stand beside each other."""
    return safe_name(code.replace("đ", "dd").replace("Đ", "DD"))


def file_name(number: int, document: str, given: str) -> str:
    """Return the name of a piece of evidence: its number in the folder, its document, its own name."""
    stem, dot, ending = given.rpartition(".")
    if not dot or not ending.isascii() or not ending.isalnum() or len(ending) > _LONGEST_ENDING:
        stem, ending = given, ""
    tail = f".{ending.lower()}" if ending else ""
    begins = safe_name(f"{number:02d} {document} {stem}", LONGEST_FILE - len(tail))
    return begins + tail


@dataclass(slots=True)
class Names:
    """The names in one folder, whose case doesn't tell them apart."""

    taken: set[str] = field(default_factory=set)

    def add(self, name: str, most: int) -> str:
        """Return the name, with a number behind it where it is taken; its ending stays."""
        stem, dot, ending = name.rpartition(".")
        if not dot or " " in ending:
            stem, ending, dot = name, "", ""
        found, number = name, 1
        while found.casefold() in self.taken:
            number += 1
            mark = f"-{number}{dot}{ending}"
            found = stem[: most - len(mark)] + mark
        self.taken.add(found.casefold())
        return found


def _one(run: re.Match[str]) -> str:
    return " " if " " in run[0] else run[0][0]


def _trim(name: str, most: int) -> str:
    return name.strip(" .-_")[:most].rstrip(" .-_")
