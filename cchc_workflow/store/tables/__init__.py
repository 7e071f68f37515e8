"""The rows of the database as SQLModel tables: rows are not the domain and decide nothing."""

from cchc_workflow.store.tables.columns import Row
from cchc_workflow.store.tables.office import AppointmentRow, OrganizationRow, PersonRow, UnitRow
from cchc_workflow.store.tables.outcome import FlagRow, OutboxRow, ReportRow, StandingRow, TickRow
from cchc_workflow.store.tables.plan import AreaRow, DefinitionRow, PlanRow
from cchc_workflow.store.tables.task import (
    AnchorRow,
    EventRow,
    EvidenceRow,
    ExtensionRow,
    TaskRow,
    TaskSupportRow,
)

__all__ = [
    "AnchorRow",
    "AppointmentRow",
    "AreaRow",
    "DefinitionRow",
    "EventRow",
    "EvidenceRow",
    "ExtensionRow",
    "FlagRow",
    "OrganizationRow",
    "OutboxRow",
    "PersonRow",
    "PlanRow",
    "ReportRow",
    "Row",
    "StandingRow",
    "TaskRow",
    "TaskSupportRow",
    "TickRow",
    "UnitRow",
]
