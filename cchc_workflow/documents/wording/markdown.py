"""Owns turning the Markdown of a paper's template into parts, and keeping filled-in values from being markup.

A value's ASCII punctuation is moved out of the way while Markdown is read, into Unicode's private use, and
brought back in the finished text; marks at both ends of a value count as letters, so that bold beside it
begins and ends where the template says. Whatever else Markdown knows than headings, lists, small tables,
bold, italics and pictures is plain text.
"""

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, SupportsIndex, get_args

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cchc_workflow.documents.paper import (
    Align,
    Annex,
    Bullets,
    Column,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
)
from cchc_workflow.documents.wording.phrases import clean, say_roman
from cchc_workflow.errors import DefinitionError

Embedded = Literal["chart", "table", "remarks"]
"""What a paper's body takes from elsewhere; an annex begins in the same way."""

_BASE: Final = 0xE000
_EDGE: Final = chr(_BASE)
_PRIVATE: Final = range(_BASE, _BASE + 0x80)
_AWAY: Final[dict[int, str]] = dict.fromkeys(_PRIVATE, "\ufffd") | {
    ord(each): chr(_BASE + ord(each)) for each in string.punctuation
}
_BACK: Final[dict[int, str | None]] = {ord(_EDGE): None} | {
    _BASE + ord(each): each for each in string.punctuation
}
_RULES: Final = (
    "heading", "list", "table", "emphasis", "escape", "entity", "image", "link", "newline", "balance_pairs",
)  # fmt: skip
_REFERENCE: Final = re.compile(r"(?P<kind>\w+):(?P<name>\w+)")
_FINAL: Final = (".", "!", "?", "…")
_SPACES: Final = re.compile(r" {2,}")
_ALIGNMENTS: Final[Mapping[str, Align]] = {"text-align:right": "right", "text-align:center": "center"}


@dataclass(frozen=True, slots=True)
class Embed:
    """A place in the body for a picture, a long table or a remark."""

    kind: Embedded
    name: str
    caption: str


Part = Heading | Paragraph | Bullets | Table | Annex | Embed


class Value(str):
    """A figure's text: wherever it meets markup, it is filled in as plain text."""

    __slots__ = ()

    def __getitem__(self, place: SupportsIndex | slice) -> "Value":
        """Return a letter or a piece, which is a figure's text still."""
        return Value(super().__getitem__(place))

    def __html__(self) -> str:
        """Return the shielded text; Jinja asks for it."""
        return shield(self)


def shield(text: str) -> str:
    """Return `text` so that nothing in it is markup, until `read_markdown` brings its characters back."""
    return f"{_EDGE}{clean(text).translate(_AWAY)}{_EDGE}"


def read_markdown(source: str, annex_word: str) -> tuple[Part, ...]:
    """Return the parts of a filled-in template; annexes are counted, and `[](annex:late)` names one.

    Raises:
        DefinitionError: with the piece of text that no paper can hold as its key; it knows no file.
    """
    return tuple(_Reader(source, annex_word).read())


