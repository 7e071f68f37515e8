from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.periods import Period, PeriodKind
from cchc_workflow.domain.plan import Draft, Duty, Plan, duty_periods, period_code, unfold
from cchc_workflow.domain.target import Measure, Target
from tests.builders import make_plan, make_plan_duty

Q2, Q3, Q4 = date(2021, 6, 30), date(2021, 9, 30), date(2021, 12, 31)


def dues(plan: Plan) -> dict[str, date | None]:
    return {draft.code: draft.due_on for draft in unfold(plan)}


def only(*duties: Duty) -> Draft:
    (draft,) = unfold(make_plan(*duties))
    return draft


def test_single_duty_becomes_one_task() -> None:
    duty = make_plan_duty(supports=("TCCB",))
    assert only(duty) == Draft(
        code="A1",
        duty=duty,
        lead="VP",
        supports=("TCCB",),
        title="Kiểm tra công tác CCHC",
        due_on=date(2021, 11, 30),
        target=None,
        period=None,
    )


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("units", ["A1/VP", "A1/TCCB", "A1/CCKL"]),
        ("rooms", ["A1/VP", "A1/TCCB"]),
        ("agencies", ["A1/CCKL"]),
        ("centres", []),
    ],
)
def test_for_each_makes_a_task_for_each_member(group: str, codes: list[str]) -> None:
    plan = make_plan(make_plan_duty(lead=None, for_each=group))
    assert [draft.code for draft in unfold(plan)] == codes
    assert [draft.lead for draft in unfold(plan)] == [code.removeprefix("A1/") for code in codes]
    assert [unit.code for unit in plan.members(group)] == [code.removeprefix("A1/") for code in codes]


@pytest.mark.parametrize(
    ("repeat", "given", "expected"),
    [
        (PeriodKind.QUARTERLY, (), {"A1/Q2": Q2, "A1/Q3": Q3, "A1/Q4": Q4}),
        (
            PeriodKind.QUARTERLY,
            (date(2021, 6, 15), date(2021, 9, 14), date(2021, 12, 15)),
            {"A1/Q2": date(2021, 6, 15), "A1/Q3": date(2021, 9, 14), "A1/Q4": date(2021, 12, 15)},
        ),
        (PeriodKind.HALF_YEARLY, (), {"A1/H1": Q2, "A1/H2": Q4}),
        (PeriodKind.YEARLY, (), {"A1/2021": Q4}),
    ],
)
def test_repeat_makes_a_task_for_each_period_that_ends_within_the_plan(
    repeat: PeriodKind, given: tuple[date, ...], expected: dict[str, date]
) -> None:
    assert dues(make_plan(make_plan_duty(repeat=repeat, dues=given))) == expected


def test_monthly_codes_sort() -> None:
    codes = list(dues(make_plan(make_plan_duty(repeat=PeriodKind.MONTHLY, dues=()))))
    assert codes == [f"A1/{month:02}" for month in range(4, 13)]


def test_for_each_multiplies_with_repeat() -> None:
    plan = make_plan(
        make_plan_duty(lead=None, for_each="rooms", repeat=PeriodKind.HALF_YEARLY, dues=(Q2, Q4))
    )
    assert dues(plan) == {"A1/VP/H1": Q2, "A1/VP/H2": Q4, "A1/TCCB/H1": Q2, "A1/TCCB/H2": Q4}
    assert [draft.period for draft in unfold(plan)] == ["H1", "H2", "H1", "H2"]


def test_duty_without_a_date_is_undated_and_counts() -> None:
    draft = only(make_plan_duty(dues=()))
    assert draft.due_on is None
    assert draft.counted


def test_dormant_duty_waits_uncounted() -> None:
    draft = only(make_plan_duty(dues=(), dormant=True))
    assert draft.due_on is None
    assert not draft.counted


def test_same_job_twice_is_one_task_with_both_leads() -> None:
    whole = make_plan_duty(code="E5", supports=("CCKL",))
    part = make_plan_duty(code="D4", lead="TCCB", dues=(), part_of="E5")
    other = make_plan_duty(code="D7", lead="CCKL", dues=(), part_of="E5")
    draft = only(part, whole, other)
    assert (draft.code, draft.lead, draft.supports) == ("E5", "VP", ("CCKL", "TCCB"))


def test_unit_does_not_support_itself() -> None:
    plan = make_plan(make_plan_duty(lead=None, for_each="rooms", supports=("VP", "CCKL")))
    assert {draft.lead: draft.supports for draft in unfold(plan)} == {
        "VP": ("CCKL",),
        "TCCB": ("VP", "CCKL"),
    }


SHARE = Target(Measure.SHARE, Decimal(30))


@pytest.mark.parametrize(
    ("target", "of", "total"),
    [
        (SHARE, "units", 3),
        (SHARE, "rooms", 2),
        (Target(Measure.SHARE, Decimal(30), 20), None, 20),
        (Target(Measure.PERCENT, Decimal(50)), None, 0),
        (Target(Measure.NAMED, names=("một", "hai")), None, 0),
    ],
)
def test_share_of_a_group_counts_its_members(target: Target, of: str | None, total: int) -> None:
    resolved = only(make_plan_duty(target=target, target_of=of)).target
    assert resolved is not None
    assert resolved.total == total
    assert (resolved.measure, resolved.at_least, resolved.names) == (
        target.measure,
        target.at_least,
        target.names,
    )


def test_duty_done_once_has_no_period() -> None:
    assert duty_periods(make_plan(), make_plan_duty()) == (None,)


def test_duty_whose_periods_end_outside_the_plan_has_none() -> None:
    plan = make_plan(first_on=date(2021, 7, 1), last_on=date(2021, 8, 31))
    assert duty_periods(plan, make_plan_duty(repeat=PeriodKind.QUARTERLY)) == ()


@pytest.mark.parametrize(
    ("kind", "index", "code"),
    [
        (PeriodKind.MONTHLY, 4, "04"),
        (PeriodKind.QUARTERLY, 2, "Q2"),
        (PeriodKind.HALF_YEARLY, 1, "H1"),
        (PeriodKind.YEARLY, 1, "2021"),
    ],
)
def test_period_code_is_short(kind: PeriodKind, index: int, code: str) -> None:
    assert period_code(Period(kind, 2021, index)) == code
