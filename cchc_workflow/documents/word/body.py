"""Owns Word's XML of the body's blocks, one after the other; what is before and after is not its concern."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import assert_never

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.paper import (
    Annex,
    Block,
    Bullets,
    Figure,
    Heading,
    Paper,
    Paragraph,
    Remarks,
    Run,
    Table,
)
from cchc_workflow.documents.phrasing import attached_line
from cchc_workflow.documents.plain import make_plain
from cchc_workflow.documents.word.figure import Media, make_figure
from cchc_workflow.documents.word.table import make_table
from cchc_workflow.documents.word.text import attribute, lines, paragraph, run, runs

_LONGEST_TAG = 64
_LOWEST_HEADING = 4


@dataclass(slots=True)
class Body:
    """What the blocks of one paper have in common: its layout, its pictures, the numbers of its controls."""

    paper: Paper
    layout: Layout
    media: Media
    _controls: "count[int]" = field(default_factory=lambda: count(1))

    def make(self, blocks: Sequence[Block], *, wide: bool = False) -> str:
        """Return the XML of the blocks; tables are kept apart, or Word would join them."""
        made: list[str] = []
        for place, block in enumerate(blocks):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            if (
                isinstance(block, Table)
                and place
                and isinstance(blocks[place - 1], Table)
                and not block.caption
            ):
                made.append(paragraph("BodyText"))
            made.append(self._block(block, following, wide=wide))
        return "".join(made)

    def make_annex(self, annex: Annex) -> str:
        """Return the title of an annex; the section that it begins gives it a page of its own."""
        size = self.layout.sizes.annex_title * 2
        title = run(annex.title, f'<w:caps/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')
        number = f"{run(annex.number)}<w:r><w:br/></w:r>" if annex.number else ""
        return paragraph("Annex", number + title) + lines(
            "Attached", [attached_line(self.paper, self.layout)]
        )

    def _block(self, block: Block, following: Block | None, *, wide: bool) -> str:  # noqa: PLR0911 - one for each kind
        match block:
            case Heading():
                style = f"Heading{min(max(block.level, 1), _LOWEST_HEADING)}"
                return paragraph(style, runs(block.text), self._part_from(following))
            case Paragraph():
                together = "<w:keepNext/>" if _leads(block, following) else ""
                return paragraph("BodyText", runs(block.text), together + self._part_from(following))
            case Bullets():
                return "".join(paragraph("Dash", runs((Run("- "), *item))) for item in block.items)
            case Table():
                return make_table(block, self.layout.text_width(wide=wide), self.layout.words.none)
            case Figure():
                return make_figure(block, self.layout, self.media, wide=wide)
            case Remarks():
                return self._remarks(block)
            case Annex():
                return self.make_annex(block)
            case _:
                assert_never(block)

    def _part_from(self, following: Block | None) -> str:
        """Return the gap under a paragraph that a table follows, for a table has none above it."""
        is_bare = isinstance(following, Table) and not following.caption
        return f'<w:spacing w:after="{round(self.layout.body.gap * 20)}"/>' if is_bare else ""

    def _remarks(self, remarks: Remarks) -> str:
        """Return a marked section as a content control, shown by its label and found by its tag."""
        texts = [line for line in make_plain(remarks.text).split("\n") if line.strip()]
        if not texts and not self.paper.draft:
            return ""
        still = "" if texts else "<w:showingPlcHdr/>"
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{attribute(remarks.label)[:_LONGEST_TAG]}"/>'
            f'<w:tag w:val="{attribute(remarks.section)}"/><w:id w:val="{next(self._controls)}"/>'
            f"{still}</w:sdtPr>"
            f"<w:sdtContent>{lines('BodyText', texts or [self.layout.words.blank])}</w:sdtContent></w:sdt>"
        )


def _leads(block: Paragraph, following: Block | None) -> bool:
    """Tell whether a paragraph must stay on the page of what follows: the foot, a table, what it opens."""
    opens = bool(block.text) and block.text[-1].text.rstrip().endswith(":")
    return opens or following is None or isinstance(following, Table | Figure)
