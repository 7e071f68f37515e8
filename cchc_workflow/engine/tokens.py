"""Owns personal tokens: making, recognizing and taking back what opens the API in a person's name."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cchc_workflow.domain.people import Actor
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.sessions import SEEN_EVERY, TOKEN_BYTES, digest
from cchc_workflow.errors import IncompleteError, NotFoundError
from cchc_workflow.store import tokens as store
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.journal import note
from cchc_workflow.store.people import load_actor
from cchc_workflow.store.rows import from_json, to_json

PREFIX = "cchc_"
"""Lets people, and scanners for secrets gone astray, see what it is."""

LONGEST_NAME = 80
MOST_DAYS = 366
MOST_LIVE = 20
"""Tokens of one person that open anything: enough for every program of theirs."""

_MAKE = "make_token"


class TokenScope(StrEnum):
    """What a token is good for, on top of which its person's roles of the day must allow it."""

    READ = "read"
    ACT = "act"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWish:
    """A token as somebody wants it: it holds to the end of its last day."""

    name: str
    scopes: Collection[TokenScope]
    last_on: date


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who came with a token: the person with the roles of today, and what the token is good for."""

    token_id: int
    name: str
    actor: Actor
    scopes: frozenset[TokenScope]
    ends_at: datetime | None
    stale: bool


def make_token(office: Office, actor: Actor, wish: TokenWish, now: datetime) -> str:
    """Make a token and return it: it is nowhere else, so it can be shown this once.

    Raises:
        IncompleteError: what is missing or too much, of "token_name", "token_scopes", "token_last_on" and
            "fewer_tokens".
    """
    name = " ".join(wish.name.split())
    missing = _faults(name, wish, office.today(now))
    token = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    with office.database.begin() as tx:
        if store.count_live(tx, actor.person_id, now) >= MOST_LIVE:
            missing.append("fewer_tokens")
        if missing:
            raise IncompleteError(_MAKE, missing, {"most": MOST_LIVE, "days": MOST_DAYS})
        token_id = store.add_token(
            tx,
            {
                "token_sha256": digest(token),
                "person_id": actor.person_id,
                "name": name,
                "scopes": to_json(sorted(wish.scopes)),
                "made_at": now,
                "ends_at": office.calendar.end_of(wish.last_on),
            },
        )
        facts = {"token": token_id, "name": name, "scopes": sorted(wish.scopes)}
        note(tx, actor.organization_id, actor.person_id, "api_token_made", actor.address, now, facts)
    return token


def recognize_token(tx: Transaction, office: Office, token: str, now: datetime) -> Bearer | None:
    """Return who comes with this token; None where it is none, has ended or was taken back."""
    row = store.find_token(tx, digest(token)) if token.startswith(PREFIX) else None
    if row is None or row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= now):
        return None
    return Bearer(
        token_id=row.id,
        name=row.name,
        actor=load_actor(tx, row.person_id, office.today(now)),
        scopes=frozenset(TokenScope(name) for name in from_json(row.scopes)),
        ends_at=row.ends_at,
        stale=row.used_at is None or row.used_at + SEEN_EVERY <= now,
    )


def revoke_token(office: Office, actor: Actor, token_id: int, now: datetime) -> None:
    """Take back one of the actor's tokens, from this instant on.

    Raises:
        NotFoundError: it is not theirs, not there, or was taken back before.
    """
    with office.database.begin() as tx:
        if not store.revoke_token(tx, actor.person_id, token_id, now):
            raise NotFoundError("token", token_id)
        facts = {"token": token_id}
        note(tx, actor.organization_id, actor.person_id, "api_token_revoked", actor.address, now, facts)


def _faults(name: str, wish: TokenWish, today: date) -> list[str]:
    faults = []
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        faults.append("token_name")
    if not wish.scopes:
        faults.append("token_scopes")
    if not today <= wish.last_on <= today + timedelta(days=MOST_DAYS):
        faults.append("token_last_on")
    return faults
