from collections import namedtuple
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.standing import Duty, Rule, standing
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.ranking import months_of, quarters_of, rank_units, tips_with
from cchc_workflow.store import people, steering
from cchc_workflow.store.plans import load_plan_row
from tests.builders import RULE
from tests.engine.small_office import SmallOffice

ON = date(2021, 7, 1)
Unit = namedtuple("Unit", "id code name")  # noqa: PYI024 - stands for a row
Sum = namedtuple("Sum", "group_id month assigned late excused open overdue")  # noqa: PYI024 - stands for a row


def test_rank_units_puts_the_greatest_share_first(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        plan = load_plan_row(tx, desk.plan_id)
        sums = steering.sum_months(tx, Scope(1), plan, ON, "unit")
        units = rank_units(people.read_units(tx, 1), sums, RULE, quarters_of(plan))
    assert [(unit.code, unit.late, unit.assigned, unit.percent, unit.flagged) for unit in units] == [
        ("TCCB", 5, 5, Decimal("100.00"), True),
        ("CCKL", 1, 1, Decimal("100.00"), True),
        ("VP", 1, 9, Decimal("11.11"), False),
    ]
    office = units[2]
    assert [(share.period.label, share.late, share.assigned) for share in office.quarters] == [
        ("2021-q2", 1, 1),
        ("2021-q3", 0, 7),
        ("2021-q4", 0, 0),
    ]
    assert [share.percent for share in office.quarters] == [Decimal("100.00"), Decimal("0.00"), None]
    assert (office.tips_with, office.near) == (2, True)


def test_rank_units_leaves_out_who_leads_nothing(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        units = rank_units(people.read_units(tx, 1), [], RULE, ())
    assert units == ()


def test_percent_excused_leaves_the_excused_out() -> None:
    (line,) = rank_units([Unit(7, "VP", "Văn phòng")], [Sum(7, 6, 10, 4, 2, 6, 0)], RULE, ())
    assert (line.percent, line.percent_excused) == (Decimal("40.00"), Decimal("20.00"))


@given(
    late=st.integers(0, 30),
    ahead=st.integers(0, 30),
    done=st.integers(0, 30),
    threshold=st.integers(1, 100),
)
def test_tips_with_is_what_the_domain_projects(late: int, ahead: int, done: int, threshold: int) -> None:
    rule = Rule(threshold, "x")
    duties = [
        *(Duty(f"L{n}", Phase.OPEN, date(2021, 6, 1)) for n in range(late)),
        *(Duty(f"A{n}", Phase.OPEN, date(2021, 8, 1)) for n in range(ahead)),
        *(Duty(f"D{n}", Phase.DONE, date(2021, 6, 1), date(2021, 5, 1)) for n in range(done)),
    ]
    expected = standing(duties, rule, ON).projection.tips_with
    assert tips_with(late, len(duties), ahead, rule) == expected


@pytest.mark.parametrize(("place", "expected"), [(0, [4, 5, 6]), (2, [10, 11, 12])])
def test_quarters_are_those_that_end_within_the_plan(
    desk: SmallOffice, place: int, expected: list[int]
) -> None:
    with desk.database.read() as tx:
        quarters = quarters_of(load_plan_row(tx, desk.plan_id))
    assert [quarter.label for quarter in quarters] == ["2021-q2", "2021-q3", "2021-q4"]
    assert list(months_of(quarters[place])) == expected
