"""Owns the shape of a paper: what stands where on it, before anybody makes Word, PDF or HTML of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cchc_workflow.drawing.picture import Picture

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one dress; the text is as people read it, nothing in it is markup."""

    text: str
    bold: bool = False
    italic: bool = False


Text = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; levels 1 to 4 are I. (capitals, bold), 1. (bold), a) and a heading in italics.

    Its number is part of its text, as Vietnamese papers have it.
    """

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    text: Text


@dataclass(frozen=True, slots=True)
class Bullets:
    """Items that begin with a dash, each a paragraph."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share, against those of the other columns.

    Neighbours with the same `group` stand under one common heading that says it; "" is none.
    """

    title: str
    width: int
    align: Align = "left"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `foot` is a last row in bold, or empty.

    One that is not `ruled` has no lines, and its titles are bold: places for signatures side by side.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]]
    foot: Sequence[str] = ()
    ruled: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption."""

    picture: Picture
    caption: str


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a person wrote for a marked section; without text, dots show a draft's reader where it goes."""

    section: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Annex:
    """The beginning of an annex: a page of its own, across (`wide`) where its tables need it.

    `number` is "Phụ lục I", or "Phụ lục" where there is only one; `title` stands under it.
    """

    number: str
    title: str
    wide: bool = False


Block = Heading | Paragraph | Bullets | Table | Figure | Remarks | Annex


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole paper by the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I.

    Attributes:
        parent: the body above, in capitals; "" for none.
        issuer: the issuing body, in capitals.
        issued_by: the issuing body as a sentence names it; "" where it is called as in the head.
        number: what stands around the number, which is left for the clerk: ("Số: ", "/BC-SNNPTNT").
        place_and_date: "Quảng Ngãi, ngày 04 tháng 10 năm 2021"; the day is left open while it is a draft.
        kind: "BÁO CÁO"; "" for a letter (công văn), which has its subject under the number instead.
        subject: what it is about; of a letter "V/v ...".
        addressed: to whom a letter or report goes ("Kính gửi: "), none for most reports.
        basis: the legal bases, each a sentence without its ";" or ".".
        blocks: the body.
        signature: the lines of authority ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"), capitals.
        recipients: "Nơi nhận", each without its ";".
        draft: whether it says that it is a draft.
        language: of the text, for screen readers.
    """

    parent: str
    issuer: str
    number: tuple[str, str]
    place_and_date: str
    kind: str
    subject: str
    addressed: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    blocks: tuple[Block, ...]
    signature: tuple[str, ...]
    recipients: tuple[str, ...]
    issued_by: str = ""
    draft: bool = False
    language: str = "vi"

    @property
    def title(self) -> str:
        """Return the paper's name for lists, bookmarks and file properties."""
        return f"{self.kind.capitalize()} {self.subject}".strip()
