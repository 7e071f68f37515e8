"""Owns turning passwords into hashes and telling whether one fits; it lets nobody in and keeps nothing."""

from functools import cache
from secrets import token_urlsafe
from threading import BoundedSemaphore
from typing import Any, Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from cchc_workflow.domain.password import LONGEST, settle, weakness
from cchc_workflow.errors import EntryError
from cchc_workflow.shipped import shipped

HASHES: Final = PasswordHash((Argon2Hasher(),))
"""Argon2id with the parameters that RFC 9106 recommends second: 64 MiB, three passes, four lanes."""

_ROOM = BoundedSemaphore(4)
"""So many at once: each takes 64 MiB."""


def check_new(password: str, address: str, name: str) -> str:
    """Return a new password in the form in which it is hashed.

    Raises:
        EntryError: why it is not taken: too short, too long, the person's own, common.
    """
    settled = settle(password)
    why = weakness(settled, address, name, common_passwords())
    if why is not None:
        raise EntryError(why)
    return settled


def hash_password(settled: str) -> str:
    """Return the hash of a password in its settled form; about a tenth of a second of work."""
    with _ROOM:
        return HASHES.hash(settled)


def fits(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    """Tell whether a password fits a hash, and return the hash to keep instead where its form is outdated.

    Without a hash to compare (nobody has this address, or no password yet) the same work is done in vain:
    the time it takes tells a stranger nothing. So it is with a password beyond any length.
    """
    settled, compared = settle(password), password_hash or nobodys_hash()
    if len(settled) > LONGEST:
        settled, compared = "too long", nobodys_hash()
    with _ROOM:
        opened, renewed = HASHES.verify_and_update(settled, compared)
    return opened and compared == password_hash, renewed


@cache
def nobodys_hash() -> str:
    """Return the hash of a password that nobody knows."""
    return HASHES.hash(token_urlsafe())


@cache
def common_passwords() -> frozenset[str]:
    """Return what is tried first, folded; a line that begins with "# " is a remark."""
    lines = (shipped("workflows") / "common-passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def best_fit(password: str, accounts: list[Any]) -> tuple[Any | None, str | None]:
    """Return the account that a password opens, with the hash to keep instead where its form is outdated.

    An address may be known to several organizations of one installation.
    """
    with_password = [account for account in accounts if account.password_hash is not None]
    for account in with_password or [None]:
        opened, renewed = fits(password, account.password_hash if account is not None else None)
        if opened:
            return account, renewed
    return None, None
