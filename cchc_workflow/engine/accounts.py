"""Owns what people do with their own account: the password, the sessions; coming in is entry's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cchc_workflow.domain.people import Actor
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.passwords import check_new, hash_password
from cchc_workflow.engine.proof import Visit, prove_password
from cchc_workflow.engine.sessions import Terms
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import accounts, attempts, sessions
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note
from cchc_workflow.store.people import read_units


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One of a person's browsers; `here` is the one that asks."""

    id: int
    browser: str
    source: str
    begun_at: datetime
    seen_at: datetime
    locked: bool
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person's account as they see it; `offices` are (role, unit's name or "") of today."""

    account: Any
    offices: tuple[tuple[str, str], ...]
    sessions: tuple[OpenSession, ...]


def read_profile(office: Office, actor: Actor, session_id: int, now: datetime, terms: Terms) -> Profile:
    """Return what the account page shows."""
    with office.database.read() as tx:
        account = find_account(tx, actor.person_id)
        units = {unit.id: unit.name for unit in read_units(tx, actor.organization_id)}
        rows = sessions.sessions_of(tx, actor.person_id)
    return Profile(
        account=account,
        offices=tuple(
            sorted((grant.role, units[grant.unit_id] if grant.unit_id else "") for grant in actor.grants)
        ),
        sessions=tuple(
            OpenSession(
                id=row.id,
                browser=row.browser,
                source=row.source,
                begun_at=row.begun_at,
                seen_at=row.seen_at,
                locked=row.locked_at is not None or row.seen_at + terms.idle < now,
                here=row.id == session_id,
            )
            for row in rows
            if row.ends_at > now and not row.half
        ),
    )


def find_account(tx: Transaction, person_id: int) -> Any:  # noqa: ANN401 - a row
    """Return a person with their account.

    Raises:
        NotFoundError: there is no such person.
    """
    found = accounts.find_account(tx, person_id)
    if found is None:
        raise NotFoundError("person", person_id)
    return found


def change_password(office: Office, actor: Actor, session_id: int, old: str, new: str, visit: Visit) -> None:
    """Change one's own password; every other session of the person ends.

    Raises:
        EntryError: the old one is `wrong`; `throttled`; why the new one is not taken.
    """
    with office.database.read() as tx:
        account = find_account(tx, actor.person_id)
    settled = check_new(new, account.address, account.name)
    prove_password(office, account, old, visit)
    password_hash = hash_password(settled)
    with office.database.begin() as tx:
        keep_password(tx, account, password_hash, visit.now, by=actor.person_id, keep=session_id)


def keep_password(
    tx: Transaction,
    account: Any,  # noqa: ANN401 - a row
    password_hash: str,
    now: datetime,
    *,
    by: int | None,
    keep: int = 0,
) -> None:
    """Keep a new password and end the person's sessions but the one to `keep`; links made before die.

    Those are bound to the instant of the password: it moves on even where the clock stands. What was tried
    with the old password counts no more.
    """
    at = now if account.password_at is None else max(now, account.password_at + datetime.resolution)
    accounts.set_password(tx, account.person_id, password_hash, at)
    attempts.forgive(tx, account.address, now)
    ended = sessions.end_sessions(tx, account.person_id, keep)
    note(tx, account.organization_id, by, "password_changed", account.address, now, {"ended": ended})


def end_session(office: Office, actor: Actor, session_id: int, now: datetime) -> None:
    """End one of the actor's own sessions.

    Raises:
        NotFoundError: it is not theirs, or has ended.
    """
    with office.database.begin() as tx:
        if not sessions.end_session(tx, actor.person_id, session_id):
            raise NotFoundError("session", session_id)
        note(tx, actor.organization_id, actor.person_id, "session_ended", actor.address, now, {"ended": 1})


def end_other_sessions(office: Office, actor: Actor, session_id: int, now: datetime) -> int:
    """End all of the actor's sessions but the one that asks; return how many."""
    with office.database.begin() as tx:
        ended = sessions.end_sessions(tx, actor.person_id, session_id)
        facts = {"ended": ended}
        if ended:
            note(tx, actor.organization_id, actor.person_id, "session_ended", actor.address, now, facts)
    return ended
