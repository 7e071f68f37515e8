"""Owns the small office that the store's tests are about: two units, four people, a plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.sql import Executable

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Task
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.plans import pin_definition
from cchc_workflow.store.rows import insert_into, insert_returning_id
from cchc_workflow.store.tables import AppointmentRow, AreaRow, OrganizationRow, PersonRow, PlanRow, UnitRow
from cchc_workflow.store.tasks import add_task, load_task
from tests.builders import make_task

INSERT_ORGANIZATION = insert_returning_id(OrganizationRow)
INSERT_UNIT = insert_returning_id(UnitRow)
INSERT_PERSON = insert_returning_id(PersonRow)
INSERT_APPOINTMENT = insert_into(AppointmentRow)
INSERT_PLAN = insert_returning_id(PlanRow)
INSERT_AREA = insert_returning_id(AreaRow)
NOW = datetime(2021, 6, 1, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """The keys of what is in the database."""

    organization_id: int
    plan_id: int
    area_id: int
    workflow_id: int
    ladder_id: int
    unit_id: int
    other_unit_id: int
    head_id: int
    deputy_id: int
    director_id: int
    officer_id: int


def fill(tx: Transaction) -> Office:
    """Put the office into an empty database."""
    organization_id = tx.scalar(
        INSERT_ORGANIZATION, {"code": "so-vi-du", "name": "Sở Ví dụ", "parent_name": "UBND TỈNH VÍ DỤ"}
    )
    units = [
        tx.scalar(
            INSERT_UNIT,
            {"organization_id": organization_id, "code": code, "name": name, "kind": "room", "groups": "[]"},
        )
        for code, name in (("VP", "Văn phòng Sở"), ("TCCB", "Phòng Tổ chức - Cán bộ"))
    ]
    people = [
        tx.scalar(
            INSERT_PERSON,
            {"organization_id": organization_id, "address": f"{name}@so.example", "name": name},
        )
        for name in ("head", "deputy", "director", "officer")
    ]
    for person_id, unit_id, role in (
        (people[0], units[0], Role.UNIT_HEAD),
        (people[2], None, Role.DIRECTOR),
        (people[3], units[0], Role.OFFICER),
    ):
        appoint(tx, organization_id, person_id, unit_id, role)
    plan_id = tx.scalar(INSERT_PLAN, plan_values(organization_id))
    area_id = tx.scalar(
        INSERT_AREA,
        {
            "plan_id": plan_id,
            "code": "a",
            "title": "Chỉ đạo",
            "clause": "II.2.2.a",
            "points": Decimal("9.50"),
        },
    )
    return Office(
        organization_id,
        plan_id,
        area_id,
        pin_definition(tx, "task", "[task]"),
        pin_definition(tx, "ladder", "[ladder]"),
        *units,
        *people,
    )


def plan_values(organization_id: int, code: str = "svd-2021") -> dict[str, object]:
    """Return the values of a plan's row."""
    return {
        "organization_id": organization_id,
        "code": code,
        "title": "Cải cách hành chính",
        "number": "12/KH-SVD",
        "year": 2021,
        "first_on": date(2021, 4, 15),
        "last_on": date(2021, 12, 31),
        "legal_basis": "[]",
        "goal": Decimal("85.0"),
        "survey_points": Decimal("32.5"),
        "threshold": 30,
        "rule_clause": "II.2.2.a1",
        "rule_text": "",
        "source": "{}",
        "sha256": "",
    }


def appoint(
    tx: Transaction, organization_id: int, person_id: int, unit_id: int | None, role: Role, **over: object
) -> None:
    """Let a person hold a role from the first day of 2021."""
    values = {
        "organization_id": organization_id,
        "person_id": person_id,
        "unit_id": unit_id,
        "role": role,
        "from_on": date(2021, 1, 1),
    }
    tx.run(INSERT_APPOINTMENT, {**values, **over})


def put_task(tx: Transaction, office: Office, *, supports: Iterable[int] = (), **over: object) -> Task:
    """Put a task into the plan and return it; `over` changes the task or the details that no rule reads."""
    keys: dict[str, object] = {
        "organization_id": office.organization_id,
        "plan_id": office.plan_id,
        "workflow_id": office.workflow_id,
        "ladder_id": office.ladder_id,
        "lead_unit_id": office.unit_id,
    }
    details: dict[str, object] = {
        "area_id": office.area_id,
        "duty": "A4",
        "text": "Tổ chức kiểm tra công tác CCHC.",
        "deliverable": "Báo cáo",
        "set_by": "coordinator",
        "assigned_at": NOW,
        "search": "kiem tra cong tac cchc",
    }
    given = {name: over.pop(name) for name in details if name in over}
    task_id = add_task(tx, make_task(**{**keys, **over}), {**details, **given}, supports)
    return load_task(tx, task_id)


def query_plan(database: Database, source: Executable, values: dict[str, object]) -> str:
    """Return how SQLite would answer a statement."""
    statement = database.prepare(source)
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.bind(values))
        return "\n".join(row[3] for row in cursor.fetchall())
