"""Owns plans, areas and the pinned definitions as rows."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, insert_returning_id, table_of
from cchc_workflow.store.tables import AreaRow, DefinitionRow, PlanRow, TaskRow

_plan = table_of(PlanRow)
_area = table_of(AreaRow)
_definition = table_of(DefinitionRow)
_task = table_of(TaskRow)

INSERT_PLAN = insert_returning_id(PlanRow)
INSERT_AREA = insert_returning_id(AreaRow)
_INSERT_DEFINITION = insert_into(DefinitionRow, quiet_on=("kind", "sha256"))
_PLANS = select(_plan).where(_plan.c.organization_id == bindparam("organization")).order_by(_plan.c.id)
_ALL_PLANS = select(_plan).order_by(_plan.c.id)
_BY_CODE = select(_plan).where(
    _plan.c.organization_id == bindparam("organization"), _plan.c.code == bindparam("code")
)
_BY_ID = select(_plan).where(_plan.c.id == bindparam("plan_id"))
_AREAS = select(_area).where(_area.c.plan_id == bindparam("plan_id")).order_by(_area.c.id)
_MARK_ISSUED = (
    update(_plan)
    .where(_plan.c.id == bindparam("plan_id"), _plan.c.state == "draft")
    .values(state="issued", issued_at=bindparam("now", type_=_plan.c.issued_at.type))
)
_FORGET_AREAS = delete(_area).where(_area.c.plan_id == bindparam("of_plan"))
_FORGET_PLAN = delete(_plan).where(_plan.c.id == bindparam("of_plan"))
_PINNED = select(_definition.c.id).where(
    _definition.c.kind == bindparam("kind"), _definition.c.sha256 == bindparam("digest")
)
_DEFINITION = select(_definition).where(_definition.c.id == bindparam("definition_id"))
_STATES = (
    select(_task.c.state, func.count().label("count"))
    .where(_task.c.plan_id == bindparam("plan_id"))
    .group_by(_task.c.state)
)


def read_plans(tx: Transaction, organization_id: int | None = None) -> list[Any]:
    """Return the plans of an organization (of all, without one)."""
    if organization_id is None:
        return tx.all(_ALL_PLANS)
    return tx.all(_PLANS, {"organization": organization_id})


def find_plan(tx: Transaction, organization_id: int, code: str) -> Any:  # noqa: ANN401
    """Return the plan's row.

    Raises:
        NotFoundError: the organization has no such plan.
    """
    row = tx.first(_BY_CODE, {"organization": organization_id, "code": code})
    if row is None:
        raise NotFoundError("plan", code)
    return row


def load_plan_row(tx: Transaction, plan_id: int) -> Any:  # noqa: ANN401
    """Return the plan's row.

    Raises:
        NotFoundError: there is none.
    """
    row = tx.first(_BY_ID, {"plan_id": plan_id})
    if row is None:
        raise NotFoundError("plan", plan_id)
    return row


def read_areas(tx: Transaction, plan_id: int) -> list[Any]:
    """Return a plan's areas in the order of the document."""
    return tx.all(_AREAS, {"plan_id": plan_id})


def mark_issued(tx: Transaction, plan_id: int, now: datetime) -> bool:
    """Turn a draft into an issued plan; False if it was issued already."""
    return tx.run(_MARK_ISSUED, {"plan_id": plan_id, "now": now}) == 1


def forget_draft(tx: Transaction, plan_id: int) -> bool:
    """Take back a draft and its areas; False if the plan was issued and stays."""
    row = load_plan_row(tx, plan_id)
    if row.state != "draft":
        return False
    tx.run(_FORGET_AREAS, {"of_plan": plan_id})
    tx.run(_FORGET_PLAN, {"of_plan": plan_id})
    return True


def count_task_states(tx: Transaction, plan_id: int) -> dict[str, int]:
    """Return how many of a plan's tasks stand in each state."""
    return {row.state: row.count for row in tx.all(_STATES, {"plan_id": plan_id})}


def pin_definition(tx: Transaction, kind: str, text: str) -> int:
    """Keep a definition file as it is now and return its key; the same text is kept once."""
    digest = sha256(text.encode()).hexdigest()
    tx.run(_INSERT_DEFINITION, {"kind": kind, "sha256": digest, "text": text})
    definition_id: int = tx.scalar(_PINNED, {"kind": kind, "digest": digest})
    return definition_id


def read_definition(tx: Transaction, definition_id: int) -> tuple[str, str]:
    """Return (kind, text) of a pinned definition.

    Raises:
        NotFoundError: there is none.
    """
    row = tx.first(_DEFINITION, {"definition_id": definition_id})
    if row is None:
        raise NotFoundError("definition", definition_id)
    return row.kind, row.text
