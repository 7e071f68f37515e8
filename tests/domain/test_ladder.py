from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.ladder import (
    Alarm,
    alarms,
    merge,
    next_check,
    next_turn,
    recheck,
    schedule,
    step_day,
)
from cchc_workflow.domain.task import Phase, Task
from cchc_workflow.domain.timeliness import Timeliness, timeliness
from tests.builders import NOW, make_calendar, make_task, shipped_ladder, vn

LADDER = shipped_ladder()
CALENDAR = make_calendar()
STEPS = {step.name: step for step in LADDER.steps}
SECOND = timedelta(seconds=1)

RUNGS = """
due    T-15  T-7   T-3   T-1   T     T+1   T+3   T+5   T+7   T+10
30/6   9/6   21/6  25/6  29/6  30/6  1/7   5/7   7/7   9/7   14/7
4/7    11/6  23/6  29/6  1/7   2/7   5/7   7/7   9/7   13/7  16/7
3/7    11/6  23/6  29/6  1/7   2/7   5/7   7/7   9/7   13/7  16/7
2/9    11/8  23/8  27/8  31/8  1/9   6/9   8/9   10/9  14/9  17/9
5/9    11/8  23/8  27/8  31/8  1/9   6/9   8/9   10/9  14/9  17/9
30/4   7/4   19/4  26/4  28/4  29/4  4/5   6/5   10/5  12/5  17/5
"""
"""2021: 4/7 is a Sunday, 3/7 a Saturday; 21/4, 30/4, 3/5, 2/9 and 3/9 are days off."""


def day(text: str) -> date:
    number, month = map(int, text.split("/"))
    return date(2021, month, number)


def rungs() -> list[tuple[str, str, str]]:
    """Return (deadline, step, day) of each cell of the table."""
    (_, *names), *rows = (line.split() for line in RUNGS.strip().splitlines())
    return [(due, name, on) for due, *days in rows for name, on in zip(names, days, strict=True)]


@pytest.mark.parametrize(("due", "name", "on"), rungs())
def test_step_falls_on_its_working_day(due: str, name: str, on: str) -> None:
    assert step_day(STEPS[name], day(due), CALENDAR) == day(on)


def test_table_has_every_step() -> None:
    assert list(STEPS) == RUNGS.split()[1:11]


@given(st.dates(date(2021, 1, 1), date(2021, 12, 31)))
def test_schedule_has_a_working_day_of_its_own_for_each_step(due_on: date) -> None:
    days = [CALENDAR.local(at).date() for at, _ in schedule(LADDER, due_on, CALENDAR)]
    assert days == sorted(set(days))
    assert all(CALENDAR.is_working(on) for on in days)
    assert len(days) == len(LADDER.steps)


def test_schedule_is_at_the_ladders_hour() -> None:
    assert schedule(LADDER, date(2021, 6, 30), CALENDAR)[4] == (vn(30, 6, 7), STEPS["T"])


def test_ladder_knows_which_steps_follow() -> None:
    assert [step.name for step in LADDER.after(STEPS["T+5"])] == ["T+7", "T+10"]
    assert LADDER.after(STEPS["T+10"]) == ()


def test_key_names_task_step_version_and_recipient() -> None:
    alarm = Alarm(STEPS["T+1"], due_version=2, at=NOW)
    assert alarm.key(11, 100) == "step:11:T+1:2:100"


def names_due(task: Task, now: datetime) -> list[str]:
    return [alarm.step.name for alarm in alarms(LADDER, task, CALENDAR, now)]


ALARMS = [
    # looked at until, now, steps due
    (vn(30, 6, 7), vn(30, 6, 7) - SECOND, []),
    (vn(30, 6, 7), vn(30, 6, 7), ["T"]),
    (vn(30, 6, 7) + SECOND, vn(30, 6, 23), []),
    (vn(29, 6, 7), vn(30, 6, 7) - SECOND, ["T-1"]),
    (vn(1, 7), vn(1, 7, 6), []),
    (vn(1, 7), vn(1, 7, 7), ["T+1"]),
    (vn(21, 6, 7), vn(1, 7, 8), ["T-7", "T-3", "T-1", "T", "T+1"]),
    (vn(15, 4), vn(31, 12), list(STEPS)),
    (vn(15, 7), vn(31, 12), []),
]


@pytest.mark.parametrize(("seen_until", "now", "expected"), ALARMS)
def test_alarms_are_the_steps_not_yet_looked_at(
    seen_until: datetime, now: datetime, expected: list[str]
) -> None:
    assert names_due(make_task(next_check_at=seen_until), now) == expected


