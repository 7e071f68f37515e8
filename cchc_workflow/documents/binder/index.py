"""Owns the index of a binder, as a page and as tables: what is in it, and what is still missing."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from html import escape
from io import StringIO
from typing import Final
from urllib.parse import quote

from cchc_workflow.domain.scoring import Criterion, Proof
from cchc_workflow.domain.text import show_plan_number
from cchc_workflow.engine.score.binder import Binder, Piece, Section
from cchc_workflow.words import label, say, say_date, say_number

CONTENTS: Final = "muc-luc"
MISSING: Final = "con-thieu"

_COLUMNS: Final = ("document", "issued_on", "signer", "task", "unit", "file", "sha256")
_CSV_COLUMNS: Final = (
    "area", "criterion", "title", "points", "self", "appraised", *_COLUMNS[:5], "accepted", "file", "sha256",
)  # fmt: skip
_MISSING_COLUMNS: Final = ("criterion", "title", "points", "lacks", "needed")
_DANGEROUS: Final = re.compile(r"[=+\-@\t\r\n＋－＝＠]")
"""What a spreadsheet takes for the beginning of a formula, the wide forms of an East Asian keyboard too."""
_STYLE: Final = """\
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}
body{color:#111;background:#fff}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1.4rem}
th,td{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f2f2}code{font-size:.8em}h2{margin-top:2rem}
.lacks{border-left:5px solid #b00020;padding-left:.7rem}
.num{text-align:right;white-space:nowrap}
@media print{body{margin:0;font-size:11px}h2,h3{break-after:avoid}tr{break-inside:avoid}}
"""


class Fate(StrEnum):
    """What became of a piece of evidence in the binder."""

    PACKED = "packed"
    DOCUMENT = "document"
    NOT_KEPT = "not_kept"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class BoundPiece:
    """A piece of evidence, and where its file lies; `path` is "" where it has none in the binder."""

    piece: Piece
    fate: Fate
    path: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A criterion's part of the binder."""

    section: Section
    folder: str
    pieces: tuple[BoundPiece, ...]

    @property
    def criterion(self) -> Criterion:
        """Return what is proven."""
        return self.section.criterion


def write_contents_csv(bound: Iterable[Bound]) -> str:
    """Return a row for each piece of evidence."""
    rows = (
        [
            each.criterion.area,
            each.criterion.code,
            title_of(each.criterion),
            each.criterion.points,
            each.section.line.self_points,
            each.section.line.appraised_points,
            found.piece.document,
            found.piece.issued_on,
            found.piece.signer,
            found.piece.task,
            found.piece.unit,
            say("binder.accepted" if found.piece.accepted else "binder.waiting"),
            found.path or label("fate", found.fate),
            found.piece.sha256,
        ]
        for each in bound
        for found in each.pieces
    )
    return _table(_CSV_COLUMNS, rows)


def write_missing_csv(bound: Iterable[Bound]) -> str:
    """Return a row for each criterion that lacks evidence, and for each file that is not in the binder."""
    return _table(_MISSING_COLUMNS, _missing(bound))


def write_contents_html(binder: Binder, bound: Sequence[Bound]) -> str:
    """Return the page from which the binder is read; it needs nothing but the folder that it lies in."""
    title = say("binder.title", year=binder.year)
    lines = [
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(title)}</h1>",
        *_facts(binder, bound),
        *_missing_part(bound),
    ]
    for code, area in binder.areas:
        lines.append(f"<h2>{escape(code)}. {escape(area)}</h2>")
        lines += (part for each in bound if each.criterion.area == code for part in _criterion(each))
    lines += (part for each in bound if not each.criterion.area for part in _criterion(each))
    return "\n".join([*lines, "</body>\n</html>\n"])


def title_of(criterion: Criterion) -> str:
    """Return a criterion's title; the survey may have none of its own."""
    return criterion.title or say("score.survey")


def lacks(section: Section) -> str:
    """Return what evidence a criterion lacks, in words, "" where it has all."""
    work = section.line.index.work
    match section.proof:
        case Proof.NONE if section.criterion.area:
            return say("binder.lacks_all")
        case Proof.SOME:
            return say("binder.lacks_tasks", tasks=work.assigned - section.line.proven, all=work.assigned)
        case _:
            return ""


def _missing(bound: Iterable[Bound]) -> Iterator[list[object]]:
    for each in bound:
        head: list[object] = [each.criterion.code, title_of(each.criterion), each.criterion.points]
        if lack := lacks(each.section):
            yield [*head, lack, "; ".join(each.criterion.evidence)]
        for found in each.pieces:
            if found.fate in {Fate.NOT_KEPT, Fate.DAMAGED}:
                yield [*head, label("fate", found.fate), found.piece.document or found.piece.file_name]


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    page = StringIO("\ufeff", newline="")
    page.seek(0, 2)
    writer = csv.writer(page)
    writer.writerow(say(f"binder.column_{name}") for name in columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return page.getvalue()


def _cell(value: object) -> str:
    text = _shown(value)
    return f"'{text}" if isinstance(value, str) and _DANGEROUS.match(text) else text


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return say_number(value)
        case date():
            return say_date(value)
        case _:
            return str(value)


def _facts(binder: Binder, bound: Sequence[Bound]) -> Iterator[str]:
    packed = sum(found.fate is Fate.PACKED for each in bound for found in each.pieces)
    yield f"<p>{escape(binder.organization)}</p>"
    number = show_plan_number(binder.plan_number)
    yield f"<p>{escape(say('binder.of_plan', number=number, title=binder.plan_title))}</p>"
    yield f"<p>{escape(say('binder.as_of', on=binder.on, criteria=len(bound), pieces=packed))}</p>"
    yield f"<p>{escape(say('binder.how_to_check'))} <code>sha256sum -c SHA256SUMS</code></p>"


def _missing_part(bound: Sequence[Bound]) -> Iterator[str]:
    rows = list(_missing(bound))
    yield f'<section class="lacks"><h2>{escape(say("binder.missing", missing=len(rows)))}</h2>'
    if rows:
        yield from _html_table([say(f"binder.column_{name}") for name in _MISSING_COLUMNS], map(_cells, rows))
    else:
        yield f"<p>{escape(say('binder.nothing_missing'))}</p>"
    yield "</section>"


def _criterion(bound: Bound) -> Iterator[str]:
    line = bound.section.line
    yield f"<h3>{escape(bound.criterion.code)} {escape(title_of(bound.criterion))}</h3>"
    points = say("binder.points", points=bound.criterion.points)
    if line.self_points is not None:
        points += " · " + say("binder.self", points=line.self_points)
    if line.appraised_points is not None:
        points += " · " + say("binder.appraised", points=line.appraised_points)
    yield f"<p>{escape(points)}</p>"
    if line.explanation:
        yield f"<p>{escape(say('binder.explanation', text=line.explanation))}</p>"
    if bound.pieces:
        heads = [say(f"binder.column_{name}") for name in _COLUMNS]
        yield from _html_table(heads, (_piece_cells(found) for found in bound.pieces))
    else:
        yield f"<p>{escape(say('binder.empty'))}</p>"


def _piece_cells(found: BoundPiece) -> Iterator[str]:
    piece = found.piece
    yield escape(piece.document)
    yield escape(_shown(piece.issued_on))
    yield escape(piece.signer)
    waiting = "" if piece.accepted else f" ({say('binder.waiting')})"
    yield escape(f"{piece.task} {piece.task_title}{waiting}".strip())
    yield escape(piece.unit)
    if found.path:
        yield f'<a href="{quote(found.path)}">{escape(found.path.rpartition("/")[2])}</a>'
    else:
        yield escape(label("fate", found.fate))
    yield f"<code>{escape(piece.sha256 or '')}</code>"


def _cells(row: Iterable[object]) -> Iterator[str]:
    return (escape(_shown(value)) for value in row)


def _html_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield "<table><thead><tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"
