from dataclasses import dataclass
from datetime import date

import pytest

from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.plan_choice import choose_plan, pick_plan
from cchc_workflow.errors import NotFoundError
from tests.engine.small_office import ISSUED_AT, SmallOffice, duty, plan_files

ON = date(2021, 7, 1)


@dataclass(frozen=True)
class Row:
    """A plan's row, as far as choosing goes."""

    code: str
    state: str = "issued"
    first_on: date = date(2021, 1, 1)
    last_on: date = date(2021, 12, 31)


@pytest.mark.parametrize(
    ("rows", "code", "expected"),
    [
        ([], None, None),
        ([Row("a", "draft")], None, None),
        ([Row("a")], None, "a"),
        ([Row("a"), Row("b", last_on=date(2021, 3, 1))], None, "a"),
        ([Row("a", last_on=date(2021, 3, 1)), Row("b", last_on=date(2021, 4, 1))], None, "b"),
        ([Row("a"), Row("b")], None, "b"),
        ([Row("a"), Row("b")], "a", "a"),
        ([Row("a"), Row("b", "draft")], "b", None),
        ([Row("a")], "c", None),
    ],
)
def test_pick_plan_takes_the_one_in_force(rows: list[Row], code: str | None, expected: str | None) -> None:
    plan = pick_plan(rows, code, ON)
    assert (plan.code if plan else None) == expected


@pytest.mark.parametrize("code", [None, "", "so-vi-du-2021"])
def test_choose_plan_returns_the_one_meant_and_all_issued(desk: SmallOffice, code: str | None) -> None:
    load_plan(desk.office, plan_files(duty("A1"), code="nhap"), ISSUED_AT)
    with desk.database.read() as tx:
        choice = choose_plan(tx, 1, code, ON)
    assert choice.plan.code == "so-vi-du-2021"
    assert [plan.code for plan in choice.plans] == ["so-vi-du-2021"]


@pytest.mark.parametrize("code", ["nhap", "khong-co"])
def test_choose_plan_refuses_what_was_never_issued(desk: SmallOffice, code: str) -> None:
    load_plan(desk.office, plan_files(duty("A1"), code="nhap"), ISSUED_AT)
    with desk.database.read() as tx, pytest.raises(NotFoundError):
        choose_plan(tx, 1, code, ON)


def test_choose_plan_of_an_organization_without_any_is_none(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert choose_plan(tx, 2, None, ON).plan is None
