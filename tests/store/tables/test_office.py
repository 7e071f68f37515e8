import pytest

from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database
from tests.store.office import INSERT_ORGANIZATION, INSERT_PERSON, INSERT_UNIT, Office, fill


def test_address_is_one_persons(database: Database, office: Office) -> None:
    person = {"organization_id": office.organization_id, "address": "head@so.example", "name": ""}
    with pytest.raises(StorageError), database.begin() as tx:
        tx.scalar(INSERT_PERSON, person)


def test_code_is_one_units(database: Database, office: Office) -> None:
    unit = {"organization_id": office.organization_id, "code": "VP", "name": "", "kind": "", "groups": "[]"}
    with pytest.raises(StorageError), database.begin() as tx:
        tx.scalar(INSERT_UNIT, unit)


def test_code_and_address_are_free_in_another_organization(database: Database, office: Office) -> None:
    with database.begin() as tx:
        other = tx.scalar(INSERT_ORGANIZATION, {"code": "so-khac", "name": "", "parent_name": ""})
        assert other != office.organization_id
        unit = {"organization_id": other, "code": "VP", "name": "", "kind": "", "groups": "[]"}
        tx.scalar(INSERT_UNIT, unit)
        tx.scalar(INSERT_PERSON, {"organization_id": other, "address": "head@so.example", "name": ""})


def test_code_is_one_organizations(database: Database, office: Office) -> None:
    with pytest.raises(StorageError), database.begin() as tx:
        assert fill(tx) != office
