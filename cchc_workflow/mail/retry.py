"""Owns when a mail that was not accepted is tried again; pure, it neither reads a clock nor sends."""

from datetime import datetime, timedelta
from hashlib import blake2b

WAITS: tuple[timedelta, ...] = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    *[timedelta(hours=12)] * 9,
)
"""Longest wait after each number of tries, 4 days 22 hours in all; RFC 5321, 4.5.4.1 asks for 4-5 days."""

_SHORTEST = 0.8


def next_try(attempt: int, now: datetime, key: str) -> datetime | None:
    """Return when to try again after `attempt` tries, or None when it is time to give up.

    `key` (the mail's own) spreads mails that failed together over the last fifth of the wait, the same way
    each time. Jitter only shortens a wait, so giving up never comes later than the table says.
    """
    if attempt >= len(WAITS):
        return None
    return now + WAITS[attempt] * (_SHORTEST + (1 - _SHORTEST) * _fraction(key, attempt))


def _fraction(key: str, attempt: int) -> float:
    digest = blake2b(f"{attempt}:{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
