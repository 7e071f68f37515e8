"""Owns a report as the paper that it becomes, within a page: printed by what the root handed in."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from cchc_workflow.engine.report.report import Report
from cchc_workflow.errors import DefinitionError, FileError
from cchc_workflow.web.tools import Tools
from cchc_workflow.words import explain

NO_PAPER: Final = Markup()


@dataclass(frozen=True, slots=True)
class Preview:
    """The paper as HTML, or why there is none to see; neither where the program prints nothing."""

    html: Markup = NO_PAPER
    trouble: str = ""


def make_preview(tools: Tools, report: Report) -> Preview:
    """Return the paper of a report; the printer's HTML has no script, no style and no text unescaped."""
    if tools.print_report is None:
        return Preview()
    try:
        printed = tools.print_report(report, "html")
    except (DefinitionError, FileError) as error:
        return Preview(trouble=explain(error))
    return Preview(Markup(printed.data.decode()))  # noqa: S704 - escaped by whoever printed it
