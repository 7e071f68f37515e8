"""Owns Word's XML of what stands before the body: the two-sided head, kind and subject, addressees, bases."""

from decimal import Decimal

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.measure import balance, measure, measure_longest
from cchc_workflow.documents.paper import Paper
from cchc_workflow.documents.phrasing import end_each, number_gap
from cchc_workflow.documents.word.table import make_sides
from cchc_workflow.documents.word.text import lines, paragraph, run, twips

_SUBJECT_ROOM = Decimal(145)
_ADDRESSED_INDENT = Decimal(35)


def make_head(paper: Paper, layout: Layout) -> str:
    """Return all that stands before the body (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.1 to II.6.a)."""
    left = layout.head.left
    right = layout.text_width() - left
    number = number_gap(layout, layout.sizes.number).join(paper.number)
    letter = "" if paper.kind or not paper.subject else lines("LetterSubject", [paper.subject])
    sides = make_sides(
        [
            (_issuer(paper, layout, left), _nation(layout, right)),
            (lines("Number", [number]) + letter, lines("PlaceDate", [paper.place_and_date])),
        ],
        left,
        right,
    )
    return sides + _title(paper, layout) + _addressed(paper, layout) + lines("Basis", end_each(paper.basis))


def make_rule(length: Decimal, room: Decimal, weight: Decimal) -> str:
    """Return a solid rule, `length` mm long, in the middle of `room` mm; `weight` in points."""
    edge = f'<w:top w:val="single" w:sz="{round(weight * 8)}" w:space="0" w:color="000000"/>'
    return paragraph("Rule", "", f"<w:pBdr>{edge}</w:pBdr>{_indent((room - length) / 2)}")


def _issuer(paper: Paper, layout: Layout, room: Decimal) -> str:
    free = room - balance(paper.parent, layout.sizes.parent, room)
    parent = paragraph("Parent", run(paper.parent), _indent(free / 2)) if paper.parent else ""
    return parent + _ruled(
        "Issuer", paper.issuer, layout.sizes.issuer, layout.rules.issuer, (room, room), layout
    )


def _nation(layout: Layout, room: Decimal) -> str:
    words = layout.words
    length = measure(words.motto, layout.sizes.motto, bold=True)
    rule = make_rule(length, room, layout.rules.weight)
    return lines("Nation", [words.nation]) + lines("Motto", [words.motto]) + rule


def _title(paper: Paper, layout: Layout) -> str:
    if not paper.kind:
        return ""
    title = lines("Title", [paper.kind])
    if not paper.subject:
        return title
    rooms = (_SUBJECT_ROOM, layout.text_width())
    return title + _ruled(
        "Subtitle", paper.subject, layout.sizes.subject, layout.rules.subject, rooms, layout
    )


def _ruled(
    style: str, text: str, size: int, share: Decimal, rooms: tuple[Decimal, Decimal], layout: Layout
) -> str:
    """Return a bold text in lines alike, within the first of `rooms` amid the second, its rule below."""
    inner, whole = rooms
    room = balance(text, size, inner, bold=True)
    length = measure_longest(text, size, room, bold=True) * share
    rule = make_rule(length, whole, layout.rules.weight)
    return paragraph(style, run(text), _indent((whole - room) / 2)) + rule


def _addressed(paper: Paper, layout: Layout) -> str:
    """Return "Kính gửi: ...": one in the same line, more each in its own, with dashes under the colon."""
    word = layout.words.addressed
    match paper.addressed:
        case ():
            return ""
        case (only,):
            return paragraph("Addressed", run(f"{word} {only}"), '<w:jc w:val="center"/>')
        case several:
            begin = twips(_ADDRESSED_INDENT)
            under = twips(_ADDRESSED_INDENT + measure(word.rstrip(":"), layout.sizes.body))
            dash = twips(measure("- ", layout.sizes.body))
            first = paragraph("Addressed", run(word), f'<w:keepNext/><w:ind w:left="{begin}"/>')
            indent = f'<w:spacing w:before="0"/><w:ind w:left="{under + dash}" w:hanging="{dash}"/>'
            return first + "".join(
                paragraph("Addressed", run(f"- {each}"), indent) for each in end_each(several)
            )


def _indent(side: Decimal) -> str:
    """Return the indents that leave so many mm free on each side."""
    twentieths = max(twips(side), 0)
    return f'<w:ind w:left="{twentieths}" w:right="{twentieths}"/>'