def test_alarm_carries_its_instant_and_deadline_version() -> None:
    task = make_task(next_check_at=vn(30, 6, 7), due_version=3)
    assert alarms(LADDER, task, CALENDAR, vn(30, 6, 9)) == (Alarm(STEPS["T"], 3, vn(30, 6, 7)),)


QUIET: list[dict[str, object]] = [
    {"phase": Phase.REPORTED},
    {"phase": Phase.DONE},
    {"phase": Phase.PAUSED},
    {"phase": Phase.VOID},
    {"due_on": None},
]


@pytest.mark.parametrize("over", [*QUIET, {"next_check_at": None}], ids=str)
def test_task_that_waits_for_nobody_alarms_nobody(over: dict[str, object]) -> None:
    assert names_due(make_task(**{"next_check_at": vn(15, 4)} | over), vn(31, 12)) == []


NEXT = [
    # now, the next instant at which time alone changes the task that is due on 30/6
    (vn(15, 4), vn(9, 6, 7)),
    (vn(9, 6, 7) - SECOND, vn(9, 6, 7)),
    (vn(9, 6, 7), vn(21, 6, 7)),
    (vn(29, 6, 7), vn(30, 6, 7)),
    (vn(30, 6, 7), vn(1, 7)),
    (vn(1, 7) - SECOND, vn(1, 7)),
    (vn(1, 7), vn(1, 7, 7)),
    (vn(9, 7, 7), vn(14, 7, 7)),
    (vn(14, 7, 7) - SECOND, vn(14, 7, 7)),
    (vn(14, 7, 7), None),
]


@pytest.mark.parametrize(("now", "expected"), NEXT)
def test_next_check_is_the_first_instant_after_now(now: datetime, expected: datetime | None) -> None:
    assert next_check(LADDER, make_task(), CALENDAR, now) == expected


def test_next_check_sees_a_sunday_end_before_the_step_after() -> None:
    task = make_task(due_on=day("4/7"))
    assert next_check(LADDER, task, CALENDAR, vn(2, 7, 7)) == vn(5, 7)
    assert next_check(LADDER, task, CALENDAR, vn(5, 7)) == vn(5, 7, 7)


def test_next_check_after_the_last_step_is_the_end_where_no_step_follows_it() -> None:
    short = replace(LADDER, steps=(STEPS["T"],))
    assert next_check(short, make_task(), CALENDAR, vn(30, 6, 8)) == vn(1, 7)
    assert next_check(short, make_task(), CALENDAR, vn(1, 7)) is None


@pytest.mark.parametrize("over", QUIET, ids=str)
def test_next_check_of_a_task_that_time_does_not_change_is_none(over: dict[str, object]) -> None:
    assert next_check(LADDER, make_task(**over), CALENDAR, vn(15, 4)) is None


def test_task_becomes_overdue_at_a_next_check() -> None:
    task, ends_at = make_task(), vn(1, 7)
    assert next_check(LADDER, task, CALENDAR, ends_at - SECOND) == ends_at
    on = [CALENDAR.today(ends_at - SECOND), CALENDAR.today(ends_at)]
    assert [timeliness(task, each, CALENDAR, soon=7) for each in on] == [
        Timeliness.DUE_SOON,
        Timeliness.OVERDUE,
    ]


