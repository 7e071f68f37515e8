import pytest
from sqlalchemy import select

from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import OutboxRow, StandingRow
from tests.store.office import NOW, Office

_outbox = table_of(OutboxRow)


def mail(office: Office) -> dict[str, object]:
    return {
        "organization_id": office.organization_id, "key": "k", "message": "reminder", "facts": "{}",
        "person_id": office.head_id, "state": "queued", "created_at": NOW, "not_before": NOW,
    }  # fmt: skip


def test_one_thing_is_told_once(database: Database, office: Office) -> None:
    with pytest.raises(StorageError), database.begin() as tx:
        tx.run_many(insert_into(OutboxRow), [mail(office), mail(office)])


def test_mail_keeps_its_bytes(database: Database, office: Office) -> None:
    content = bytes(range(256)) * 40
    with database.begin() as tx:
        tx.run(insert_into(OutboxRow), {**mail(office), "mail": content})
        assert tx.scalar(select(_outbox.c.mail)) == content


def test_counts_stand_once_a_unit(database: Database, office: Office) -> None:
    numbers = ("assigned", "late", "excused")
    row = {
        "plan_id": office.plan_id, "unit_id": office.unit_id, "cancelled": 0, "counted_on": NOW.date(),
        **dict.fromkeys(numbers, 0),
    }  # fmt: skip
    with pytest.raises(StorageError), database.begin() as tx:
        tx.run_many(insert_into(StandingRow), [row, row])
