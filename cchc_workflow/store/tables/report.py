"""Owns the rows of reports and of the index: frozen figures, issued papers, scores and what proves them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from cchc_workflow.store.tables.columns import Row, key, optional_ref, ref
from cchc_workflow.store.types import Exact, UtcDateTime


class ReportRow(Row, table=True):
    """A report with its figures frozen: `data` is canonical JSON, `sha256` its hash.

    `issue` counts from 1 the times that one report (plan, kind, period, subject) was made anew after it had
    been issued; `subject` is the code of the unit that it is about, "" for the whole office. `remarks` is
    JSON, {section: text}, and `version` counts the changes of them.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("plan_id", "kind", "period", "subject", "issue"),
        Index("ix_report_made", "organization_id", "made_at"),
    )
    id: int | None = key()
    organization_id: int = ref("organization")
    plan_id: int = ref("plan")
    kind: str
    period: str
    subject: str = ""
    issue: int = 1
    state: str = "draft"
    as_of: date
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int | None = optional_ref("person")
    data: str = Field(sa_type=Text)
    sha256: str
    remarks: str = Field(default="{}", sa_type=Text)
    version: int = 0
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    issued_by: int | None = optional_ref("person")


class ReportFileRow(Row, table=True):
    """A paper as it was issued: its bytes are the file of this sha256."""

    __tablename__ = "report_file"
    __table_args__ = (UniqueConstraint("report_id", "format"),)
    id: int | None = key()
    report_id: int = ref("report")
    format: str
    name: str
    sha256: str


class ScoreRow(Row, table=True):
    """What was scored for one criterion of a plan's scoring tree.

    `subject` is the code of the unit that scores itself, "" for the whole office.
    """

    __tablename__ = "score"
    __table_args__ = (UniqueConstraint("plan_id", "subject", "criterion"),)
    id: int | None = key()
    plan_id: int = ref("plan")
    subject: str = ""
    criterion: str
    self_points: Decimal | None = Field(default=None, sa_type=Exact)
    appraised_points: Decimal | None = Field(default=None, sa_type=Exact)
    explanation: str = Field(default="", sa_type=Text)
    changed_by: int = ref("person")
    changed_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 0


class ScoreEvidenceRow(Row, table=True):
    """A document or file that proves a criterion, put there by a person beside what the tasks bring."""

    __tablename__ = "score_evidence"
    id: int | None = key()
    plan_id: int = ref("plan", index=True)
    criterion: str
    document: str = ""
    issued_on: date | None = None
    signer: str = ""
    file_name: str = ""
    sha256: str | None = None
    added_by: int = ref("person")
    added_at: datetime = Field(sa_type=UtcDateTime)
