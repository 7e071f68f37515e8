"""Owns a small office for the engine's tests: three units, ten people, and plans written in a line a duty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.people import Actor, Scope
from cchc_workflow.domain.standing import Counts, Tally
from cchc_workflow.domain.task import Act, Evidence, Task
from cchc_workflow.engine.act import Command, act
from cchc_workflow.engine.amend import Amendment, amend
from cchc_workflow.engine.extend import decide_extension, request_extension
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.office import Definitions, Office
from cchc_workflow.shipped import shipped
from cchc_workflow.store import people, standing
from cchc_workflow.store.database import Database
from cchc_workflow.store.outbox import list_outbox
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tasks import find_task
from tests.builders import make_calendar, vn

ISSUED_AT = vn(15, 4, 9)
"""The Thursday on which the small plan is issued."""

MESSAGES = frozenset(
    {
        "assigned", "changed", "digest", "escalation", "extension_asked", "extension_decided",
        "flag_cleared", "flagged", "overdue", "reminder", "report", "reported", "returned", "undeliverable",
        "verified", "weekly_report",
    }
)  # fmt: skip

DIRECTOR = "giamdoc@so.example"
DEPUTY = "phogiamdoc@so.example"
CHIEF = "chanhvanphong@so.example"
COORDINATOR = "daumoi@so.example"
VERIFIER = "thamdinh@so.example"
ADMIN = "quantri@so.example"
HEAD = "truongphong.vp@so.example"
HEAD_TCCB = "truongphong.tccb@so.example"
HEAD_CCKL = "chicuctruong.cckl@so.example"
OFFICER = "chuyenvien.vp@so.example"

_OFFICES: dict[str, list[tuple[str, str | None]]] = {
    DIRECTOR: [("director", None)],
    DEPUTY: [("deputy_director", None)],
    CHIEF: [("chief_of_office", None)],
    COORDINATOR: [("coordinator", None)],
    VERIFIER: [("verifier", None)],
    ADMIN: [("admin", None)],
    HEAD: [("unit_head", "VP")],
    HEAD_TCCB: [("unit_head", "TCCB")],
    HEAD_CCKL: [("unit_head", "CCKL")],
    OFFICER: [("officer", "VP")],
}
_UNITS = {"VP": "Văn phòng Sở", "TCCB": "Phòng Tổ chức - Cán bộ", "CCKL": "Chi cục Kiểm lâm"}
_PLAN = """
[plan]
code = "{code}"
title = "Cải thiện chỉ số cải cách hành chính năm 2021"
number = "12/KH-SVD"
organization = "{organization}"
organization_name = "Sở Ví dụ"
parent_name = "UBND TỈNH VÍ DỤ"
year = 2021
first_on = 2021-04-15
last_on = 2021-12-31
goal = 85
survey_points = 90

[rule]
threshold = 30
clause = "II.2.2.a1"
text = "Đơn vị hoàn thành chậm trễ 30% các nhiệm vụ được giao."

[[area]]
code = "a"
title = "Chỉ đạo điều hành"
clause = "II.2.2.a"
points = 10
"""


def duty(code: str, lead: str = "VP", due_on: date | None = None, *more: str) -> str:
    """Return the TOML of one unit's duty; `more` are further lines."""
    lines = ([f"due_on = {due_on}"] if due_on else []) + list(more)
    due = "\n".join(lines)
    return f"""
[[task]]
code = "{code}"
clause = "II.2.2.a1"
title = "Nhiệm vụ {code}"
text = "Thực hiện nhiệm vụ {code} theo quy định."
deliverable = "Báo cáo"
lead = "{lead}"
{due}
"""


def plan_files(
    *duties: str, code: str = "so-vi-du-2021", organization: str = "so-vi-du", heads: bool = True
) -> dict[str, str]:
    """Return the folder of a small plan; without `heads` no unit has one."""
    offices = {who: held for who, held in _OFFICES.items() if heads or held[0][0] != "unit_head"}
    return {
        "plan.toml": _PLAN.format(code=code, organization=organization),
        "units.toml": "".join(
            f'[[unit]]\ncode = "{unit}"\nname = "{name}"\nkind = "room"\n' for unit, name in _UNITS.items()
        ),
        "people.toml": "".join(_person(address, held) for address, held in offices.items()),
        "tasks/a.toml": 'area = "a"\n' + "".join(duties),
    }


def _person(address: str, held: list[tuple[str, str | None]]) -> str:
    offices = ", ".join(
        f'{{ role = "{role}"' + (f', unit = "{unit}"' if unit else "") + " }" for role, unit in held
    )
    return f'[[person]]\naddress = "{address}"\nname = "{address.partition("@")[0]}"\noffices = [{offices}]\n'


