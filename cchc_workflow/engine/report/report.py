"""Owns the shape of a kept report and of a printed paper; makes and reads neither."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from cchc_workflow.domain.reporting import ReportKind, ReportState

Facts = Mapping[str, Any]
"""Frozen figures: JSON values. Dates are ISO texts, decimals texts with a point, counts integers."""

Format = Literal["docx", "pdf", "xlsx", "html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it is kept; `data` is what its `sha256` proves, `remarks` {section: text}."""

    id: int
    organization_id: int
    plan_id: int
    kind: ReportKind
    period: str
    subject: str
    issue: int
    state: ReportState
    as_of: date
    made_at: datetime
    made_by: int | None
    data: Facts
    sha256: str
    remarks: Mapping[str, str]
    version: int
    issued_at: datetime | None
    issued_by: int | None

    @property
    def issued(self) -> bool:
        """Tell whether nothing in it may change any more."""
        return self.state is ReportState.ISSUED


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as a file: its name as people see it, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


Print = Callable[[Report, Format], Printed]
"""Print a report.

DefinitionError where a template does not fit the figures; FileError("no_pdf") where the PDF maker, an extra
of the package, is not installed.
"""
