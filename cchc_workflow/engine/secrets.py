"""Owns the keys with which this installation signs: read where they are, made where one is missing."""

from typing import Final

from cchc_workflow.engine.office import Office
from cchc_workflow.store.secrets import find_secret, read_secret

LINKS: Final = "link"
"""The key of every signed link; what a link is good for is part of what is signed."""


def signing_key(office: Office, name: str = LINKS) -> bytes:
    """Return the key of this name, in a transaction of its own."""
    with office.database.read() as tx:
        found = find_secret(tx, name)
    if found is not None:
        return found
    with office.database.begin() as tx:
        return read_secret(tx, name)
