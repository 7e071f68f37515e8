"""Owns the signed text that a link carries: sealing a few facts until an instant, and reading them back."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import Final

from cchc_workflow.errors import EntryError

LONGEST: Final = 2000
"""Characters of a token; whatever is longer was never sealed here."""

FORGED: Final = "link_forged"
EXPIRED: Final = "link_expired"


def seal(key: bytes, purpose: str, parts: tuple[str | int, ...], ends_at: datetime) -> str:
    """Return a token for an address that holds `parts` and is good for `purpose` alone, until `ends_at`.

    Everybody can read the parts, nobody without the key can make or change them (HMAC-SHA256, RFC 2104).
    The instant is kept to the second.
    """
    facts = [int(ends_at.timestamp()), *map(str, parts)]
    body = _to_text(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode())
    return f"{body}.{_sign(key, purpose, body)}"


def unseal(key: bytes, purpose: str, token: str, now: datetime) -> tuple[str, ...]:
    """Return the parts that a token holds, as texts.

    Raises:
        EntryError: `link_forged` if it was not sealed with this key for this purpose, letter by letter;
            `link_expired` if it was, and its time is over.
    """
    if len(token) > LONGEST or not token.isascii():
        raise EntryError(FORGED)
    body, _, signature = token.partition(".")
    if not hmac.compare_digest(signature, _sign(key, purpose, body)):
        raise EntryError(FORGED)
    ends_at, *parts = json.loads(_from_text(body))
    if int(now.timestamp()) >= ends_at:
        raise EntryError(EXPIRED)
    return tuple(parts)


def _sign(key: bytes, purpose: str, body: str) -> str:
    return _to_text(hmac.digest(key, f"{purpose}\n{body}".encode(), sha256))


def _to_text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _from_text(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
