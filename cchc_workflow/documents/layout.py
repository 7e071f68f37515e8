"""Owns the layout of papers, read from workflows/papers.toml; refuses what the decree does not allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from cchc_workflow.definitions.toml import Table

PAGE_WIDTH: Final = Decimal(210)
"""Of A4 upright, in mm (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I.1)."""
PAGE_HEIGHT: Final = Decimal(297)
"""Of A4 upright, in mm."""

_Range = tuple[Decimal | Fraction | int, Decimal | Fraction | int]

# Each pair is what Phụ lục I of Nghị định 30/2020/NĐ-CP allows; where it is silent, what stays legible.
_PAGE: Final[Mapping[str, _Range]] = {
    "top": (20, 25),
    "bottom": (20, 25),
    "left": (30, 35),
    "right": (15, 20),
    "number": (5, 13),
}
_SIZES: Final[Mapping[str, _Range]] = {
    "page_number": (13, 14),
    "nation": (12, 13),
    "motto": (13, 14),
    "parent": (12, 13),
    "issuer": (12, 13),
    "number": (13, 13),
    "place": (13, 14),
    "kind": (13, 14),
    "subject": (13, 14),
    "letter_subject": (12, 13),
    "body": (13, 14),
    "authority": (13, 14),
    "recipients_title": (12, 12),
    "recipients": (11, 11),
    "annex": (14, 14),
    "annex_title": (13, 14),
    "attached": (13, 14),
    "table": (9, 14),
    "draft": (12, 14),
}
_BODY: Final[Mapping[str, _Range]] = {
    "first_line": (10, Decimal("12.7")),
    "gap": (6, 24),
    "line": (1, Decimal("1.5")),
}
_HEAD: Final[Mapping[str, _Range]] = {"left": (50, 80), "number_gap": (5, 30)}
_HALF: Final = (Fraction(1, 3), Fraction(1, 2))
_RULES: Final[Mapping[str, _Range]] = {
    "issuer": _HALF,
    "subject": _HALF,
    "weight": (Decimal("0.25"), Decimal("1.5")),
}
_FOOT: Final[Mapping[str, _Range]] = {"room": (15, 50)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The margins of an upright A4 page, and how far its number is from the upper edge; all in mm."""

    top: Decimal
    bottom: Decimal
    left: Decimal
    right: Decimal
    number: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The size of the letters of each part of a paper, in points."""

    page_number: int
    nation: int
    motto: int
    parent: int
    issuer: int
    number: int
    place: int
    kind: int
    subject: int
    letter_subject: int
    body: int
    authority: int
    recipients_title: int
    recipients: int
    annex: int
    annex_title: int
    attached: int
    table: int
    draft: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """How paragraphs are set: first line indented by mm, a gap in points, lines apart by a factor."""

    first_line: Decimal
    gap: Decimal
    line: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head: the width of its left column, and the gap that is left for the number; both in mm."""

    left: Decimal
    number_gap: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules: how long against the line of text above, and their weight in points."""

    issuer: Decimal
    subject: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words that stand on every paper.

    Attributes:
        attached: the line under an annex's title, with {kind}, {gap}, {mark}, {date} and {issuer}.
        letter: what a letter, which has no kind, is called there.
        blank: what stands in a draft where a person has still to write.
        none: what a table without rows says.
    """

    nation: str
    motto: str
    addressed: str
    recipients: str
    attached: str
    letter: str
    draft: str
    blank: str
    none: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole layout; `room` for the signature is in mm."""

    font: str
    page: Page
    sizes: Sizes
    body: Body
    head: Head
    rules: Rules
    room: Decimal
    words: Words

    def text_width(self, *, wide: bool = False) -> Decimal:
        """Return the width between the margins in mm; `wide` is a page across, with the same margins."""
        return (PAGE_HEIGHT if wide else PAGE_WIDTH) - self.page.left - self.page.right


def read_layout(table: Table) -> Layout:
    """Return the layout that a whole file gives.

    Raises:
        DefinitionError: a value is missing, unknown, or outside of what Nghị định 30/2020/NĐ-CP, Phụ lục I
            allows.
    """
    layout = Layout(
        font=table.table("font").choice("name", ("Times New Roman",)),
        page=Page(**_numbers(table.table("page"), _PAGE)),
        sizes=_read_sizes(table.table("size")),
        body=Body(**_numbers(table.table("body"), _BODY)),
        head=Head(**_numbers(table.table("head"), _HEAD)),
        rules=Rules(**_numbers(table.table("rule"), _RULES)),
        room=_numbers(table.table("foot"), _FOOT)["room"],
        words=_read_words(table.table("words")),
    )
    table.finish()
    return layout


def _read_sizes(table: Table) -> Sizes:
    return Sizes(**{name: int(_within(table, name, table.integer(name), _SIZES[name])) for name in _SIZES})


def _read_words(table: Table) -> Words:
    words = Words(**{name: table.text(name) for name in Words.__dataclass_fields__})
    try:
        words.attached.format(kind="", gap="", mark="", date="", issuer="")
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise table.fail("attached", "may only fill in {kind}, {gap}, {mark}, {date}, {issuer}") from error
    return words


def _numbers(table: Table, allowed: Mapping[str, _Range]) -> dict[str, Decimal]:
    return {name: Decimal(_within(table, name, table.decimal(name), allowed[name])) for name in allowed}


def _within(table: Table, key: str, value: Decimal | int, allowed: _Range) -> Decimal | int:
    low, high = (Fraction(bound) for bound in allowed)
    if not low <= Fraction(value) <= high:
        raise table.fail(key, f"must be {_told(low)}" + ("" if low == high else f" to {_told(high)}"))
    return value


def _told(bound: Fraction) -> str:
    """Return a bound as people write it: 20, 12.7, 1/3."""
    exact = Decimal(bound.numerator) / Decimal(bound.denominator)
    return str(exact) if Fraction(exact) == bound else str(bound)
