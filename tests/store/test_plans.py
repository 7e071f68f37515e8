from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database
from cchc_workflow.store.plans import (
    count_task_states,
    find_plan,
    forget_draft,
    load_plan_row,
    mark_issued,
    pin_definition,
    read_areas,
    read_definition,
    read_plans,
)
from tests.store.office import INSERT_PLAN, NOW, Office, plan_values, put_task


def test_plan_comes_back_with_its_points_exact(database: Database, office: Office) -> None:
    with database.read() as tx:
        plan = load_plan_row(tx, office.plan_id)
        (area,) = read_areas(tx, office.plan_id)
    assert (plan.code, plan.state, plan.issued_at, plan.signed_on) == ("svd-2021", "draft", None, None)
    assert (str(plan.goal), str(plan.survey_points), str(area.points)) == ("85.0", "32.5", "9.50")
    assert plan.goal + plan.survey_points == Decimal("117.5")


def test_plans_are_those_of_the_organization(database: Database, office: Office) -> None:
    with database.begin() as tx:
        tx.scalar(INSERT_PLAN, plan_values(office.organization_id, "svd-2022"))
        assert [plan.code for plan in read_plans(tx, office.organization_id)] == ["svd-2021", "svd-2022"]
        assert [plan.code for plan in read_plans(tx)] == ["svd-2021", "svd-2022"]
        assert read_plans(tx, office.organization_id + 1) == []
        assert find_plan(tx, office.organization_id, "svd-2021").id == office.plan_id


def test_unknown_plans_and_definitions_are_not_found(database: Database, office: Office) -> None:
    with database.read() as tx:
        with pytest.raises(NotFoundError):
            find_plan(tx, office.organization_id, "none")
        with pytest.raises(NotFoundError):
            find_plan(tx, office.organization_id + 1, "svd-2021")
        with pytest.raises(NotFoundError):
            load_plan_row(tx, 10**6)
        with pytest.raises(NotFoundError):
            read_definition(tx, 10**6)


def test_plan_is_issued_once(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert mark_issued(tx, office.plan_id, NOW)
        assert not mark_issued(tx, office.plan_id, NOW)
        plan = load_plan_row(tx, office.plan_id)
    assert (plan.state, plan.issued_at) == ("issued", NOW)


def test_draft_is_forgotten_but_never_an_issued_plan(database: Database, office: Office) -> None:
    with database.begin() as tx:
        draft = tx.scalar(INSERT_PLAN, plan_values(office.organization_id, "draft"))
        mark_issued(tx, office.plan_id, NOW)
        assert forget_draft(tx, draft)
        assert not forget_draft(tx, office.plan_id)
        assert [plan.code for plan in read_plans(tx)] == ["svd-2021"]
        assert len(read_areas(tx, office.plan_id)) == 1


def test_states_of_a_plans_tasks_are_counted(database: Database, office: Office) -> None:
    with database.begin() as tx:
        for code, state in (("A1", "assigned"), ("A2", "reported"), ("A3", "assigned")):
            put_task(tx, office, code=code, state=state)
        assert count_task_states(tx, office.plan_id) == {"assigned": 2, "reported": 1}


def test_definition_is_pinned_once_for_each_text(database: Database, office: Office) -> None:
    with database.begin() as tx:
        assert pin_definition(tx, "task", "[task]") == office.workflow_id
        other = pin_definition(tx, "task", "[task] # đổi")
        assert other != office.workflow_id
        assert pin_definition(tx, "extension", "[task]") not in {office.workflow_id, other}
        assert read_definition(tx, other) == ("task", "[task] # đổi")


def test_definition_pinned_by_many_at_once_is_one(database: Database) -> None:
    together = Barrier(4)

    def pin() -> int:
        together.wait()
        with database.begin() as tx:
            return pin_definition(tx, "task", "[task]")

    with ThreadPoolExecutor(4) as pool:
        assert len({future.result() for future in [pool.submit(pin) for _ in range(4)]}) == 1
