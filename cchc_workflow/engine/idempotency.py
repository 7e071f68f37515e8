"""Owns doing a thing once however often it is asked for: the answer is kept with the deed, or neither is."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from cchc_workflow.domain.history import canonical
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import ConflictError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.idempotency import claim_key, find_answer, forget_answers, keep_answer
from cchc_workflow.store.joined import JoinedDatabase
from cchc_workflow.store.rows import from_json, to_json

KEPT_FOR = timedelta(hours=24)
"""How long an answer can be had again; later the same key means a new request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a request; `replayed` tells that this was answered before, and nothing done now."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A request under a key that its sender made up; `asked` is all that it asks for, as JSON values."""

    person_id: int
    key: str
    asked: object

    @property
    def fingerprint(self) -> str:
        """Return the hash that tells one request from another."""
        return sha256(canonical(self.asked).encode()).hexdigest()


def do_once(office: Office, wish: Wish, now: datetime, do: Callable[[Office], Answer]) -> Answer:
    """Do what is wished, or return the answer of when it was done.

    `do` is given an office whose transactions are all this one: the key, the deed and the answer are written
    together. Of two at once one waits for the other. What raises is undone and leaves the key free.

    Raises:
        ConflictError: the key was used for another request.
    """
    with office.database.begin() as tx:
        forget_answers(tx, now - KEPT_FOR)
        if not claim_key(tx, wish.person_id, wish.key, wish.fingerprint, now):
            return _repeat(tx, wish)
        answer = do(joined(office, tx))
        keep_answer(tx, wish.person_id, wish.key, answer.status, to_json(dict(answer.headers)), answer.body)
        return answer


def joined(office: Office, tx: Transaction) -> Office:
    """Return the same office with `tx` for every transaction; it shares what the office remembers.

    A definition must be pinned before: see `Office.pin`.
    """
    own = copy(office)
    object.__setattr__(own, "database", JoinedDatabase(tx))
    return own


def _repeat(tx: Transaction, wish: Wish) -> Answer:
    kept = find_answer(tx, wish.person_id, wish.key)
    if kept is None or kept.request_sha256 != wish.fingerprint:
        raise ConflictError("idempotency_key", wish.key)
    return replace(Answer(kept.status, kept.body, from_json(kept.headers)), replayed=True)
