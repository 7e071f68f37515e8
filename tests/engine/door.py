"""Owns what the tests of the door share: a password known to all of them, and visits at any hour."""

from datetime import datetime
from functools import cache
from typing import Any

from cchc_workflow.engine.passwords import hash_password
from cchc_workflow.engine.proof import Visit
from cchc_workflow.engine.sessions import Browser, Session, Terms, recognize
from cchc_workflow.store import accounts
from cchc_workflow.store.journal import read_journal
from cchc_workflow.store.people import find_person
from tests.builders import vn
from tests.engine.small_office import SmallOffice

PASSWORD = "con mèo trèo cây cau"
OTHER = "hỏi thăm chú chuột đi đâu"
NOW = vn(1, 6, 9)
SOURCE = "10.0.0.7"


@cache
def password_hash() -> str:
    return hash_password(PASSWORD)


def visit(now: datetime = NOW, token: str = "", source: str = SOURCE) -> Visit:
    return Visit(now=now, browser=Browser("Firefox, Windows", source), terms=Terms(), token=token)


def person_id(desk: SmallOffice, address: str) -> int:
    with desk.database.read() as tx:
        return int(find_person(tx, desk.organization_id, address).id)  # type: ignore[union-attr]


def give_password(desk: SmallOffice, *addresses: str) -> None:
    """Let people sign in with PASSWORD, as if they had set it before."""
    for address in addresses:
        key = person_id(desk, address)
        with desk.database.begin() as tx:
            accounts.set_password(tx, key, password_hash(), vn(1, 5, 9))


def account(desk: SmallOffice, address: str) -> Any:  # noqa: ANN401
    with desk.database.read() as tx:
        return accounts.find_account(tx, person_id(desk, address))


def session(desk: SmallOffice, token: str, now: datetime = NOW) -> Session | None:
    with desk.database.read() as tx:
        return recognize(tx, desk.office, token, now, Terms())


def noted(desk: SmallOffice) -> list[tuple[str, str]]:
    """Return (name, subject) of what the journal has of the door, oldest first."""
    with desk.database.read() as tx:
        rows = read_journal(tx, desk.organization_id)
    return [(row.name, row.subject) for row in reversed(rows) if not row.name.startswith("plan_")]