instants = st.datetimes(datetime(2021, 4, 15), datetime(2021, 8, 31), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is given beside


@given(st.lists(instants, min_size=1, max_size=12), st.dates(date(2021, 5, 1), date(2021, 8, 15)))
def test_sweeps_at_any_instants_see_each_step_exactly_once(sweeps: list[datetime], due_on: date) -> None:
    issued_at, *later = sorted({*sweeps, datetime(2021, 9, 30, tzinfo=UTC)})
    task = make_task(due_on=due_on)
    task = replace(task, next_check_at=next_check(LADDER, task, CALENDAR, issued_at))
    seen: list[str] = []
    for now in later:
        seen += names_due(task, now)
        task = replace(task, next_check_at=next_check(LADDER, task, CALENDAR, now))
    assert seen == [step.name for at, step in schedule(LADDER, due_on, CALENDAR) if at > issued_at]


AWAY: dict[str, object] = {"phase": Phase.REPORTED, "next_check_at": None}
BACK: dict[str, object] = {"phase": Phase.OPEN, "reported_at": None, "suspended_on": None}

RECHECKED: list[tuple[str, dict[str, object], dict[str, object], datetime | None]] = [
    # what is done at 8:00 on 30/6, before it, after it, when to look next
    ("nothing was due", {"next_check_at": vn(1, 7)}, {}, vn(1, 7)),
    ("a step is due this very instant", {"next_check_at": vn(30, 6, 8)}, {}, vn(30, 6, 8)),
    ("a step is due and not yet seen", {"next_check_at": vn(30, 6, 7)}, {}, vn(30, 6, 7)),
    ("many steps are due and not yet seen", {"next_check_at": vn(9, 6, 7)}, {}, vn(9, 6, 7)),
    ("it is reported", {"next_check_at": vn(30, 6, 7)}, {"phase": Phase.REPORTED}, None),
    ("it is suspended", {"next_check_at": vn(30, 6, 7)}, {"phase": Phase.PAUSED}, None),
    (
        "it gets a new deadline",
        {"next_check_at": vn(30, 6, 7)},
        {"due_on": day("30/7"), "due_version": 2},
        vn(9, 7, 7),
    ),
    (
        "it gets a new deadline that is near",
        {"next_check_at": vn(30, 6, 7)},
        {"due_on": day("1/7"), "due_version": 2},
        vn(1, 7, 7),
    ),
    ("it is returned", {"phase": Phase.REPORTED, "next_check_at": None}, {"phase": Phase.OPEN}, vn(1, 7)),
    ("it is returned after steps", AWAY | {"reported_at": vn(22, 6, 9)}, BACK, vn(25, 6, 7)),
    ("it is returned before a step", AWAY | {"reported_at": vn(30, 6, 7, 30)}, BACK, vn(30, 6, 7)),
    (
        "it is returned before any step",
        AWAY | {"reported_at": vn(31, 5, 9), "due_on": day("30/7")},
        BACK,
        vn(9, 7, 7),
    ),
    (
        "it is returned with a new deadline",
        AWAY | {"reported_at": vn(22, 6, 9)},
        BACK | {"due_version": 2},
        vn(1, 7),
    ),
    (
        "it is reopened after steps",
        AWAY | {"phase": Phase.DONE, "reported_at": vn(28, 6, 9)},
        BACK,
        vn(29, 6, 7),
    ),
    (
        "it is resumed after steps",
        AWAY | {"phase": Phase.PAUSED, "suspended_on": day("29/6")},
        BACK,
        vn(29, 6, 7),
    ),
    (
        "it is resumed, suspended as reported",
        AWAY | {"phase": Phase.PAUSED, "suspended_on": day("29/6"), "reported_at": vn(22, 6, 9)},
        BACK,
        vn(25, 6, 7),
    ),
    (
        "its deadline was set after steps",
        AWAY | {"reported_at": vn(30, 6, 7, 40), "due_set_at": vn(30, 6, 7, 20)},
        BACK,
        vn(1, 7),
    ),
    ("it is verified", AWAY | {"reported_at": vn(22, 6, 9)}, {"phase": Phase.DONE}, None),
]


@pytest.mark.parametrize(
    ("before", "changes", "expected"), [row[1:] for row in RECHECKED], ids=[row[0] for row in RECHECKED]
)
def test_recheck_skips_no_step_that_is_due(
    before: dict[str, object], changes: dict[str, object], expected: datetime | None
) -> None:
    task = make_task(**before)
    after = make_task(**before | changes)
    assert recheck(LADDER, task, after, CALENDAR, vn(30, 6, 8)) == expected


@given(instants, instants, instants)
def test_act_between_two_sweeps_hides_no_step_from_the_second(
    one: datetime, two: datetime, three: datetime
) -> None:
    first, acted, second = sorted((one, two, three))
    task = make_task()
    task = replace(task, next_check_at=next_check(LADDER, task, CALENDAR, first))
    touched = replace(task, next_check_at=recheck(LADDER, task, task, CALENDAR, acted))
    assert names_due(touched, second) == names_due(task, second)


def alarm(name: str) -> Alarm:
    return Alarm(STEPS[name], 1, NOW)


def test_merge_tells_the_latest_and_notes_the_missed() -> None:
    told, missed = merge(
        {
            alarm("T+5"): (3,),
            alarm("T+1"): (1, 2),
            alarm("T"): (1,),
            alarm("T+3"): (1, 1),
        }
    )
    assert told == {1: alarm("T+3"), 2: alarm("T+1"), 3: alarm("T+5")}
    assert missed == {1: (alarm("T"), alarm("T+1"))}


def test_merge_of_nothing_tells_nobody() -> None:
    assert merge({}) == ({}, {})
    assert merge({alarm("T"): ()}) == ({}, {})


def test_next_turn_is_that_of_every_open_task_of_the_deadline() -> None:
    task, calendar = make_task(), make_calendar()
    assert task.due_on is not None
    turn = next_turn(shipped_ladder(), task.due_on, calendar, NOW)
    assert turn == next_check(shipped_ladder(), task, calendar, NOW)
    assert next_turn(shipped_ladder(), task.due_on, calendar, vn(31, 12)) is None
