from dataclasses import fields, replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.effects import EFFECTS, Moment, move_deadline
from cchc_workflow.domain.guards import Case
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Act, Task
from tests.builders import NOW, make_actor, make_calendar, make_moment, make_task, vn


def make_case(**task: object) -> Case:
    return Case(make_task(**task), Act(name="report", value="5/16"), make_actor(Role.UNIT_HEAD))


def apply(effect: str, case: Case, now: datetime = NOW) -> dict[str, object]:
    return dict(EFFECTS[effect](case, make_moment(now)))


def at_noon(on: date) -> Moment:
    return make_moment(vn(on.day, on.month, 12))


@pytest.mark.parametrize(
    ("now", "on"), [(vn(30, 6, 23, 59), date(2021, 6, 30)), (vn(1, 7), date(2021, 7, 1))]
)
def test_moment_is_on_the_local_day(now: datetime, on: date) -> None:
    assert make_moment(now).on == on


def test_record_report_keeps_when_who_and_what() -> None:
    assert apply("record_report", make_case(), vn(30, 6, 23, 59)) == {
        "reported_at": vn(30, 6, 23, 59),
        "reported_on": date(2021, 6, 30),
        "reported_by": 100,
        "value": "5/16",
    }


def test_clear_report_forgets_it_all() -> None:
    recorded = apply("record_report", make_case())
    assert apply("clear_report", make_case()) == dict.fromkeys(recorded)


def test_stop_clock_keeps_the_local_day() -> None:
    assert apply("stop_clock", make_case(), vn(5, 7)) == {"suspended_on": date(2021, 7, 5)}


def test_mark_excused() -> None:
    assert apply("mark_excused", make_case()) == {"excused": True}


RESUMED = [
    # suspended, resumed, deadline before, deadline after; 2021: 2/9 and 3/9 are days off
    ("10/6", "24/6", "30/6", "14/7"),
    ("30/6", "2/7", "30/6", "2/7"),
    ("28/6", "28/6", "30/6", "30/6"),
    ("26/6", "27/6", "30/6", "30/6"),
    ("31/8", "6/9", "1/9", "7/9"),
    ("9/6", "10/6", "4/7", "5/7"),
    ("2/7", "11/7", "2/7", "11/7"),
    ("2/7", "4/7", "3/7", "4/7"),
    ("1/7", "20/7", "30/6", "30/6"),
]


def day(text: str) -> date:
    number, month = map(int, text.split("/"))
    return date(2021, month, number)


@pytest.mark.parametrize(("suspended", "resumed", "due", "expected"), RESUMED)
def test_restart_clock_gives_back_the_working_days(
    suspended: str, resumed: str, due: str, expected: str
) -> None:
    case = make_case(suspended_on=day(suspended), due_on=day(due), due_version=3)
    moment = at_noon(day(resumed))
    moved = (
        {}
        if expected == due
        else {
            "due_on": day(expected),
            "original_due_on": date(2021, 6, 30),
            "due_version": 4,
            "due_set_at": moment.now,
        }
    )
    assert EFFECTS["restart_clock"](case, moment) == {"suspended_on": None, **moved}


@pytest.mark.parametrize(
    ("last_on", "expected"),
    [
        (date(2021, 7, 12), date(2021, 7, 12)),
        (date(2021, 6, 30), None),
        (date(2021, 12, 31), date(2021, 7, 14)),
    ],
)
def test_restart_clock_stays_within_the_plan(last_on: date, expected: date | None) -> None:
    case = make_case(suspended_on=date(2021, 6, 21), due_on=date(2021, 6, 30))
    moment = replace(at_noon(date(2021, 7, 5)), last_on=last_on)
    assert EFFECTS["restart_clock"](case, moment).get("due_on") == expected


@pytest.mark.parametrize("lacks", ["suspended_on", "due_on"])
def test_restart_clock_without_a_date_only_starts_it(lacks: str) -> None:
    case = make_case(**{"suspended_on": date(2021, 6, 1), lacks: None})
    assert apply("restart_clock", case, vn(20, 6)) == {"suspended_on": None}


spring = st.dates(date(2021, 3, 1), date(2021, 9, 30))


@given(spring, spring, spring)
def test_restart_clock_leaves_as_many_working_days_as_were_left(one: date, two: date, three: date) -> None:
    suspended, resumed = sorted((one, two))
    due = max(suspended, three)
    case = make_case(suspended_on=suspended, due_on=due)
    after = EFFECTS["restart_clock"](case, at_noon(resumed)).get("due_on", due)
    assert isinstance(after, date)
    calendar = make_calendar()
    assert after >= resumed
    assert calendar.distance(resumed, after) == calendar.distance(suspended, due)


def test_move_deadline_keeps_the_original_for_ever() -> None:
    case = make_case(due_on=date(2021, 7, 15), due_version=2)
    assert move_deadline(case, make_moment(), date(2021, 7, 30)) == {
        "due_on": date(2021, 7, 30),
        "original_due_on": date(2021, 6, 30),
        "due_version": 3,
        "due_set_at": NOW,
    }


def test_move_deadline_of_an_undated_task_sets_its_original() -> None:
    case = make_case(due_on=None, original_due_on=None)
    assert move_deadline(case, make_moment(), date(2021, 7, 30))["original_due_on"] == date(2021, 7, 30)


@pytest.mark.parametrize("effect", EFFECTS)
def test_effect_changes_fields_that_a_task_has(effect: str) -> None:
    case = make_case(suspended_on=date(2021, 6, 1))
    assert set(apply(effect, case, vn(20, 6))) <= {field.name for field in fields(Task)}
