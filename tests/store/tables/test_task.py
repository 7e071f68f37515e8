from typing import Any

import pytest

from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database
from tests.store.office import INSERT_PLAN, Office, plan_values, put_task


def test_code_is_one_tasks_of_a_plan(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office)
    with pytest.raises(StorageError), database.begin() as tx:
        put_task(tx, office)


def test_code_is_free_in_the_next_plan(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office)
        next_plan = tx.scalar(INSERT_PLAN, plan_values(office.organization_id, "svd-2022"))
        put_task(tx, office, plan_id=next_plan)


@pytest.mark.parametrize("reference", ["organization_id", "plan_id", "workflow_id", "lead_unit_id"])
def test_task_refers_only_to_what_is_there(database: Database, office: Office, reference: str) -> None:
    wrong: dict[str, Any] = {reference: 10**6}
    with pytest.raises(StorageError), database.begin() as tx:
        put_task(tx, office, **wrong)


def test_supporting_unit_stands_once(database: Database, office: Office) -> None:
    with pytest.raises(StorageError), database.begin() as tx:
        put_task(tx, office, supports=[office.other_unit_id, office.other_unit_id])
