"""Owns the real plan, played for some months by units of differing diligence, for the reports' tests."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import Occasion, ReportKind
from cchc_workflow.engine.appoint import Appointment, add_person, appoint
from cchc_workflow.engine.confirm import confirm_rating
from cchc_workflow.engine.diligence import play_day
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.shipped import shipped
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import find_actor
from cchc_workflow.store.rows import to_json
from cchc_workflow.store.standing import read_flags
from tests.engine.report.mornings import send_all
from tests.engine.report.occasions import compose_for, occasion
from tests.engine.small_office import at, open_office

SEED = 1
FIRST_ON = date(2021, 4, 15)
THEN = date(2021, 7, 30)
"""The day as of whose end every kind of report is composed, that evening and again later."""
UNTIL = date(2021, 10, 4)
UNIT = "TTRA"


@dataclass(frozen=True)
class Played:
    """The real plan, played to UNTIL, with what was composed on the evening of THEN."""

    office: Office
    plan_id: int
    occasions: Mapping[ReportKind, Occasion]
    then: Mapping[ReportKind, str]

    def compose(self, asked: Occasion) -> dict[str, Any]:
        return compose_for(self.office, self.plan_id, asked)

    def figures(self, kind: ReportKind) -> dict[str, Any]:
        """Return what was composed on the evening of THEN."""
        found: dict[str, Any] = json.loads(self.then[kind])["figures"]
        return found


@pytest.fixture(scope="session")
def played(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play the plan of 2021; its parts must not be changed, for all tests see the same one."""
    path = tmp_path_factory.mktemp("played") / "cchc.sqlite3"
    shutil.copyfile(sqlite_template, path)
    office = open_office(Database(f"sqlite:///{path}", synchronous="NORMAL"))
    issued_at = at(FIRST_ON)
    folder = shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021"
    plan_id = load_plan(office, read_folder(folder), issued_at)
    issue_plan(office, plan_id, None, issued_at)
    _play(office, plan_id, FIRST_ON, THEN)
    occasions = {kind: occasion(kind, THEN, UNIT) for kind in ReportKind}
    then = {kind: to_json(compose_for(office, plan_id, asked)) for kind, asked in occasions.items()}
    _play(office, plan_id, THEN + timedelta(days=1), UNTIL)
    _change_people(office, plan_id)
    yield Played(office, plan_id, occasions, then)
    office.database.close()


def _play(office: Office, plan_id: int, from_on: date, to_on: date) -> None:
    for ahead in range((to_on - from_on).days + 1):
        on = from_on + timedelta(days=ahead)
        for now in (at(on, 0), at(on, 7), at(on, 7, 30)):
            sweep(office, now)
        send_all(office, at(on, 7, 30))
        for _ in play_day(office, plan_id, SEED, at(on, 7, 32)):
            pass


def _change_people(office: Office, plan_id: int) -> None:
    """Let another head come to the unit, and the director confirm every flag."""
    now = at(UNTIL, 17)
    add_person(office, 1, "moi@so.example", "Chánh Thanh tra mới")
    new = Appointment(address="moi@so.example", role=Role.UNIT_HEAD, unit=UNIT, from_on=UNTIL)
    appoint(office, 1, new)
    with office.database.read() as tx:
        flags = [flag for flag in read_flags(tx, plan_id) if flag.cleared_at is None]
        director = find_actor(tx, 1, "giamdoc@snnptnt-quang-ngai.example", UNTIL)
    for flag in flags:
        confirm_rating(office, director, flag.id, "Đồng ý", now)
