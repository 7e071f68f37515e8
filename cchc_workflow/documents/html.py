"""Owns a paper as a fragment of HTML for the preview page: its blocks by name, no style of any kind."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Final, assert_never

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.paper import (
    Annex,
    Block,
    Bullets,
    Column,
    Figure,
    Heading,
    Paper,
    Paragraph,
    Remarks,
    Run,
    Table,
    Text,
)
from cchc_workflow.documents.phrasing import attached_line, end_each, number_gap, split_annexes
from cchc_workflow.documents.plain import make_plain
from cchc_workflow.drawing.picture import Picture

_TOP: Final = 2
"""The level of the paper's own title; a page has one above it."""
_LOWEST: Final = 6


def write_html(paper: Paper, layout: Layout) -> str:
    """Return an `article`; what a text holds is never markup, and the strict policy of the pages suits it.

    Its classes begin with "paper"; `-right` and `-center` tell columns, `-wide` an annex that lies across.
    """
    body, annexes = split_annexes(paper.blocks)
    parts = [
        _tag("p", "paper-draft", layout.words.draft) if paper.draft else "",
        _head(paper, layout),
        *_blocks(body, paper, layout),
        _foot(paper, layout),
        *(_annex(annex, inner, paper, layout) for annex, inner in annexes),
    ]
    return f'<article class="paper" lang="{escape(paper.language)}">{"".join(parts)}</article>'


def _head(paper: Paper, layout: Layout) -> str:
    words = layout.words
    number = number_gap(layout, layout.sizes.number).join(paper.number)
    issuer = (_tag("p", "paper-parent", paper.parent) if paper.parent else "") + _tag(
        "p", "paper-issuer", paper.issuer
    )
    nation = _tag("p", "paper-nation", words.nation) + _tag("p", "paper-motto", words.motto)
    title = _tag(f"h{_TOP}", "paper-subject", paper.subject) if paper.subject else ""
    if paper.kind:
        subject = f'<br><span class="paper-subject">{_safe(paper.subject)}</span>' if paper.subject else ""
        title = f'<h{_TOP} class="paper-title">{_safe(paper.kind)}{subject}</h{_TOP}>'
    return (
        f'<header class="paper-head"><div class="paper-side">{issuer}'
        f'{_tag("p", "paper-number", number)}</div><div class="paper-side">{nation}'
        f"{_tag('p', 'paper-place', paper.place_and_date)}</div></header>"
        f"{title}{_addressed(paper, layout)}"
        + "".join(_tag("p", "paper-basis", basis) for basis in end_each(paper.basis))
    )


def _addressed(paper: Paper, layout: Layout) -> str:
    word = layout.words.addressed
    match paper.addressed:
        case ():
            return ""
        case (only,):
            return _tag("p", "paper-addressed", f"{word} {only}")
        case several:
            return f'<div class="paper-addressed"><p>{_safe(word)}</p>{_list(end_each(several))}</div>'


def _foot(paper: Paper, layout: Layout) -> str:
    recipients = _tag("p", "paper-recipients", layout.words.recipients) + _list(end_each(paper.recipients))
    signature = "".join(_tag("p", "paper-authority", line) for line in paper.signature)
    return (
        f'<footer class="paper-foot"><div class="paper-side">{recipients if paper.recipients else ""}</div>'
        f'<div class="paper-side paper-signature">{signature}</div></footer>'
    )


def _annex(annex: Annex, blocks: Sequence[Block], paper: Paper, layout: Layout) -> str:
    number = f"{_safe(annex.number)}<br>" if annex.number else ""
    title = f'<h{_TOP + 1} class="paper-annex-title">{number}<span>{_safe(annex.title)}</span></h{_TOP + 1}>'
    inner = title + _tag("p", "paper-attached", attached_line(paper, layout))
    across = " paper-wide" if annex.wide else ""
    return f'<section class="paper-annex{across}">{inner}{"".join(_blocks(blocks, paper, layout))}</section>'


def _blocks(blocks: Iterable[Block], paper: Paper, layout: Layout) -> Iterable[str]:
    return (_block(block, paper, layout) for block in blocks)


