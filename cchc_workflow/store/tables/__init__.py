"""The rows of the database as SQLModel tables: rows are not the domain and decide nothing."""

from cchc_workflow.store.tables.account import (
    AccountRow,
    ApiTokenRow,
    IdempotencyRow,
    JournalRow,
    LoginAttemptRow,
    SavedViewRow,
    SecretRow,
    SessionRow,
)
from cchc_workflow.store.tables.columns import Row
from cchc_workflow.store.tables.office import AppointmentRow, OrganizationRow, PersonRow, UnitRow
from cchc_workflow.store.tables.outcome import FlagRow, OutboxRow, StandingRow, TickRow
from cchc_workflow.store.tables.plan import AreaRow, DefinitionRow, PlanRow
from cchc_workflow.store.tables.report import ReportFileRow, ReportRow, ScoreEvidenceRow, ScoreRow
from cchc_workflow.store.tables.task import (
    AnchorRow,
    CommentRow,
    EventRow,
    EvidenceRow,
    ExtensionRow,
    FileRow,
    TaskRow,
    TaskSupportRow,
    UploadRow,
)

__all__ = [
    "AccountRow",
    "AnchorRow",
    "ApiTokenRow",
    "AppointmentRow",
    "AreaRow",
    "CommentRow",
    "DefinitionRow",
    "EventRow",
    "EvidenceRow",
    "ExtensionRow",
    "FileRow",
    "FlagRow",
    "IdempotencyRow",
    "JournalRow",
    "LoginAttemptRow",
    "OrganizationRow",
    "OutboxRow",
    "PersonRow",
    "PlanRow",
    "ReportFileRow",
    "ReportRow",
    "Row",
    "SavedViewRow",
    "ScoreEvidenceRow",
    "ScoreRow",
    "SecretRow",
    "SessionRow",
    "StandingRow",
    "TaskRow",
    "TaskSupportRow",
    "TickRow",
    "UnitRow",
    "UploadRow",
]
