"""Owns what a password must be: one form of writing, long enough, and not what anybody would try first."""

from collections.abc import Set as AbstractSet
from typing import Final
from unicodedata import normalize

from cchc_workflow.domain.text import fold

SHORTEST: Final = 10
LONGEST: Final = 200
"""Characters; nobody types more, and hashing a book would only keep the server busy."""
FEWEST_LETTERS: Final = 4
"""Different characters below which a password is a habit of the fingers: 1212121212."""


def settle(password: str) -> str:
    """Return the one form of what was typed: an ệ is the same on every keyboard (Unicode NFC)."""
    return normalize("NFC", password)


def weakness(password: str, address: str, name: str, common: AbstractSet[str]) -> str | None:
    """Return why a new password is not taken, None where it is: nothing is asked of its composition.

    Follows NIST SP 800-63B, 5.1.1.2: a least length, and no password that is expected or well known.

    Args:
        password: in its settled form.
        address: of the person whose it is to be.
        name: theirs.
        common: what is tried first, folded and without white space.
    """
    folded = fold(password)
    own = {fold(text) for text in (address, address.partition("@")[0], name)}
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    if folded in own or folded[::-1] in own or folded.startswith(fold(address)):
        return "password_own"
    if folded.replace(" ", "") in common or len(set(folded)) < FEWEST_LETTERS:
        return "password_common"
    return None
