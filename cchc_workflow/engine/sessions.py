"""Owns who sits before a browser: beginning and recognizing a session; checks no password."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cchc_workflow.domain.people import Actor
from cchc_workflow.engine.office import Office
from cchc_workflow.store import sessions as store
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import load_actor

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used: not every request has to write."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a session holds: `lasts` from the sign-in on, `idle` without a request until it locks."""

    lasts: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Browser:
    """What is noted of a browser for its owner to know it again."""

    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A recognized session; `half` still lacks the second step, `locked` the password."""

    id: int
    actor: Actor
    half: bool
    locked: bool
    stale: bool


def begin_session(
    tx: Transaction, person_id: int, now: datetime, terms: Terms, browser: Browser, *, half: bool = False
) -> str:
    """Begin a session and return the token for its cookie: it is nowhere else, and new at each sign-in."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    store.add_session(
        tx,
        {
            "token_sha256": digest(token),
            "person_id": person_id,
            "begun_at": now,
            "seen_at": now,
            "ends_at": now + terms.lasts,
            "locked_at": None,
            "half": half,
            "browser": browser.name[:200],
            "source": browser.source[:64],
        },
    )
    return token


def recognize(tx: Transaction, office: Office, token: str, now: datetime, terms: Terms) -> Session | None:
    """Return the session of a cookie with the roles its person holds today; None where it has ended."""
    row = store.find_session(tx, digest(token))
    if row is None or row.ends_at <= now:
        return None
    return Session(
        id=row.id,
        actor=load_actor(tx, row.person_id, office.today(now)),
        half=row.half,
        locked=row.locked_at is not None or row.seen_at + terms.idle < now,
        stale=row.seen_at + SEEN_EVERY <= now,
    )


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()
