from collections import Counter
from datetime import date, datetime, timedelta
from typing import Final

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.sweep import BATCH, Swept, sweep
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import end_appointments
from cchc_workflow.store.tasks import due_tasks
from tests.builders import make_calendar, vn
from tests.engine.rivals import at_once
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    ISSUED_AT,
    OFFICER,
    SmallOffice,
    at,
    duty,
    issue_small,
)

WEDNESDAY = date(2021, 6, 30)
RUNGS: Final[tuple[tuple[str, date, str, list[str], list[str]], ...]] = (
    ("T-15", date(2021, 6, 9), "reminder", [HEAD], []),
    ("T-7", date(2021, 6, 21), "reminder", [HEAD], []),
    ("T-3", date(2021, 6, 25), "reminder", [HEAD], []),
    ("T-1", date(2021, 6, 29), "reminder", [HEAD], []),
    ("T", date(2021, 6, 30), "reminder", [HEAD], []),
    ("T+1", date(2021, 7, 1), "overdue", [HEAD], [COORDINATOR]),
    ("T+3", date(2021, 7, 5), "overdue", [HEAD], [COORDINATOR]),
    ("T+5", date(2021, 7, 7), "escalation", [CHIEF], []),
    ("T+7", date(2021, 7, 9), "escalation", [DEPUTY], []),
    ("T+10", date(2021, 7, 14), "escalation", [DIRECTOR], []),
)


@pytest.fixture
def one(database: Database) -> SmallOffice:
    """Give an office with one task, due on Wednesday 30/6/2021, and nine that are not due this year."""
    rest = (duty(f"A{number}", "VP", date(2021, 12, 31)) for number in range(2, 11))
    return issue_small(database, duty("A1", "VP", WEDNESDAY), *rest)


def steps_of(desk: SmallOffice, state: str | None = None) -> list[tuple[str, str]]:
    """Return (step, recipient) of all that the sweep noted, in order."""
    return [(mail.row.step, mail.to) for mail in desk.mails(state=state) if mail.row.step]


def vacate(desk: SmallOffice, *roles: Role) -> None:
    with desk.database.begin() as tx:
        for role in roles:
            assert end_appointments(tx, 1, role, None, date(2021, 4, 30)) == 1


def sweep_days(desk: SmallOffice, first: date, last: date) -> None:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        sweep(desk.office, at(date.fromordinal(ordinal), 0, 1))
        sweep(desk.office, at(date.fromordinal(ordinal), 7))


@pytest.mark.parametrize(("step", "on", "message", "to", "copies"), RUNGS)
def test_sweep_takes_every_rung_on_its_day(
    one: SmallOffice, step: str, on: date, message: str, to: list[str], copies: list[str]
) -> None:
    sweep(one.office, at(on, 6, 59))
    before = len(steps_of(one))
    swept = sweep(one.office, at(on, 7))
    found = [mail for mail in one.mails(message) if mail.row.step == step]
    assert [mail.to for mail in found if not mail.row.is_copy] == to
    assert [mail.to for mail in found if mail.row.is_copy] == copies
    assert {mail.state for mail in found} == {"held"}
    assert swept.steps == len(found) == len(steps_of(one)) - before
    assert found[0].facts["step"]["name"] == step
    assert found[0].facts["task"]["days"] == (WEDNESDAY - on).days


def test_sweep_says_when_the_next_task_is_due(one: SmallOffice) -> None:
    assert sweep(one.office, vn(1, 6, 9)) == Swept(0, 0, vn(9, 6, 7))
    assert sweep(one.office, vn(9, 6, 7)) == Swept(1, 1, vn(21, 6, 7))
    assert sweep(one.office, vn(9, 6, 7)) == Swept(0, 0, vn(21, 6, 7))
    sweep(one.office, vn(30, 6, 7))
    assert sweep(one.office, vn(30, 6, 9)).next_at == vn(1, 7, 0)


def test_sweep_of_a_whole_ladder_notes_every_step_once(one: SmallOffice) -> None:
    sweep_days(one, date(2021, 6, 1), date(2021, 7, 20))
    expected = [(step, who) for step, _, _, to, copies in RUNGS for who in (*to, *copies)]
    assert steps_of(one) == expected


def test_sweep_notes_no_step_on_a_day_off(database: Database) -> None:
    """The ladder of a deadline on Sunday 2/5, in the middle of four days off, counts from Thursday 29/4."""
    desk = issue_small(database, duty("A1", "VP", date(2021, 5, 2)), now=vn(15, 4, 0))
    sweep_days(desk, date(2021, 4, 15), date(2021, 5, 20))
    days = {mail.row.step: desk.office.today(mail.row.created_at) for mail in desk.mails() if mail.row.step}
    assert all(make_calendar().is_working(on) for on in days.values())
    assert (days["T-7"], days["T-3"], days["T"]) == (date(2021, 4, 19), date(2021, 4, 26), date(2021, 4, 29))
    assert (days["T+1"], days["T+3"]) == (date(2021, 5, 4), date(2021, 5, 6))
    assert desk.flags()[0].raised_at == vn(3, 5, 0, 1)


