"""Owns what the tests are built of: one valid thing of each kind, to be changed in what a test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Final

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.ladder import read_ladder
from cchc_workflow.definitions.workflow import read_workflow
from cchc_workflow.domain import plan, standing
from cchc_workflow.domain.calendar import DayOff, WorkCalendar
from cchc_workflow.domain.effects import Moment
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.ladder import Ladder
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.people import UNIT_ROLES, Actor, Grant, Role
from cchc_workflow.domain.task import Evidence, Phase, Task
from cchc_workflow.shipped import shipped

ORGANIZATION: Final = 1
UNIT: Final = 7
OTHER_UNIT: Final = 8
MESSAGES: Final = frozenset(
    {
        "assigned", "changed", "escalation", "extension_asked", "extension_decided", "overdue", "reminder",
        "reported", "returned", "verified",
    }
)  # fmt: skip
OFF_2021: Final = (
    (1, 1), (10, 2), (11, 2), (12, 2), (15, 2), (16, 2), (21, 4), (30, 4), (3, 5), (2, 9), (3, 9),
)  # fmt: skip
RULE: Final = standing.Rule(30, "II.2.2.a1")


def vn(day: int, month: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return a moment of 2021 by the office's clock as the UTC instant that it is."""
    hanoi = timezone(timedelta(hours=7))
    return datetime(2021, month, day, hour, minute, second, tzinfo=hanoi).astimezone(UTC)


NOW: Final = vn(1, 6, 8)
"""A Tuesday morning on which the built task has 21 working days left."""


@cache
def make_calendar() -> WorkCalendar:
    """Return the working days of 2020 to 2022, with the days off of 2021 alone."""
    days = [date(2021, month, day) for day, month in OFF_2021]
    return WorkCalendar(
        source="calendar/vn.toml",
        tz="Asia/Ho_Chi_Minh",
        weekend=frozenset({5, 6}),
        first_on=date(2020, 1, 1),
        last_on=date(2022, 12, 31),
        days_off={on: DayOff(on, "Nghỉ lễ") for on in days},
        worked_days={},
    )


def make_moment(now: datetime = NOW) -> Moment:
    return Moment(now, make_calendar())


_TASK: Final = Task(
    id=11,
    code="A4",
    organization_id=ORGANIZATION,
    plan_id=2,
    workflow_id=3,
    ladder_id=4,
    title="Kiểm tra công tác CCHC",
    clause="II.2.2.a1",
    lead_unit_id=UNIT,
    lead_unit_name="Văn phòng Sở",
    state="in_progress",
    phase=Phase.OPEN,
    version=5,
    due_on=date(2021, 6, 30),
    original_due_on=date(2021, 6, 30),
    due_set_at=vn(15, 4, 8),
    event_count=2,
    last_event_at=vn(20, 4, 8),
)


def make_task(**over: object) -> Task:
    """Return a task in progress, due on Wednesday 30/6/2021."""
    return replace(_TASK, **over)  # type: ignore[arg-type]  # a wrong name or value fails the test that gives it


def make_actor(
    *roles: Role, person_id: int = 100, unit_id: int = UNIT, organization_id: int = ORGANIZATION
) -> Actor:
    """Return a person with these roles; those that hold in a unit are held in `unit_id`."""
    grants = frozenset(Grant(role, unit_id if role in UNIT_ROLES else None) for role in roles)
    return Actor(person_id, organization_id, f"nguoi{person_id}@so.example", grants)


def make_evidence(**over: object) -> Evidence:
    evidence = Evidence(document="12/BC-VP", issued_on=date(2021, 5, 31))
    return replace(evidence, **over)  # type: ignore[arg-type]  # as in make_task


def make_extension(**over: object) -> Extension:
    """Return a request that person 100 made for the built task, which waits for its decision."""
    extension = Extension(
        id=21,
        task_id=_TASK.id,
        organization_id=ORGANIZATION,
        workflow_id=5,
        state="requested",
        asked_due_on=date(2021, 7, 30),
        reason="Chờ ý kiến của Sở Tài chính",
        requested_by=100,
        requested_at=vn(25, 5, 9),
        due_version=1,
    )
    return replace(extension, **over)  # type: ignore[arg-type]  # as in make_task


def make_duty(**over: object) -> standing.Duty:
    """Return what the 30 % rule knows of a task: open, due on 30/6/2021."""
    duty = standing.Duty(code="A4", phase=Phase.OPEN, due_on=date(2021, 6, 30))
    return replace(duty, **over)  # type: ignore[arg-type]  # as in make_task


def make_plan_duty(**over: object) -> plan.Duty:
    """Return a duty of the plan, before it unfolds: one lead, done once."""
    duty = plan.Duty(
        code="A1",
        area="a",
        clause="II.2.2.a1",
        title="Kiểm tra công tác CCHC",
        text="Tổ chức kiểm tra công tác CCHC.",
        deliverable="Báo cáo kết quả kiểm tra",
        lead="VP",
        dues=(date(2021, 11, 30),),
    )
    return replace(duty, **over)  # type: ignore[arg-type]  # as in make_task


def make_plan(*duties: plan.Duty, **over: object) -> plan.Plan:
    """Return a plan from 15/4 to 31/12/2021 of three units: VP and TCCB are rooms, CCKL is an agency."""
    made = plan.Plan(
        code="so-vi-du-2021",
        title="Cải thiện chỉ số cải cách hành chính",
        number="12/KH-SVD",
        organization="so-vi-du",
        organization_name="Sở Ví dụ",
        parent_name="UBND TỈNH VÍ DỤ",
        year=2021,
        first_on=date(2021, 4, 15),
        last_on=date(2021, 12, 31),
        signed_on=None,
        legal_basis=(),
        goal=Decimal(85),
        survey_points=Decimal(90),
        rule=RULE,
        units=(
            plan.Unit("VP", "Văn phòng Sở", "room", frozenset({"rooms"})),
            plan.Unit("TCCB", "Phòng Tổ chức - Cán bộ", "room", frozenset({"rooms"})),
            plan.Unit("CCKL", "Chi cục Kiểm lâm", "agency", frozenset({"agencies"})),
        ),
        people=(),
        areas=(plan.Area("a", "Chỉ đạo điều hành", "II.2.2.a", Decimal(10)),),
        duties=duties,
    )
    return replace(made, **over)  # type: ignore[arg-type]  # as in make_task


@cache
def shipped_workflow(name: str) -> Workflow:
    """Return the workflow "task" or "extension" as it is shipped."""
    return read_workflow(toml.read(shipped("workflows") / f"{name}.toml"), MESSAGES)


@cache
def shipped_ladder() -> Ladder:
    """Return the ladder of reminders and escalations as it is shipped."""
    return read_ladder(toml.read(shipped("workflows") / "escalation.toml"), MESSAGES)
