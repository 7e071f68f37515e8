"""Owns what the names of an office and its units say for the head and foot of a paper: place, mark, titles.

What Vietnamese offices are called, and who heads them, is data: `vi/papers/offices.toml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cchc_workflow.definitions.toml import Table


@dataclass(frozen=True, slots=True)
class Bureau:
    """A kind of office, told by how its name begins: its word within a sentence, the title of its head."""

    begins: str
    word: str
    head: str


@dataclass(frozen=True, slots=True)
class Offices:
    """What there is to know of offices: `in_full` are places named with what they are (after a person)."""

    bureaus: tuple[Bureau, ...]
    other: Bureau
    places: tuple[str, ...]
    in_full: tuple[str, ...]
    unknown_place: str

    def find_bureau(self, name: str) -> Bureau:
        """Return the first kind of office that a name begins with, whatever its capitals."""
        told = name.casefold()
        return next((each for each in self.bureaus if told.startswith(each.begins.casefold())), self.other)

    def find_place(self, *names: str) -> str:
        """Return the place that the first of the names tells, as a paper's date begins: "Quảng Ngãi".

        A place named after a person, or by a number, keeps the word for what it is (Nghị định 30/2020/NĐ-CP,
        Phụ lục I, II.4). Where no name tells one, dots leave it to the clerk.
        """
        words = "|".join(map(re.escape, self.places))
        for name in names:
            found = re.search(rf"(?:^|\s)({words})\s+(\S.*)$", name.strip(), re.IGNORECASE)
            if found is not None:
                kind, place = (_in_title_case(part) for part in found.groups())
                is_in_full = place in self.in_full or place.isdigit()
                return f"{kind.capitalize()} {place}" if is_in_full else place
        return self.unknown_place


def read_offices(table: Table) -> Offices:
    """Return what a definition file says of offices.

    Raises:
        DefinitionError: with the file and the key.
    """
    place = table.table("place")
    offices = Offices(
        bureaus=tuple(_read_bureau(each, each.text("begins")) for each in table.tables("bureau")),
        other=_read_bureau(table.table("other"), ""),
        places=place.texts("words"),
        in_full=place.texts("in_full"),
        unknown_place=place.text("unknown"),
    )
    table.finish()
    return offices


def describe_office(offices: Offices, name: str, parent: str, plan_number: str) -> Mapping[str, str]:
    """Return what templates know of the issuing office, by name.

    `name` is without the place where the parent's tells it; `mark` is from the plan's number, and `word` is
    what the office is called within a sentence, `above` its parent.
    """
    bureau, place = offices.find_bureau(name), offices.find_place(name, parent)
    return {
        "name": name.removesuffix(place).rstrip() if parent else name,
        "parent": parent,
        "above": offices.find_bureau(parent).word,
        "place": place,
        "mark": plan_number.rpartition("/")[2].partition("-")[2],
        "word": bureau.word,
        "head": bureau.head,
    }


def describe_bureau(offices: Offices, name: str, code: str) -> Mapping[str, str]:
    """Return what templates know of the unit that a paper is about or from, by name."""
    bureau = offices.find_bureau(name)
    return {"name": name, "mark": code, "word": bureau.word, "head": bureau.head}


def _read_bureau(table: Table, begins: str) -> Bureau:
    return Bureau(begins, table.text("word"), table.text("head"))


def _in_title_case(text: str) -> str:
    return text.title() if text.isupper() else text