def _block(block: Block, paper: Paper, layout: Layout) -> str:  # noqa: PLR0911 - one for each kind
    match block:
        case Heading():
            level = min(_TOP + max(block.level, 1), _LOWEST)
            return f'<h{level} class="paper-heading">{_text(block.text)}</h{level}>'
        case Paragraph():
            return f'<p class="paper-paragraph">{_text(block.text)}</p>'
        case Bullets():
            items = "".join(f"<li>{_text(item)}</li>" for item in block.items)
            return f'<ul class="paper-dashes">{items}</ul>' if items else ""
        case Table():
            return _table(block, layout.words.none)
        case Figure():
            caption = f"<figcaption>{_safe(block.caption)}</figcaption>" if block.caption else ""
            return f'<figure class="paper-figure">{_picture(block.picture)}{caption}</figure>'
        case Remarks():
            return _remarks(block, layout.words.blank if paper.draft else "")
        case Annex():
            return _annex(block, (), paper, layout)
        case _:
            assert_never(block)


def _remarks(remarks: Remarks, blank: str) -> str:
    lines = [line for line in make_plain(remarks.text).split("\n") if line.strip()]
    shown = lines or ([blank] if blank else [])
    if not shown:
        return ""
    still = "" if lines else " paper-blank"
    return (
        f'<section class="paper-remarks{still}" id="remarks-{_safe(remarks.section)}" '
        f'aria-label="{_safe(remarks.label)}">'
        + "".join(_tag("p", "paper-paragraph", line) for line in shown)
        + "</section>"
    )


def _table(table: Table, none: str) -> str:
    caption = f"<caption>{_safe(table.caption)}</caption>" if table.caption else ""
    opens = [f'<td class="paper-{column.align}">' for column in table.columns]
    body = "".join(_row(row, opens) for row in table.rows)
    if table.ruled:
        body = body or f'<tr><td class="paper-center" colspan="{len(table.columns)}">{_safe(none)}</td></tr>'
    foot = f"<tfoot>{_row(table.foot, opens)}</tfoot>" if table.foot else ""
    kind = "paper-table" if table.ruled else "paper-sides"
    return (
        f'<div class="paper-scroll" tabindex="0"><table class="{kind}">{caption}'
        f"<thead>{_titles(table.columns)}</thead><tbody>{body}</tbody>{foot}</table></div>"
    )


def _titles(columns: Sequence[Column]) -> str:
    if not any(column.group for column in columns):
        return f"<tr>{''.join(_title(column) for column in columns)}</tr>"
    upper, lower = "", ""
    for group, members in groupby(columns, key=lambda column: column.group):
        inner = list(members)
        if group:
            upper += f'<th scope="colgroup" colspan="{len(inner)}">{_safe(group)}</th>'
            lower += "".join(_title(column) for column in inner)
        else:
            upper += "".join(_title(column, ' rowspan="2"') for column in inner)
    return f"<tr>{upper}</tr><tr>{lower}</tr>"


def _title(column: Column, spans: str = "") -> str:
    return f'<th scope="col"{spans}>{_safe(column.title)}</th>'


def _row(texts: Sequence[str], opens: Sequence[str]) -> str:
    return f"<tr>{''.join(f'{cell}{_safe(text)}</td>' for cell, text in zip(opens, texts, strict=True))}</tr>"


def _picture(picture: Picture) -> str:
    """Return the drawing without what stands before it in a document of its own, named by its finding."""
    inner = picture.svg[max(picture.svg.find("<svg"), 0) :]
    opening, closing, rest = inner.partition(">")
    bare = re.sub(r'\s(?:role|aria-label|aria-labelledby)="[^"]*"', "", opening)
    return f'{bare} role="img" aria-label="{_safe(" ".join(picture.told.split()))}"{closing}{rest}'


def _list(texts: Iterable[str]) -> str:
    return f'<ul class="paper-dashes">{"".join(f"<li>{_safe(text)}</li>" for text in texts)}</ul>'


def _text(text: Text) -> str:
    return "".join(map(_run, text))


def _run(run: Run) -> str:
    made = _safe(run.text)
    if run.italic:
        made = f"<em>{made}</em>"
    return f"<strong>{made}</strong>" if run.bold else made


def _tag(name: str, kind: str, text: str) -> str:
    return f'<{name} class="{kind}">{_safe(text)}</{name}>'


def _safe(text: str) -> str:
    return escape(make_plain(text))
