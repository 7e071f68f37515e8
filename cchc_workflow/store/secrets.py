"""Owns the keys that this installation made for itself; all nodes on the database share them."""

import secrets
from typing import Final

from sqlalchemy import bindparam, select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import SecretRow

BYTES: Final = 32

_secret = table_of(SecretRow)

_INSERT = insert_into(SecretRow, quiet_on=("name",))
_BY_NAME = select(_secret.c.value).where(_secret.c.name == bindparam("name"))


def find_secret(tx: Transaction, name: str) -> bytes | None:
    """Return the key of this name, or None where it was never asked for."""
    found = tx.scalar(_BY_NAME, {"name": name})
    return None if found is None else bytes.fromhex(found)


def keep_secret(tx: Transaction, name: str, key: bytes) -> None:
    """Keep a key that was chosen elsewhere; one of this name that is there already stays."""
    tx.run(_INSERT, {"name": name, "value": key.hex()})


def read_secret(tx: Transaction, name: str) -> bytes:
    """Return the key of this name, made now where there is none yet: the transaction must be one that writes.

    Of two who make it at the same time, one wins and both get that one's.
    """
    found = find_secret(tx, name)
    if found is not None:
        return found
    tx.run(_INSERT, {"name": name, "value": secrets.token_hex(BYTES)})
    return bytes.fromhex(tx.scalar(_BY_NAME, {"name": name}))
