from datetime import date

import pytest

from cchc_workflow.domain.people import Scope, scope_of
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database
from cchc_workflow.store.sight import mails_about, see_task
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    SmallOffice,
    duty,
    issue_small,
)

NOW = vn(1, 6, 8)


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    """Give an office in which TCCB helps VP with A1, for which more time was asked and granted."""
    small = issue_small(database, duty("A1", "VP", date(2021, 6, 30), 'supports = ["TCCB"]'))
    small.amend(HEAD, "A1", NOW, assignee=OFFICER)
    small.extend("A1", date(2021, 7, 30), NOW)
    return small


@pytest.mark.parametrize("by", [HEAD, HEAD_TCCB, COORDINATOR])
def test_a_task_in_sight_is_read_by_its_key(desk: SmallOffice, by: str) -> None:
    task = desk.task("A1")
    with desk.database.read() as tx:
        assert see_task(tx, scope_of(desk.actor(by, NOW)), task.id) == task


@pytest.mark.parametrize("task_id", [0, 999, 2**63 - 1, 2**63])
def test_a_key_that_is_none_is_not_found(desk: SmallOffice, task_id: int) -> None:
    with pytest.raises(NotFoundError), desk.database.read() as tx:
        see_task(tx, Scope(1), task_id)


@pytest.mark.parametrize("scope", [Scope(2), Scope(1, frozenset()), Scope(1, frozenset({999}))])
def test_a_task_out_of_sight_is_not_found(desk: SmallOffice, scope: Scope) -> None:
    with desk.database.read() as tx, pytest.raises(NotFoundError):
        see_task(tx, scope, desk.task("A1").id)


def told(desk: SmallOffice, by: str) -> set[str]:
    actor = desk.actor(by, NOW)
    with desk.database.read() as tx:
        rows = mails_about(tx, scope_of(actor), actor.person_id, desk.task("A1").id)
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)
    return {row.address for row in rows}


def test_mails_are_seen_as_far_as_their_readers_are(desk: SmallOffice) -> None:
    everybody = told(desk, COORDINATOR)
    assert {HEAD, OFFICER, CHIEF, COORDINATOR} <= everybody
    assert told(desk, HEAD) == told(desk, OFFICER) == {HEAD, OFFICER}
    assert told(desk, HEAD_TCCB) == told(desk, HEAD_CCKL) == set()


def test_mails_of_another_organization_are_not_seen(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert mails_about(tx, Scope(2), 1, desk.task("A1").id) == []