class _Reader:
    """Reads one filled-in template."""

    def __init__(self, source: str, annex_word: str) -> None:
        parser = MarkdownIt("zero", {"html": False}).enable(list(_RULES))
        self._lines = source.split("\n")
        self._tree = SyntaxTreeNode(parser.parse(source))
        names = [name for node in self._tree.walk() if (name := _annex_name(node))]
        for name in names:
            if names.count(name) > 1:
                raise _fail(f"annex:{name}", "begins twice")
        self._annexes = {
            name: f"{annex_word} {say_roman(number)}" if len(names) > 1 else annex_word
            for number, name in enumerate(names, start=1)
        }

    def read(self) -> Iterator[Part]:
        """Yield the parts in their order."""
        for node in self._tree.children:
            yield from self._read_block(node)

    def _read_block(self, node: SyntaxTreeNode) -> Iterator[Part]:
        match node.type:
            case "heading":
                yield Heading(len(node.markup), self._read_text(node.children[0]))
            case "paragraph":
                yield from self._read_paragraph(node.children[0])
            case "bullet_list":
                yield Bullets(_end(tuple(self._read_item(item) for item in node.children)))
            case "ordered_list":
                for item in node.children:
                    number = Run(f"{item.info}{item.markup} ")
                    yield Paragraph((number, *self._read_item(item)))
            case "table":
                yield self._read_table(node)
            case _:
                raise _fail(node.type, "no paper can hold it")

    def _read_paragraph(self, inline: SyntaxTreeNode) -> Iterator[Part]:
        images = [each for each in inline.children if each.type == "image"]
        if not images:
            text = self._read_text(inline)
            if text:
                yield Paragraph(text)
            return
        for each in inline.children:
            if each.type not in {"image", "softbreak", "hardbreak"}:
                raise _fail(_target(images[0]), "must stand in a paragraph of its own")
        yield from map(self._read_embed, images)

    def _read_embed(self, image: SyntaxTreeNode) -> Part:
        target, caption = _target(image), _plain(image.children)
        found = _REFERENCE.fullmatch(target)
        if found is not None and found["kind"] == "annex":
            return Annex(self._annexes[found["name"]], caption, wide=image.attrs.get("title") == "wide")
        if found is None or found["kind"] not in get_args(Embedded):
            known = ", ".join((*get_args(Embedded), "annex"))
            raise _fail(target, f"must be one of {known}, a colon and a name")
        kind: Embedded = found["kind"]  # type: ignore[assignment]  # just looked up
        return Embed(kind, found["name"], caption)

    def _read_item(self, item: SyntaxTreeNode) -> Text:
        runs: list[Run] = []
        for child in item.children:
            if child.type != "paragraph":
                raise _fail(child.type, "a list holds paragraphs only")
            runs += [Run(" ")] if runs else []
            runs += self._read_text(child.children[0])
        return tuple(runs)

    def _read_table(self, node: SyntaxTreeNode) -> Table:
        head, *bodies = node.children
        start = node.map[0] if node.map else 0
        shares = [cell.count("-") for cell in self._lines[start + 1].strip().strip("|").split("|")]
        columns = tuple(
            Column(_plain(cell.children[0].children), share, _alignment(cell))
            for cell, share in zip(head.children[0].children, shares, strict=True)
        )
        rows = [
            tuple(_plain(cell.children[0].children) for cell in row.children)
            for body in bodies
            for row in body.children
        ]
        return Table("", columns, rows)

    def _read_text(self, inline: SyntaxTreeNode) -> Text:
        runs = tuple(self._runs(inline.children))
        return _join(runs)

    def _runs(
        self, nodes: Sequence[SyntaxTreeNode], *, bold: bool = False, italic: bool = False
    ) -> Iterator[Run]:
        for node in nodes:
            match node.type:
                case "text":
                    yield Run(node.content.translate(_BACK), bold, italic)
                case "softbreak" | "hardbreak":
                    yield Run(" ", bold, italic)
                case "strong":
                    yield from self._runs(node.children, bold=True, italic=italic)
                case "em":
                    yield from self._runs(node.children, bold=bold, italic=True)
                case "link":
                    yield Run(self._resolve(node), bold, italic)
                case _:
                    raise _fail(_target(node) or node.type, "must stand in a paragraph of its own")

    def _resolve(self, link: SyntaxTreeNode) -> str:
        target = str(link.attrs.get("href", ""))
        kind, _, name = target.partition(":")
        if kind != "annex" or name not in self._annexes:
            raise _fail(target, "no annex of this paper")
        return self._annexes[name]


def _fail(what: str, reason: str) -> DefinitionError:
    return DefinitionError("", what, reason)


def _end(items: tuple[Text, ...]) -> tuple[Text, ...]:
    """Return items that end with ";", the last one with "."; where one is a sentence, all end with "."."""
    has_sentence = any(item and item[-1].text.endswith(_FINAL) for item in items)
    closed = []
    for number, item in enumerate(items, start=1):
        mark = "." if has_sentence or number == len(items) else ";"
        is_open = bool(item) and not item[-1].text.endswith((*_FINAL, ";", ":", ","))
        closed.append((*item[:-1], replace(item[-1], text=item[-1].text + mark)) if is_open else item)
    return tuple(closed)


def _annex_name(node: SyntaxTreeNode) -> str:
    target = _target(node) if node.type == "image" else ""
    return target.removeprefix("annex:") if target.startswith("annex:") else ""


def _target(image: SyntaxTreeNode) -> str:
    return str(image.attrs.get("src", ""))


def _alignment(cell: SyntaxTreeNode) -> Align:
    return _ALIGNMENTS.get(str(cell.attrs.get("style", "")), "left")


def _plain(nodes: Sequence[SyntaxTreeNode]) -> str:
    """Return the text without its dress."""
    texts = (
        " " if node.type.endswith("break") else node.content if node.type == "text" else _plain(node.children)
        for node in nodes
    )
    return "".join(texts).translate(_BACK).strip()


def _join(runs: Sequence[Run]) -> Text:
    """Return the runs with neighbours of one dress joined, spaces in them single, none at the ends."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and (last.bold, last.italic) == (run.bold, run.italic):
            joined[-1] = Run(last.text + run.text, run.bold, run.italic)
        elif run.text:
            joined.append(run)
    if joined:
        joined[0] = Run(joined[0].text.lstrip(" "), joined[0].bold, joined[0].italic)
        joined[-1] = Run(joined[-1].text.rstrip(" "), joined[-1].bold, joined[-1].italic)
    return tuple(Run(_SPACES.sub(" ", run.text), run.bold, run.italic) for run in joined if run.text)
