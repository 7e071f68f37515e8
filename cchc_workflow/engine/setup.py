"""Owns the first start: while nobody can sign in, whoever has the console's code becomes administrator."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cchc_workflow.domain.people import Role
from cchc_workflow.engine.accounts import find_account, keep_password
from cchc_workflow.engine.entry import Entered, begin
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.passwords import check_new, hash_password
from cchc_workflow.engine.proof import Visit, fold_address
from cchc_workflow.engine.throttle import trying
from cchc_workflow.errors import ConflictError, EntryError, NotFoundError
from cchc_workflow.store import accounts, people
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note

WRONG_CODE: Final = "setup_code_wrong"
DONE: Final = "setup_done"
LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that look alike."""
CODE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the first administrator gives.

    Either `organization_id` of one that is there, or the three texts of a new one; either `person_id` of
    somebody who is known there, or `address` and `name`.
    """

    password: str
    organization_id: int | None = None
    organization_code: str = ""
    organization_name: str = ""
    parent_name: str = ""
    person_id: int | None = None
    address: str = ""
    name: str = ""


def is_new(office: Office) -> bool:
    """Tell whether nobody could sign in."""
    with office.database.read() as tx:
        return not accounts.has_any_password(tx)


def make_code() -> str:
    """Return a code for the console, in groups of four: 60 bits."""
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def check_code(office: Office, expected: str | None, given: str, source: str, now: datetime) -> None:
    """Return if the code is the console's.

    Raises:
        EntryError: it is not; `throttled`; everything is set up already.
    """
    if not is_new(office):
        raise EntryError(DONE)
    with trying(office, "setup:", source, now) as made:
        if expected is None or not hmac.compare_digest(_fold(expected), _fold(given)):
            raise EntryError(WRONG_CODE)
        made.succeeded = True


def set_up(office: Office, beginning: Beginning, visit: Visit) -> Entered:
    """Make the first administrator, and the organization where there is none yet; they are signed in.

    Of two who do it at the same time, one does.

    Raises:
        EntryError: everything is set up already; why the password is not taken.
        NotFoundError: there is no such organization or person.
        ConflictError: a new organization's code is taken.
    """
    password_hash = hash_password(check_new(beginning.password, *_names(office, beginning)))
    with office.database.begin() as tx:
        accounts.hold_accounts(tx)
        if accounts.has_any_password(tx):
            raise EntryError(DONE)
        organization_id = _organization(tx, beginning)
        person_id = _person(tx, organization_id, beginning)
        on = office.today(visit.now)
        actor = people.load_actor(tx, person_id, on)
        if not any(grant.role == Role.ADMIN for grant in actor.grants):
            people.add_appointment(
                tx,
                organization_id=organization_id,
                person_id=person_id,
                role=Role.ADMIN,
                unit_id=None,
                from_on=on,
            )
        account = find_account(tx, person_id)
        keep_password(tx, account, password_hash, visit.now, by=person_id)
        note(tx, organization_id, person_id, "set_up", account.address, visit.now)
        return begin(tx, account, visit)


def _names(office: Office, beginning: Beginning) -> tuple[str, str]:
    if beginning.person_id is None:
        return fold_address(beginning.address), beginning.name
    with office.database.read() as tx:
        account = find_account(tx, beginning.person_id)
    return account.address, account.name


def _organization(tx: Transaction, beginning: Beginning) -> int:
    known = {row.id: row.code for row in people.read_organizations(tx)}
    if beginning.organization_id is not None:
        if beginning.organization_id not in known:
            raise NotFoundError("organization", beginning.organization_id)
        return beginning.organization_id
    if beginning.organization_code in known.values():
        raise ConflictError("organization", beginning.organization_code)
    values = {
        "code": beginning.organization_code,
        "name": beginning.organization_name,
        "parent_name": beginning.parent_name,
    }
    organization_id: int = tx.scalar(people.INSERT_ORGANIZATION, values)
    return organization_id


def _person(tx: Transaction, organization_id: int, beginning: Beginning) -> int:
    """Return the person's key: the one chosen, else the one who has the address, else a new one."""
    if beginning.person_id is not None:
        account: Any = find_account(tx, beginning.person_id)
        if account.organization_id != organization_id:
            raise NotFoundError("person", beginning.person_id)
        return beginning.person_id
    address = fold_address(beginning.address)
    found = people.find_person(tx, organization_id, address)
    if found is not None:
        return int(found.id)
    values = {"organization_id": organization_id, "address": address, "name": beginning.name}
    person_id: int = tx.scalar(people.INSERT_PERSON, values)
    return person_id


def _fold(code: str) -> bytes:
    return "".join(filter(str.isalnum, code)).upper().encode()