@cache
def shipped_definitions() -> Definitions:
    """Return the definitions as they are shipped."""
    folder = shipped("workflows")
    task, extension, ladder, notices, reports = (
        ((folder / name).read_text("utf-8"), name)
        for name in ("task.toml", "extension.toml", "escalation.toml", "notices.toml", "reports.toml")
    )
    return Definitions(task, extension, ladder, notices, reports, MESSAGES)


def open_office(
    database: Database, definitions: Definitions | None = None, calendar: WorkCalendar | None = None
) -> Office:
    """Return an office over a migrated database, with the days off of 2021."""
    return Office(database, calendar or make_calendar(), definitions or shipped_definitions())


@dataclass(frozen=True)
class SmallOffice:
    """An office in which a small plan runs, with what the tests do and ask in one word each."""

    office: Office
    plan_id: int
    organization_id: int = 1

    @property
    def database(self) -> Database:
        return self.office.database

    def actor(self, address: str, now: datetime = ISSUED_AT) -> Actor:
        with self.database.read() as tx:
            return people.find_actor(tx, self.organization_id, address, self.office.today(now))

    def do(self, address: str, name: str, code: str, now: datetime, **given: Any) -> Task:  # noqa: ANN401
        return act(self.office, self.actor(address, now), Command(code, Act(name=name, **given)), now)

    def start(self, code: str, now: datetime, head: str = HEAD) -> Task:
        return self.do(head, "start", code, now)

    def report(self, code: str, now: datetime, head: str = HEAD) -> Task:
        """Report a task that is assigned or in progress."""
        if self.task(code).state == "assigned":
            self.start(code, now, head)
        return self.do(head, "report", code, now, evidence=(Evidence(document="12/BC-VP"),))

    def verify(self, code: str, now: datetime, by: str = VERIFIER) -> Task:
        return self.do(by, "verify", code, now)

    def amend(self, address: str, code: str, now: datetime, **over: Any) -> Task:  # noqa: ANN401
        return amend(self.office, self.actor(address, now), code, Amendment(**over), now)

    def ask(self, code: str, until: date, now: datetime, head: str = HEAD) -> Extension:
        given = Act(name="request", value=until.isoformat(), note="Chờ ý kiến của Sở Tài chính")
        return request_extension(self.office, self.actor(head, now), code, given, now)

    def decide(self, address: str, asked: Extension, name: str, now: datetime, **given: Any) -> Extension:  # noqa: ANN401
        return decide_extension(self.office, self.actor(address, now), asked.id, Act(name=name, **given), now)

    def extend(self, code: str, until: date, now: datetime, head: str = HEAD) -> Extension:
        """Ask for more time and grant it at once."""
        return self.decide(CHIEF, self.ask(code, until, now, head), "approve", now)

    def task(self, code: str) -> Task:
        with self.database.read() as tx:
            return find_task(tx, Scope(self.organization_id), code)

    def unit_id(self, code: str) -> int:
        with self.database.read() as tx:
            return int(people.find_unit(tx, self.organization_id, code).id)

    def counts(self, unit: str, on: date) -> Counts:
        with self.database.read() as tx:
            unit_id = people.find_unit(tx, self.organization_id, unit).id
            return standing.count_unit(tx, self.plan_id, unit_id, on)

    def kept(self, unit: str) -> Tally:
        """Return a unit's tally as last kept."""
        with self.database.read() as tx:
            return {row.code: tally for row, tally in standing.kept_tallies(tx, self.plan_id)}[unit]

    def flags(self) -> list[Any]:
        with self.database.read() as tx:
            return standing.read_flags(tx, self.plan_id)

    def mails(self, message: str | None = None, state: str | None = None) -> list["Mail"]:
        """Return what stands in the outbox, oldest first."""
        with self.database.read() as tx:
            rows = list_outbox(tx, self.organization_id, most=100_000)
        mails = [
            Mail(row.address, row.message, row.state, row, from_json(row.facts)) for row in reversed(rows)
        ]
        return [mail for mail in mails if message in {None, mail.message} and state in {None, mail.state}]

    def told(self, message: str, state: str | None = None) -> list[str]:
        """Return the addresses to which a message goes, in the order of the alphabet."""
        return sorted(mail.to for mail in self.mails(message, state))


@dataclass(frozen=True)
class Mail:
    """A row of the outbox."""

    to: str
    message: str
    state: str
    row: Any
    facts: Mapping[str, Any]

    @property
    def items(self) -> list[dict[str, Any]]:
        """Return what a whole letter is made of."""
        return list(self.facts["items"])


def issue_small(
    database: Database, *duties: str, now: datetime = ISSUED_AT, heads: bool = True
) -> SmallOffice:
    """Load and issue a plan of these duties."""
    office = open_office(database)
    plan_id = load_plan(office, plan_files(*duties, heads=heads), now)
    issue_plan(office, plan_id, None, now)
    return SmallOffice(office, plan_id)


def at(on: date, hour: int = 8, minute: int = 0) -> datetime:
    """Return the instant of a local day and time."""
    return make_calendar().instant(on, time(hour, minute))
