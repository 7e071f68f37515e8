import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.diligence import plan_day, play_day
from cchc_workflow.engine.habits import EXCUSED, PROFILES, RESCUED, draw, habits_of
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.script import Applied, Outcome, Refused
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import read_events
from cchc_workflow.store.people import end_appointments
from cchc_workflow.store.tasks import TaskFilter, list_tasks
from tests.builders import vn
from tests.small_plan import CHIEF, COORDINATOR, OFFICER, open_small_office

SEED = 4


@dataclass(frozen=True)
class Year:
    """A year that was played day by day: what everybody did."""

    office: Office
    plan_id: int
    outcomes: list[Outcome]

    def did(self, action: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.line.action == action]


SLOW = PROFILES[2][1]


def seed_of(*, asks: bool = False, leaves: bool = False, excused: bool = False, rescued: bool = False) -> int:
    """Return a seed by which TCCB is slow and would report A1 some weeks late."""
    units = {1: "VP", 2: "TCCB", 3: "CCKL"}
    return next(
        seed
        for seed in range(1, 100_000)
        if habits_of(seed, units)[2] is SLOW
        and draw(seed, "late", "A1") < SLOW.late
        and draw(seed, "slip", "A1") > 0.9
        and (draw(seed, "ask", "A1") < SLOW.asks) is asks
        and (draw(seed, "leave", "A1") < SLOW.leaves) is leaves
        and (draw(seed, "cause", "A1") < EXCUSED) is excused
        and (draw(seed, "rescue", "A1") < RESCUED) is rescued
    )


def open_copy(template: Path, folder: Path) -> tuple[Office, int]:
    path = folder / "played.sqlite3"
    shutil.copyfile(template, path)
    return open_small_office(Database(f"sqlite:///{path}", synchronous="NORMAL"), folder)


def play(office: Office, plan_id: int, seed: int, until: datetime) -> Iterator[Outcome]:
    now = vn(16, 4, 7, 30)
    while now < until:
        sweep(office, now)
        yield from play_day(office, plan_id, seed, now)
        now += timedelta(days=1)


