from datetime import date

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.store.burnup import due_days, reported_days
from cchc_workflow.store.database import Database
from tests.store.office import Office, put_task
from tests.store.test_steering import DUE, KINDS, ON


def test_days_count_what_the_burn_up_is_made_of(database: Database, office: Office) -> None:
    """Dormant and cancelled tasks are left out; reported are those whose report stands."""
    with database.begin() as tx:
        for number, over in enumerate(KINDS):
            put_task(tx, office, code=f"A{number}", **over)
        scope = Scope(office.organization_id)
        due = {row.day: row.tasks for row in due_days(tx, scope, office.plan_id)}
        reported = {row.day: row.tasks for row in reported_days(tx, scope, office.plan_id)}
    assert due == {DUE: 7, ON: 1}
    assert reported == {DUE: 2, ON: 3}


def test_task_that_was_returned_is_not_reported(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1", due_on=DUE, reported_on=date(2021, 6, 1))
        assert reported_days(tx, Scope(office.organization_id), office.plan_id) == []


def test_days_of_another_organization_are_none(database: Database, office: Office) -> None:
    with database.begin() as tx:
        put_task(tx, office, code="A1", due_on=DUE)
        assert due_days(tx, Scope(office.organization_id + 1), office.plan_id) == []


@pytest.mark.parametrize("ask", [due_days, reported_days])
def test_days_are_the_whole_organizations_only(database: Database, office: Office, ask: object) -> None:
    assert callable(ask)
    with database.begin() as tx, pytest.raises(ValueError, match="whole organization"):
        ask(tx, Scope(office.organization_id, frozenset({office.unit_id})), office.plan_id)
