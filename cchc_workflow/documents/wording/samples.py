"""Owns the sample reports on which every template is tried, and what becomes of them in bad times."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from cchc_workflow.documents.wording.templates import find_file
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.engine.report.report import Report
from cchc_workflow.errors import DefinitionError

FOLDER: Final = "samples/papers"
_MADE_AT: Final = datetime(2021, 10, 4, 2, tzinfo=UTC)
_DIFFERENCES: Final = (
    {"what": "totals.late", "before": 1, "after": 2},
    {"what": "totals.percent", "before": None, "after": "8.00"},
    {"what": "tasks[C1/CCKL].state", "before": "in_progress", "after": "reported"},
)
HOSTILE: Final = "Mục <a> & \"b\" 'c' | *d* _e_ `f` [g](h) # i\n- Tiê\u0301ng Vie\u0323\u0302t"
_WRITTEN: Final = frozenset(
    {
        "title", "unit", "name", "head", "reason", "task_title", "note", "confirmer", "value", "target",
        "deliverable", "deadline_text", "flagged_units",
    }
)  # fmt: skip
"""Figures that are texts which somebody wrote."""


def read_samples(folders: Sequence[Path]) -> list[tuple[str, Report]]:
    """Return the reports to try, each with what it is called: drafts, issued ones, empty ones, hostile ones.

    `samples/papers/<kind>.json` is one snapshot of each kind.

    Raises:
        DefinitionError: a sample is missing or is no snapshot.
    """
    return [
        pair
        for kind in ReportKind
        for pair in _vary(kind, _read(find_file(folders, f"{FOLDER}/{kind}.json")))
    ]


def read_figure_names(samples: Sequence[tuple[str, Report]]) -> Collection[str]:
    """Return the names of all figures that any sample has."""
    return frozenset(name for _, report in samples for name in report.data["figures"])


def make_sample(kind: ReportKind, data: Mapping[str, Any], **over: Any) -> Report:  # noqa: ANN401
    """Return a draft that has this snapshot; `over` are other fields of it."""
    subject = data["subject"]
    fields: dict[str, Any] = {
        "id": 1,
        "organization_id": 1,
        "plan_id": 1,
        "kind": kind,
        "period": data["period"],
        "subject": subject["code"] if subject else "",
        "issue": 1,
        "state": ReportState.DRAFT,
        "as_of": date.fromisoformat(data["as_of"]),
        "made_at": _MADE_AT,
        "made_by": None,
        "data": data,
        "sha256": "0" * 64,
        "remarks": {},
        "version": 0,
        "issued_at": None,
        "issued_by": None,
    }
    return Report(**fields | over)


def hollow(figures: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON values
    """Return the figures of an office with nothing to tell: counts 0, lists empty, their forms kept."""
    if isinstance(figures, bool):
        return False
    if isinstance(figures, int):
        return 0
    if isinstance(figures, Mapping):
        return {key: hollow(part, key) for key, part in figures.items()}
    if isinstance(figures, list):
        return figures if name == "columns" else []
    return "0.00" if _is_decimal(figures) else figures


def corrupt(figures: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON values
    """Return the figures with a text full of markup wherever people write texts of their own."""
    if isinstance(figures, Mapping):
        if "columns" in figures:
            return {**figures, "rows": [_corrupt_row(figures["columns"], row) for row in figures["rows"]]}
        return {key: corrupt(part, key) for key, part in figures.items()}
    if isinstance(figures, list):
        return [corrupt(part, name) for part in figures]
    return HOSTILE if name in _WRITTEN and isinstance(figures, str) else figures


def _corrupt_row(columns: Sequence[str], row: Sequence[Any]) -> list[Any]:
    return [corrupt(cell, column) for column, cell in zip(columns, row, strict=True)]


def _vary(kind: ReportKind, data: Mapping[str, Any]) -> list[tuple[str, Report]]:
    issued = {"state": ReportState.ISSUED, "issued_at": _MADE_AT}
    replaced = {"issue": 1, "sha256": "0" * 64, "as_of": data["as_of"], "differences": _DIFFERENCES}
    return [
        (f"{kind}", make_sample(kind, data)),
        (f"{kind}, issued", make_sample(kind, data, **issued)),
        (f"{kind}, empty", make_sample(kind, {**data, "figures": hollow(data["figures"])})),
        (f"{kind}, hostile", make_sample(kind, {**data, "figures": corrupt(data["figures"])})),
        (f"{kind}, again", make_sample(kind, {**data, "replaces": replaced}, issue=2)),
    ]


def _read(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise DefinitionError(str(path), f"line {error.lineno}", error.msg) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(str(path), "", str(error)) from error
    if not isinstance(data, dict) or not isinstance(data.get("figures"), dict):
        raise DefinitionError(str(path), "", "must be a report's snapshot")
    return data


def _is_decimal(figure: object) -> bool:
    whole, point, part = figure.partition(".") if isinstance(figure, str) else ("", "", "")
    return bool(point) and whole.lstrip("-").isdigit() and part.isdigit()
