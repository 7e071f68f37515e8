"""Owns coming in and going out: from a password, and a code where one is asked for, to a session."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from cchc_workflow.engine.office import Office
from cchc_workflow.engine.passwords import best_fit
from cchc_workflow.engine.proof import (
    ENDED,
    WRONG,
    Visit,
    account_of,
    fold_address,
    note_refused,
    prove_password,
)
from cchc_workflow.engine.sessions import begin_session, digest
from cchc_workflow.engine.throttle import trying
from cchc_workflow.engine.totp import use_code
from cchc_workflow.errors import EntryError
from cchc_workflow.store import accounts, sessions
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note

HALF_LASTS: Final = timedelta(minutes=10)
"""How long the second step may take."""
UNSEEN_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that has begun: its cookie's token, how long it holds, whether the code is still missing."""

    token: str
    lasts: timedelta
    half: bool = False


def sign_in(office: Office, address: str, password: str, visit: Visit) -> Entered:
    """Begin a session for whom the address and the password fit; the one of the cookie carried so far ends.

    Raises:
        EntryError: `wrong`, whichever of the two it is; `throttled`.
    """
    folded = fold_address(address)
    with trying(office, folded, visit.browser.source, visit.now) as made:
        with office.database.read() as tx:
            known = accounts.accounts_at(tx, folded)
        account, renewed = best_fit(password, known)
        if account is None:
            note_refused(office, known, visit, {"step": "password"})
            raise EntryError(WRONG)
        with office.database.begin() as tx:
            sessions.forget_ended(tx, visit.now, visit.now - UNSEEN_FOR)
            if renewed is not None:
                accounts.replace_hash(tx, account.person_id, account.password_hash, renewed)
            entered = begin(tx, account, visit, half=bool(account.totp_on))
        made.succeeded = True
    return entered


def give_code(office: Office, code: str, visit: Visit) -> Entered:
    """Finish a sign-in with a code: a new session takes the place of the half one.

    Raises:
        EntryError: `ended` if there is no half session (any more); `code_wrong`; `throttled`.
    """
    account = account_of(office, visit, half=True)
    if not account.totp_on:
        raise EntryError(ENDED)
    with trying(office, f"totp:{account.person_id}", visit.browser.source, visit.now) as made:
        try:
            with office.database.begin() as tx:
                use_code(tx, account.person_id, account.totp_secret, code, visit.now)
                entered = begin(tx, account, visit)
        except EntryError:
            note_refused(office, [account], visit, {"step": "code"})
            raise
        made.succeeded = True
    return entered


def unlock(office: Office, password: str, visit: Visit) -> Entered:
    """Let the owner of a locked session go on, under a new token and until the same hour as before.

    Raises:
        EntryError: `ended` if the session has ended; `wrong`; `throttled`.
    """
    account = account_of(office, visit)
    prove_password(office, account, password, visit)
    with office.database.begin() as tx:
        row = sessions.find_session(tx, digest(visit.token))
        if row is None:
            raise EntryError(ENDED)
        rest = replace(visit.terms, lasts=row.ends_at - visit.now)
        return begin(tx, account, replace(visit, terms=rest), name="session_unlocked")


def lock(office: Office, session_id: int, now: datetime) -> None:
    """Ask for the password before this session goes on."""
    with office.database.begin() as tx:
        sessions.lock_session(tx, session_id, now)


def sign_out(office: Office, visit: Visit) -> None:
    """End the session of the cookie, whatever state it is in; without one, nothing happens."""
    with office.database.begin() as tx:
        _end_carried(tx, visit)


def begin(
    tx: Transaction,
    account: Any,  # noqa: ANN401 - a row
    visit: Visit,
    *,
    half: bool = False,
    name: str = "signed_in",
) -> Entered:
    """Begin a session of somebody who has proved who they are; the journal is told of a whole one."""
    _end_carried(tx, visit)
    terms = replace(visit.terms, lasts=HALF_LASTS) if half else visit.terms
    token = begin_session(tx, account.person_id, visit.now, terms, visit.browser, half=half)
    if not half:
        facts = {"browser": visit.browser.name, "source": visit.browser.source}
        note(tx, account.organization_id, account.person_id, name, account.address, visit.now, facts)
    return Entered(token, terms.lasts, half)


def _end_carried(tx: Transaction, visit: Visit) -> None:
    row = sessions.find_session(tx, digest(visit.token)) if visit.token else None
    if row is not None:
        sessions.end_session(tx, row.person_id, row.id)