def test_sweep_catches_up_missed_steps_as_one_message(one: SmallOffice) -> None:
    sweep(one.office, vn(6, 7, 9))
    assert steps_of(one, "held") == [("T+3", HEAD), ("T+3", COORDINATOR)]
    missed = ["T-15", "T-7", "T-3", "T-1", "T", "T+1"]
    assert steps_of(one, "missed") == [*((step, HEAD) for step in missed), ("T+1", COORDINATOR)]


def test_sweep_tells_each_person_their_own_latest_step(one: SmallOffice) -> None:
    sweep(one.office, vn(14, 7, 7))
    held = {who: step for step, who in steps_of(one, "held")}
    assert held == {HEAD: "T+3", COORDINATOR: "T+3", CHIEF: "T+5", DEPUTY: "T+7", DIRECTOR: "T+10"}


def test_sweep_gives_a_step_without_receivers_to_the_next_steps_people(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", WEDNESDAY), heads=False)
    sweep(desk.office, vn(9, 6, 7))
    assert steps_of(desk) == [("T-15", CHIEF)]
    sweep(desk.office, vn(1, 7, 7))
    assert ("T+1", CHIEF) in steps_of(desk, "held")
    assert ("T+1", COORDINATOR) in steps_of(desk, "held")


def test_sweep_with_nobody_left_notes_nothing_and_goes_on(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", WEDNESDAY), heads=False)
    with database.begin() as tx:
        for role in (Role.DIRECTOR, Role.CHIEF_OF_OFFICE):
            end_appointments(tx, 1, role, None, date(2021, 5, 1))
    sweep(desk.office, vn(14, 7, 7))
    told = {who for _, who in steps_of(desk)}
    assert told == {DEPUTY, COORDINATOR}
    assert sweep(desk.office, vn(14, 7, 7)).next_at is None


def test_sweep_tells_the_officer_who_does_the_task(one: SmallOffice) -> None:
    one.amend(HEAD, "A1", ISSUED_AT, assignee=OFFICER)
    sweep(one.office, vn(9, 6, 7))
    assert steps_of(one) == [("T-15", HEAD), ("T-15", OFFICER)]


def test_sweep_twice_at_once_notes_every_step_once(one: SmallOffice) -> None:
    swept = at_once(*[lambda: sweep(one.office, vn(14, 7, 7))] * 4)
    assert [each.steps for each in swept if isinstance(each, Swept) and each.tasks] == [12]
    assert len([each for each in swept if isinstance(each, Swept)]) == 4
    assert len(steps_of(one)) == len(set(steps_of(one))) == 12
    assert len(one.flags()) == 0
    assert one.kept("VP").late == 1


def test_sweep_leaves_to_another_node_what_it_works_on(
    postgresql_database: Database,
) -> None:
    desk = issue_small(postgresql_database, duty("A1", "VP", WEDNESDAY))
    now = vn(9, 6, 7)
    with postgresql_database.begin() as tx:
        assert [task.code for task in due_tasks(tx, now, 10)] == ["A1"]
        assert sweep(desk.office, now) == Swept(0, 0, None)
    assert sweep(desk.office, now).steps == 1


def test_sweep_takes_more_than_one_batch(sqlite_database: Database) -> None:
    count = BATCH + 20
    duties = (duty(f"A{number}", "VP", WEDNESDAY) for number in range(count))
    desk = issue_small(sqlite_database, *duties)
    assert sweep(desk.office, vn(9, 6, 7)) == Swept(count, count, vn(21, 6, 7))
    assert Counter(steps_of(desk)) == {("T-15", HEAD): count}


@pytest.mark.parametrize("now", [vn(1, 7, 0, 0), vn(1, 7, 7, 0)])
def test_sweep_judges_a_task_from_the_minute_it_is_late(ten: SmallOffice, now: datetime) -> None:
    for code, on in (("A1", 7), ("A2", 14)):
        ten.start(code, vn(on, 6, 8))
    earlier = now - timedelta(days=10, seconds=1)
    sweep(ten.office, earlier)
    assert ten.counts("VP", ten.office.today(earlier)).tally == ten.kept("VP")
    sweep(ten.office, now)
    assert ten.kept("VP").late == 4
    assert ten.counts("VP", date(2021, 7, 1)).tally == ten.kept("VP")


def test_sweep_starts_the_alarms_of_a_resumed_task_again(one: SmallOffice) -> None:
    sweep(one.office, vn(9, 6, 7))
    one.do(DIRECTOR, "suspend", "A1", vn(14, 6, 9), note="Chờ")
    sweep_days(one, date(2021, 6, 14), date(2021, 7, 13))
    assert steps_of(one) == [("T-15", HEAD)]
    resumed = one.do(DIRECTOR, "resume", "A1", vn(14, 7, 9))
    assert (resumed.due_on, resumed.due_version) == (date(2021, 7, 30), 2)
    sweep_days(one, date(2021, 7, 15), date(2021, 7, 30))
    assert steps_of(one)[1:] == [(step, HEAD) for step in ("T-7", "T-3", "T-1", "T")]


def test_sweep_starts_the_alarms_of_a_reopened_task_again(one: SmallOffice) -> None:
    one.report("A1", vn(1, 6, 9))
    one.verify("A1", vn(2, 6, 9))
    assert sweep(one.office, vn(22, 6, 7)).steps == 0
    reopened = one.do(CHIEF, "reopen", "A1", vn(22, 6, 9), note="Số liệu sai")
    assert reopened.next_check_at == vn(9, 6, 7)
    assert sweep(one.office, vn(22, 6, 9, 1)).next_at == vn(25, 6, 7)
    assert steps_of(one, "held") == [("T-7", HEAD)]
    sweep(one.office, vn(25, 6, 7))
    assert steps_of(one, "held") == [("T-7", HEAD), ("T-3", HEAD)]
    assert steps_of(one, "missed") == [("T-15", HEAD)]


def test_sweep_keeps_a_due_step_through_an_act_that_came_before_it(one: SmallOffice) -> None:
    one.start("A1", vn(9, 6, 7, 0, 10))
    assert sweep(one.office, vn(9, 6, 7, 1)).steps == 1
    assert steps_of(one) == [("T-15", HEAD)]


def test_sweep_with_a_clock_set_back_does_nothing(one: SmallOffice) -> None:
    sweep(one.office, vn(30, 6, 7))
    noted = steps_of(one)
    assert sweep(one.office, vn(9, 6, 7)) == Swept(0, 0, vn(1, 7, 0))
    assert steps_of(one) == noted


def test_sweep_catches_up_what_a_returned_task_missed_as_one_message(one: SmallOffice) -> None:
    sweep_days(one, date(2021, 6, 1), date(2021, 6, 21))
    one.report("A1", vn(21, 6, 9))
    sweep_days(one, date(2021, 6, 22), date(2021, 7, 15))
    told = steps_of(one)
    returned = one.do(COORDINATOR, "return", "A1", vn(15, 7, 9), note="Thiếu")
    assert returned.next_check_at == vn(21, 6, 7)
    sweep(one.office, vn(15, 7, 9, 1))
    assert told == [("T-15", HEAD), ("T-7", HEAD)]
    held = {who: step for step, who in steps_of(one, "held")[2:]}
    assert held == {HEAD: "T+3", COORDINATOR: "T+3", CHIEF: "T+5", DEPUTY: "T+7", DIRECTOR: "T+10"}
    assert len(steps_of(one)) == len(set(steps_of(one))) == 12
    assert one.task("A1").next_check_at is None


def test_sweep_catches_up_what_a_task_suspended_while_overdue_missed(one: SmallOffice) -> None:
    sweep_days(one, date(2021, 6, 1), date(2021, 7, 2))
    one.do(DIRECTOR, "suspend", "A1", vn(2, 7, 9), note="Chờ")
    sweep_days(one, date(2021, 7, 3), date(2021, 7, 8))
    one.do(DIRECTOR, "resume", "A1", vn(8, 7, 9))
    sweep(one.office, vn(8, 7, 9, 1))
    assert steps_of(one)[-3:] == [("T+3", HEAD), ("T+3", COORDINATOR), ("T+5", CHIEF)]


def test_sweep_tells_nothing_again_of_a_task_returned_on_the_day(one: SmallOffice) -> None:
    sweep_days(one, date(2021, 6, 1), date(2021, 7, 1))
    told = steps_of(one)
    one.report("A1", vn(1, 7, 9))
    one.do(COORDINATOR, "return", "A1", vn(1, 7, 10), note="Thiếu")
    sweep(one.office, vn(1, 7, 10, 1))
    assert steps_of(one) == told
    assert one.task("A1").next_check_at == vn(5, 7, 7)


def test_sweep_tells_the_coordinator_where_nobody_is_left_to_escalate_to(one: SmallOffice) -> None:
    vacate(one, Role.CHIEF_OF_OFFICE, Role.DEPUTY_DIRECTOR, Role.DIRECTOR)
    sweep_days(one, date(2021, 7, 6), date(2021, 7, 14))
    assert steps_of(one)[-3:] == [(step, COORDINATOR) for step in ("T+5", "T+7", "T+10")]
