"""Owns reports to print in tests: the shipped samples, altered; and presses with an office's own files."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cchc_workflow.documents.paper import Block, Bullets, Heading, Paper, Paragraph, Remarks, Table
from cchc_workflow.documents.press import Press
from cchc_workflow.documents.wording.samples import make_sample
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.report import Report
from cchc_workflow.shipped import shipped

NOTIFICATIONS, WORKFLOWS = shipped("notifications"), shipped("workflows")


def read_sample(kind: ReportKind) -> dict[str, Any]:
    """Return the shipped snapshot of a kind."""
    read: dict[str, Any] = json.loads((NOTIFICATIONS / f"samples/papers/{kind}.json").read_text("utf-8"))
    return read


def make_report(
    kind: ReportKind = ReportKind.QUARTER,
    figures: Mapping[str, Any] | None = None,
    **over: Any,  # noqa: ANN401
) -> Report:
    """Return the draft of a kind with some of its figures or other parts of its snapshot altered."""
    sample = read_sample(kind)
    fields = {name: over.pop(name) for name in tuple(over) if name not in sample or name == "issue"}
    data = {**sample, **over, "figures": {**sample["figures"], **(figures or {})}}
    return make_sample(kind, data, **fields)


def make_press(own: Path | None = None) -> Press:
    """Return a press; `own` is an office's folder of notifications."""
    folders = [NOTIFICATIONS] if own is None else [own, NOTIFICATIONS]
    return Press(folders, [WORKFLOWS])


def write_own(folder: Path, name: str, text: str) -> Path:
    """Write an office's own file of the papers; return its folder of notifications."""
    path = folder / "vi/papers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def say(block: Block) -> str:
    """Return a block's text, one line for each item or row."""
    match block:
        case Heading() | Paragraph():
            return "".join(run.text for run in block.text)
        case Bullets():
            return "\n".join("".join(run.text for run in item) for item in block.items)
        case Table():
            return "\n".join(" | ".join(cell or "–" for cell in row) for row in block.rows)
        case Remarks():
            return block.text
        case _:
            return ""


def say_all(paper: Paper) -> str:
    """Return the whole text of a paper's body, its blanks as people read them."""
    return "\n".join(say(block) for block in paper.blocks).replace("\u00a0", " ")
