"""Owns the link that sets a password: for who forgot theirs, and for who is invited; signed, good once."""

from datetime import datetime, timedelta
from typing import Any, Final

from cchc_workflow.domain.history import stamp
from cchc_workflow.domain.people import Actor
from cchc_workflow.domain.ticket import FORGED, seal, unseal
from cchc_workflow.engine.accounts import find_account, keep_password
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.passwords import check_new, hash_password
from cchc_workflow.engine.proof import fold_address
from cchc_workflow.engine.second_step import check_admin
from cchc_workflow.engine.secrets import signing_key
from cchc_workflow.engine.telling import letter_facts
from cchc_workflow.engine.throttle import trying
from cchc_workflow.errors import EntryError, NotFoundError
from cchc_workflow.store import accounts
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note
from cchc_workflow.store.outbox import Item, OutboxState, add_item
from cchc_workflow.store.tokens import revoke_tokens

PURPOSE: Final = "password"
PAGE: Final = "/dat-mat-khau/"
MESSAGE: Final = "password_link"
FORGOTTEN_LASTS: Final = timedelta(hours=1)
INVITED_LASTS: Final = timedelta(days=7)
USED: Final = "link_used"


def ask_for_link(office: Office, address: str, source: str, now: datetime) -> None:
    """Mail a link to whoever has this address; whether somebody has it, the asker never learns.

    Raises:
        EntryError: `throttled`; asked too often for one address, or from one place.
    """
    folded = fold_address(address)
    with trying(office, f"link:{folded}", source, now), office.database.begin() as tx:
        for account in accounts.accounts_at(tx, folded):
            _mail(tx, office, account, "forgotten", now, FORGOTTEN_LASTS)


def invite(
    office: Office, actor: Actor | None, organization_id: int, person_id: int, now: datetime
) -> str | None:
    """Mail a person the link for their password, good for a week; return its path for copying.

    None for whoever has a password already: else an administrator could quietly become that person.

    Raises:
        WrongRoleError: the actor is no administrator.
        NotFoundError: there is no such person in the organization.
    """
    check_admin(actor, "invite", organization_id)
    with office.database.begin() as tx:
        account = _find_in(tx, organization_id, person_id)
        _mail(tx, office, account, "invited", now, INVITED_LASTS)
        by = actor.person_id if actor else None
        note(tx, organization_id, by, "person_invited", account.address, now)
    return password_path(office, person_id, now + INVITED_LASTS) if account.password_at is None else None


def make_link(office: Office, organization_id: int, person_id: int, now: datetime) -> str:
    """Return the path of a link to hand over, without a mail; for whoever has the server.

    Raises:
        NotFoundError: there is no such person in the organization.
    """
    with office.database.begin() as tx:
        account = _find_in(tx, organization_id, person_id)
        note(tx, organization_id, None, "password_link_made", account.address, now)
    return password_path(office, person_id, now + FORGOTTEN_LASTS)


def password_path(office: Office, person_id: int, ends_at: datetime) -> str:
    """Return the path of the page that sets a person's password; it dies when the password changes.

    Raises:
        NotFoundError: there is no such person.
    """
    with office.database.read() as tx:
        account = find_account(tx, person_id)
    parts = (account.person_id, _mark(account))
    return PAGE + seal(signing_key(office), PURPOSE, parts, ends_at)


def read_link(office: Office, token: str, now: datetime) -> Any:  # noqa: ANN401 - a row
    """Return whose password a link sets; nothing happens yet.

    Raises:
        EntryError: `link_forged`, `link_expired`, `link_used`.
    """
    person_id, mark = unseal(signing_key(office), PURPOSE, token, now)
    with office.database.read() as tx:
        return _check_link(tx, int(person_id), mark)


def set_by_link(office: Office, token: str, new: str, now: datetime) -> None:
    """Set the password of whom the link is for, once; all their sessions and tokens of the API end.

    Raises:
        EntryError: as `read_link`; why the new password is not taken.
    """
    person_id, mark = unseal(signing_key(office), PURPOSE, token, now)
    account = read_link(office, token, now)
    password_hash = hash_password(check_new(new, account.address, account.name))
    with office.database.begin() as tx:
        accounts.hold_accounts(tx)
        account = _check_link(tx, int(person_id), mark)
        keep_password(tx, account, password_hash, now, by=account.person_id)
        revoke_tokens(tx, account.person_id, now)


def set_by_hand(office: Office, organization_id: int, person_id: int, new: str, now: datetime) -> None:
    """Set a person's password for them; for whoever has the server.

    Raises:
        NotFoundError: there is no such person in the organization.
        EntryError: why the new password is not taken.
    """
    with office.database.read() as tx:
        account = _find_in(tx, organization_id, person_id)
    password_hash = hash_password(check_new(new, account.address, account.name))
    with office.database.begin() as tx:
        keep_password(tx, account, password_hash, now, by=None)
        revoke_tokens(tx, account.person_id, now)


def _mail(
    tx: Transaction,
    office: Office,
    account: Any,  # noqa: ANN401 - a row
    why: str,
    now: datetime,
    lasts: timedelta,
) -> None:
    """Put the mail into the outbox; the link itself is made when the mail is, and stands in no fact."""
    item: dict[str, object] = {
        "kind": MESSAGE,
        "is_copy": False,
        "why": why,
        "ends_at": (now + lasts).isoformat(),
    }
    add_item(
        tx,
        Item(
            organization_id=account.organization_id,
            key=f"{MESSAGE}:{account.person_id}:{stamp(now)}",
            message=MESSAGE,
            person_id=account.person_id,
            facts=letter_facts(office, [item], now),
            state=OutboxState.QUEUED,
            not_before=now,
            created_at=now,
        ),
    )


def _find_in(tx: Transaction, organization_id: int, person_id: int) -> Any:  # noqa: ANN401 - a row
    account = find_account(tx, person_id)
    if account.organization_id != organization_id:
        raise NotFoundError("person", person_id)
    return account


def _check_link(tx: Transaction, person_id: int, mark: str) -> Any:  # noqa: ANN401 - a row
    account = accounts.find_account(tx, person_id)
    if account is None:
        raise EntryError(FORGED)
    if _mark(account) != mark:
        raise EntryError(USED)
    return account


def _mark(account: Any) -> str:  # noqa: ANN401 - a row
    """Return what a link is bound to: since when the present password holds."""
    return stamp(account.password_at) if account.password_at is not None else ""
