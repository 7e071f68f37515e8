import pytest

from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database
from tests.store.office import INSERT_AREA, INSERT_PLAN, Office, plan_values


def test_code_is_one_plans(database: Database, office: Office) -> None:
    with pytest.raises(StorageError), database.begin() as tx:
        tx.scalar(INSERT_PLAN, plan_values(office.organization_id))


def test_code_is_one_areas(database: Database, office: Office) -> None:
    area = {"plan_id": office.plan_id, "code": "a", "title": "", "clause": "", "points": 1}
    with pytest.raises(StorageError), database.begin() as tx:
        tx.scalar(INSERT_AREA, area)