@pytest.fixture(scope="module")
def year(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    office, plan_id = open_copy(sqlite_template, tmp_path_factory.mktemp("year"))
    yield Year(office, plan_id, list(play(office, plan_id, SEED, vn(31, 12, 23))))
    office.database.close()


@pytest.fixture
def small(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[Office, int]]:
    office, plan_id = open_copy(sqlite_template, tmp_path)
    yield office, plan_id
    office.database.close()


def test_play_day_finishes_most_tasks(year: Year) -> None:
    with year.office.database.read() as tx:
        rows = list_tasks(tx, Scope(1), TaskFilter(plan_id=year.plan_id))
    done = [row.code for row in rows if row.phase == Phase.DONE]
    assert len(done) >= 0.7 * len(rows)
    assert "A7" not in done


def test_play_day_works_in_working_hours_alone(year: Year) -> None:
    calendar, hours = year.office.calendar, year.office.hours
    local = [calendar.local(outcome.line.at) for outcome in year.outcomes]
    assert all(calendar.is_working(at.date()) for at in local)
    assert all(hours.opens <= at.time() < hours.closes for at in local)


def test_play_day_reports_with_numbered_papers(year: Year) -> None:
    reports = [outcome.line for outcome in year.did("report") if isinstance(outcome, Applied)]
    papers = [line.note if line.task in {"A2", "A3", "A5"} else line.value for line in reports]
    assert papers
    assert all(re.fullmatch(r"\d+/BC-(VP|TCCB|CCKL)", paper) for paper in papers)


def test_play_day_reports_quantified_tasks_with_their_value(year: Year) -> None:
    values = {outcome.line.task: outcome.line.value for outcome in year.did("report")}
    assert values["A2"] == "1/3"
    assert values["A3"] == "Trung tâm Một; Trung tâm Hai"
    assert values["A5"] == "60"


def test_play_day_is_refused_only_what_people_get_wrong(year: Year) -> None:
    refused = [outcome for outcome in year.outcomes if isinstance(outcome, Refused)]
    assert refused
    assert {(each.line.action, each.error.code) for each in refused} == {("report", "incomplete")}


def test_play_day_gives_tasks_to_officers_who_then_do_them(year: Year) -> None:
    given = {outcome.line.task for outcome in year.did("give")}
    by_officer = {outcome.line.task for outcome in year.did("report") if outcome.line.actor == OFFICER}
    assert given
    assert by_officer == given


def test_play_day_verifies_some_days_after_the_report(year: Year) -> None:
    for outcome in year.did("verify"):
        with year.office.database.read() as tx:
            (row,) = [row for row in list_tasks(tx, Scope(1), TaskFilter()) if row.code == outcome.line.task]
            *_, reported, verified = read_events(tx, row.id)
        days = year.office.calendar.distance(year.office.today(reported.at), year.office.today(verified.at))
        assert (verified.actor_address, days in {1, 2, 3}) == (COORDINATOR, True)


def test_play_day_is_the_same_for_one_seed(small: tuple[Office, int], year: Year) -> None:
    until = vn(1, 7)
    again = [outcome.line for outcome in play(*small, SEED, until)]
    assert again == [outcome.line for outcome in year.outcomes if outcome.line.at < until]


def test_play_day_differs_for_another_seed(small: tuple[Office, int], year: Year) -> None:
    until = vn(1, 7)
    other = [outcome.line for outcome in play(*small, SEED + 1, until)]
    assert other != [outcome.line for outcome in year.outcomes if outcome.line.at < until]


@pytest.mark.parametrize("now", [vn(1, 5, 8), vn(30, 4, 8), vn(2, 5, 23)])
def test_plan_day_rests_on_days_off(small: tuple[Office, int], now: datetime) -> None:
    assert plan_day(*small, SEED, now) == []


def test_plan_day_plans_nothing_before_now(small: tuple[Office, int]) -> None:
    morning = plan_day(*small, SEED, vn(28, 6, 7, 30))
    noon = plan_day(*small, SEED, vn(28, 6, 12))
    assert noon == [line for line in morning if line.at >= vn(28, 6, 12)]
    assert 0 < len(noon) < len(morning)


def test_plan_day_does_one_thing_with_a_task_at_most(small: tuple[Office, int]) -> None:
    lines = plan_day(*small, SEED, vn(28, 6, 7, 30))
    assert len({line.task for line in lines}) == len(lines)
    assert lines == sorted(lines, key=lambda line: line.at)


def test_play_day_never_reports_what_is_left_lying(small: tuple[Office, int]) -> None:
    seed = seed_of(leaves=True)
    acts = {each.line.action for each in play(*small, seed, vn(30, 12)) if each.line.task == "A1"}
    assert "start" in acts
    assert "report" not in acts


def test_play_day_excuses_a_delay_that_has_an_objective_cause(small: tuple[Office, int]) -> None:
    seed = seed_of(excused=True)
    (excuse,) = [each for each in play(*small, seed, vn(10, 7)) if each.line.action == "excuse"]
    assert isinstance(excuse, Applied)
    assert (excuse.line.task, excuse.line.actor, small[0].today(excuse.line.at).day) == ("A1", CHIEF, 6)


def test_play_day_asks_for_more_time_before_it_is_late(small: tuple[Office, int]) -> None:
    seed = seed_of(asks=True)
    played = list(play(*small, seed, vn(9, 7)))
    asked, decided = [each for each in played if each.line.action.endswith("_extension")]
    assert isinstance(asked, Applied)
    assert isinstance(decided, Applied)
    assert (asked.line.task, decided.line.actor) == ("A1", CHIEF)
    assert asked.line.at < vn(30, 6, 18)


@pytest.mark.parametrize("rescued", [True, False])
def test_play_day_asks_for_more_time_once_the_unit_is_flagged(
    small: tuple[Office, int],
    rescued: bool,  # noqa: FBT001  # a row of the table
) -> None:
    office, plan_id = small
    with office.database.begin() as tx:
        tx.run(text("UPDATE task SET state = 'cancelled', phase = 'void' WHERE code IN ('A2', 'A3')"))
    seed = seed_of(leaves=True, rescued=rescued)
    played = [each for each in play(office, plan_id, seed, vn(1, 10)) if each.line.task == "A1"]
    asked = [each for each in played if each.line.action == "request_extension"]
    assert bool(asked) is rescued
    assert len(asked) <= 2
    assert all(each.line.at > vn(1, 7) for each in asked)


def test_play_day_leaves_undone_what_nobody_may_do(small: tuple[Office, int]) -> None:
    office, plan_id = small
    with office.database.begin() as tx:
        for role in (Role.COORDINATOR, Role.VERIFIER):
            end_appointments(tx, 1, role, None, date(2021, 4, 30))
    actions = {each.line.action for each in play(office, plan_id, SEED, vn(31, 12))}
    assert "report" in actions
    assert actions.isdisjoint({"verify", "return"})


def test_plan_day_of_a_plan_without_tasks_is_empty(small: tuple[Office, int]) -> None:
    office, plan_id = small
    with office.database.begin() as tx:
        tx.run(text("UPDATE task SET phase = 'done'"))
    assert plan_day(office, plan_id, SEED, vn(28, 6, 8)) == []


def test_plan_day_of_an_unknown_plan_is_refused(small: tuple[Office, int]) -> None:
    with pytest.raises(NotFoundError):
        plan_day(small[0], 99, SEED, vn(28, 6, 8))
