from dataclasses import replace
from datetime import date

import pytest

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.errors import ConflictError, NotFoundError
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.extensions import (
    add_extension,
    list_extensions,
    load_extension,
    save_extension,
    waiting_extension,
)
from tests.builders import make_extension
from tests.store.office import NOW, Office, put_task


def ask(tx: Transaction, office: Office, code: str = "A4", unit_id: int | None = None) -> Extension:
    """Put in a task and the request for more time for it."""
    task = put_task(tx, office, code=code, lead_unit_id=unit_id or office.unit_id)
    extension = make_extension(
        task_id=task.id,
        organization_id=office.organization_id,
        workflow_id=office.workflow_id,
        requested_by=office.head_id,
    )
    return replace(extension, id=add_extension(tx, extension, Phase.OPEN))


def approve(extension: Extension, office: Office) -> Extension:
    return replace(
        extension, state="approved", granted_due_on=date(2021, 7, 15), decided_by=office.director_id,
        decided_at=NOW, decision_note="Đồng ý",
    )  # fmt: skip


def test_request_comes_back_as_it_was_asked(database: Database, office: Office) -> None:
    with database.begin() as tx:
        asked = ask(tx, office)
        assert load_extension(tx, office.organization_id, asked.id) == asked
        assert waiting_extension(tx, asked.task_id) == asked


def test_decided_request_waits_no_longer(database: Database, office: Office) -> None:
    with database.begin() as tx:
        asked = ask(tx, office)
        approved = approve(asked, office)
        save_extension(tx, asked, approved, Phase.DONE)
        assert load_extension(tx, office.organization_id, asked.id) == approved
        assert waiting_extension(tx, asked.task_id) is None


def test_request_is_decided_once(database: Database, office: Office) -> None:
    with database.begin() as tx:
        asked = ask(tx, office)
        save_extension(tx, asked, approve(asked, office), Phase.DONE)
        with pytest.raises(ConflictError):
            save_extension(tx, asked, replace(asked, state="rejected"), Phase.DONE)
        assert load_extension(tx, office.organization_id, asked.id).state == "approved"


@pytest.mark.parametrize("key", [10**6, 2**63])
def test_unknown_request_is_not_found(database: Database, office: Office, key: int) -> None:
    with pytest.raises(NotFoundError), database.read() as tx:
        load_extension(tx, office.organization_id, key)


def test_request_of_another_organization_is_not_found(database: Database, office: Office) -> None:
    with database.begin() as tx:
        asked = ask(tx, office)
        with pytest.raises(NotFoundError):
            load_extension(tx, office.organization_id + 1, asked.id)


def test_listing_shows_the_requests_in_sight(database: Database, office: Office) -> None:
    everything = Scope(office.organization_id)
    with database.begin() as tx:
        own = ask(tx, office, "own")
        ask(tx, office, "others", office.other_unit_id)
        save_extension(tx, own, approve(own, office), Phase.DONE)

        def codes(scope: Scope, *, waiting_only: bool = False) -> list[str]:
            return [row.task_code for row in list_extensions(tx, scope, waiting_only=waiting_only)]

        assert codes(everything) == ["own", "others"]
        assert codes(everything, waiting_only=True) == ["others"]
        assert codes(Scope(office.organization_id, frozenset({office.unit_id}))) == ["own"]
        assert codes(Scope(office.organization_id + 1)) == []
        row = list_extensions(tx, everything)[0]
    assert (row.unit_code, row.requester, row.granted_due_on) == ("VP", "head@so.example", date(2021, 7, 15))
