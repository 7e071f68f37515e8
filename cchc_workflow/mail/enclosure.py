"""Owns what travels with a letter beside its words: a report's papers and one picture; it makes neither."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cchc_workflow.engine.report.report import Format, Printed
from cchc_workflow.errors import FileError
from cchc_workflow.mail.mime import Attachment, Inline

CHART_ID = "chart@cchc"
"""The Content-ID of a letter's picture; a letter has one at most."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in a letter: PNG bytes, its size in CSS pixels, and the finding in words."""

    png: bytes
    width: int
    height: int
    told: str

    @property
    def inline(self) -> Inline:
        """Return the picture as a part of the letter."""
        return Inline(CHART_ID, "image/png", self.png)

    @property
    def facts(self) -> Mapping[str, Any]:
        """Return what a template reads of it."""
        return {"src": f"cid:{CHART_ID}", "width": self.width, "height": self.height, "told": self.told}


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What goes with one letter."""

    chart: Chart | None = None
    attachments: tuple[Attachment, ...] = ()


NOTHING = Enclosure()

Enclose = Callable[[int, Mapping[str, Any]], Enclosure]
"""From an organization's key and the facts of a letter to what goes with it."""


@dataclass(frozen=True, slots=True)
class Enclosing:
    """Encloses the papers of the reports that a letter tells of.

    Attributes:
        print_paper: (organization, report, format) -> the paper.
        draw_chart: (organization, report) -> the picture that tells most of the report, if any.
    """

    print_paper: Callable[[int, int, Format], Printed]
    draw_chart: Callable[[int, int], Chart | None]

    def __call__(self, organization_id: int, facts: Mapping[str, Any]) -> Enclosure:
        """Return the papers of the one report that a letter is about; of several reports, the first of each.

        A format that this installation can't make is left out: what it makes is enough to sign.

        Raises:
            NotFoundError: there is no such report any more.
            DefinitionError: a template does not fit its figures.
        """
        reports = [item["report"] for item in facts["items"] if "report" in item]
        if not reports:
            return NOTHING
        alone = len(reports) == 1
        papers = [
            paper
            for report in reports
            for form in (report["formats"] if alone else report["formats"][:1])
            if (paper := self._print(organization_id, report["id"], form)) is not None
        ]
        chart = self.draw_chart(organization_id, reports[0]["id"]) if alone else None
        return Enclosure(
            chart, tuple(Attachment(each.name, _bare(each.media_type), each.data) for each in papers)
        )

    def _print(self, organization_id: int, report_id: int, form: Format) -> Printed | None:
        try:
            return self.print_paper(organization_id, report_id, form)
        except FileError:
            return None


def _bare(media_type: str) -> str:
    """Return a media type without its parameters."""
    return media_type.partition(";")[0].strip()
