"""Owns the rows of a plan: the plan, its areas, the definitions that its tasks pin."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from cchc_workflow.store.tables.columns import Row, key, ref
from cchc_workflow.store.types import Exact, UtcDateTime


class DefinitionRow(Row, table=True):
    """A workflow or ladder file as it was when a plan was issued: tasks pin it."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("kind", "sha256"),)
    id: int | None = key()
    kind: str
    sha256: str
    text: str = Field(sa_type=Text)


class PlanRow(Row, table=True):
    """A plan; `source` is its folder's content as canonical JSON, `state` draft or issued."""

    __tablename__ = "plan"
    __table_args__ = (UniqueConstraint("organization_id", "code"),)
    id: int | None = key()
    organization_id: int = ref("organization")
    code: str
    title: str = Field(sa_type=Text)
    number: str
    year: int
    first_on: date
    last_on: date
    signed_on: date | None = None
    legal_basis: str = Field(sa_type=Text)
    goal: Decimal = Field(sa_type=Exact)
    survey_points: Decimal = Field(sa_type=Exact)
    threshold: int
    rule_clause: str
    rule_text: str = Field(sa_type=Text)
    state: str = "draft"
    source: str = Field(sa_type=Text)
    sha256: str
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AreaRow(Row, table=True):
    """An area of a plan with its points."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    id: int | None = key()
    plan_id: int = ref("plan")
    code: str
    title: str
    clause: str
    points: Decimal = Field(sa_type=Exact)
    previous_points: Decimal | None = Field(default=None, sa_type=Exact)
