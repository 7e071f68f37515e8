from datetime import timedelta

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.store import accounts
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import add_appointment
from tests.store.office import NOW, Office


def test_account_is_empty_for_who_never_had_one(database: Database, office: Office) -> None:
    with database.read() as tx:
        row = accounts.find_account(tx, office.head_id)
        assert accounts.find_account(tx, 999) is None
        assert not accounts.has_any_password(tx)
    assert row is not None
    assert (row.organization_id, row.password_hash, row.totp_on) == (office.organization_id, None, None)
    assert row.address.endswith("@so.example")


def test_password_is_kept_and_found_by_address(database: Database, office: Office) -> None:
    with database.begin() as tx:
        accounts.set_password(tx, office.head_id, "first", NOW)
        accounts.set_password(tx, office.head_id, "second", NOW + timedelta(hours=1))
        assert accounts.has_any_password(tx)
        row = accounts.find_account(tx, office.head_id)
        assert row is not None
        assert (row.password_hash, row.password_at) == ("second", NOW + timedelta(hours=1))
        assert [each.person_id for each in accounts.accounts_at(tx, row.address)] == [office.head_id]
        assert accounts.accounts_at(tx, "nobody@so.example") == []


def test_hash_is_replaced_only_while_the_password_is_the_same(database: Database, office: Office) -> None:
    with database.begin() as tx:
        accounts.set_password(tx, office.head_id, "first", NOW)
        accounts.replace_hash(tx, office.head_id, "other", "lost")
        accounts.replace_hash(tx, office.head_id, "first", "renewed")
        row = accounts.find_account(tx, office.head_id)
    assert row is not None
    assert (row.password_hash, row.password_at) == ("renewed", NOW)


def test_step_is_used_once_and_never_backwards(database: Database, office: Office) -> None:
    with database.begin() as tx:
        accounts.set_totp(tx, office.head_id, "SECRET", on=True, step=10)
        used = [accounts.use_step(tx, office.head_id, step) for step in (10, 11, 11, 10, 13, 12)]
        row = accounts.find_account(tx, office.head_id)
    assert used == [False, True, False, False, True, False]
    assert row is not None
    assert (row.totp_secret, row.totp_on, row.totp_step) == ("SECRET", True, 13)


@pytest.mark.parametrize(("days", "kept"), [(0, True), (-1, False)])
def test_signing_admins_hold_the_office_today_and_have_a_password(
    database: Database,
    office: Office,
    days: int,
    kept: bool,  # noqa: FBT001
) -> None:
    on = NOW.date()
    with database.begin() as tx:
        for person_id in (office.head_id, office.deputy_id):
            add_appointment(
                tx,
                organization_id=office.organization_id,
                person_id=person_id,
                role=Role.ADMIN,
                unit_id=None,
                from_on=on - timedelta(days=9),
                to_on=on + timedelta(days=days),
            )
        accounts.set_password(tx, office.head_id, "hash", NOW)
        accounts.hold_accounts(tx)
        found = accounts.signing_admins(tx, office.organization_id, on)
    assert found == ([office.head_id] if kept else [])
