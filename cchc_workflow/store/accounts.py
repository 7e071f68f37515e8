"""Owns how people sign in, as rows: passwords' hashes and the second step; it checks neither."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, text, update

from cchc_workflow.domain.people import Role
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import AccountRow, AppointmentRow, PersonRow

_account = table_of(AccountRow)
_office = table_of(AppointmentRow)
_person = table_of(PersonRow)

_OPEN = insert_into(AccountRow, quiet_on=("person_id",))
_JOINED = select(
    _person.c.id.label("person_id"), _person.c.organization_id, _person.c.address, _person.c.name,
    _account.c.password_hash, _account.c.password_at, _account.c.totp_secret, _account.c.totp_on,
    _account.c.totp_step,
).outerjoin(_account, _account.c.person_id == _person.c.id)  # fmt: skip
_BY_PERSON = _JOINED.where(_person.c.id == bindparam("person"))
_BY_ADDRESS = _JOINED.where(_person.c.address == bindparam("address")).order_by(_person.c.id)
_ANY_PASSWORD = select(_account.c.person_id).where(_account.c.password_hash.is_not(None)).limit(1)
_SET_PASSWORD = (
    update(_account)
    .where(_account.c.person_id == bindparam("person"))
    .values(
        password_hash=bindparam("new_hash"),
        password_at=bindparam("now", type_=_account.c.password_at.type),
    )
)
_REHASH = (
    update(_account)
    .where(_account.c.person_id == bindparam("person"), _account.c.password_hash == bindparam("old_hash"))
    .values(password_hash=bindparam("new_hash"))
)
_SET_TOTP = (
    update(_account)
    .where(_account.c.person_id == bindparam("person"))
    .values(totp_secret=bindparam("secret"), totp_on=bindparam("on"), totp_step=bindparam("step"))
)
_USE_STEP = (
    update(_account)
    .where(_account.c.person_id == bindparam("person"), _account.c.totp_step < bindparam("step"))
    .values(totp_step=bindparam("step"))
)
_ADMINS = (
    select(_office.c.person_id)
    .distinct()
    .join(_account, _account.c.person_id == _office.c.person_id)
    .where(
        _office.c.organization_id == bindparam("organization"),
        _office.c.role == Role.ADMIN,
        _office.c.from_on <= bindparam("on"),
        or_(_office.c.to_on.is_(None), _office.c.to_on >= bindparam("on")),
        _account.c.password_hash.is_not(None),
    )
    .order_by(_office.c.person_id)
)
_HOLD_WRITERS = text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")


def find_account(tx: Transaction, person_id: int) -> Any | None:  # noqa: ANN401
    """Return a person with their account, or None where there is no such person.

    The row has the person's `person_id`, `organization_id`, `address` and `name`, and the account's columns:
    all None for somebody who has never had one.
    """
    return tx.first(_BY_PERSON, {"person": person_id})


def accounts_at(tx: Transaction, address: str) -> list[Any]:
    """Return everybody who has this address, folded: one in each organization at most."""
    return tx.all(_BY_ADDRESS, {"address": address})


def has_any_password(tx: Transaction) -> bool:
    """Tell whether anybody could sign in."""
    return tx.first(_ANY_PASSWORD) is not None


def hold_accounts(tx: Transaction) -> None:
    """Let nobody else write accounts until this transaction ends."""
    if tx.is_postgresql:
        tx.run(_HOLD_WRITERS)


def set_password(tx: Transaction, person_id: int, password_hash: str, now: datetime) -> None:
    """Keep a new password's hash; an account is opened for whoever has none."""
    tx.run(_OPEN, {"person_id": person_id})
    tx.run(_SET_PASSWORD, {"person": person_id, "new_hash": password_hash, "now": now})


def replace_hash(tx: Transaction, person_id: int, old_hash: str, new_hash: str) -> None:
    """Keep the same password's hash in another form, unless the password was changed meanwhile."""
    tx.run(_REHASH, {"person": person_id, "old_hash": old_hash, "new_hash": new_hash})


def set_totp(tx: Transaction, person_id: int, secret: str | None, *, on: bool, step: int = 0) -> None:
    """Keep the second step's secret, and whether it is asked for; `step` is the last that was used."""
    tx.run(_OPEN, {"person_id": person_id})
    tx.run(_SET_TOTP, {"person": person_id, "secret": secret, "on": on, "step": step})


def use_step(tx: Transaction, person_id: int, step: int) -> bool:
    """Note that a code of this time step was used; False if that, or a later one, was used before."""
    return tx.run(_USE_STEP, {"person": person_id, "step": step}) == 1


def signing_admins(tx: Transaction, organization_id: int, on: date) -> list[int]:
    """Return the keys of the administrators on the day `on` who have a password."""
    return [row.person_id for row in tx.all(_ADMINS, {"organization": organization_id, "on": on})]
