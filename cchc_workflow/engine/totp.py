"""Owns the second step of a sign-in: codes that an app makes from a shared secret (RFC 6238)."""

import re
from datetime import datetime
from typing import Final
from unicodedata import normalize

import pyotp

from cchc_workflow.errors import EntryError
from cchc_workflow.store import accounts
from cchc_workflow.store.database import Transaction

ISSUER: Final = "CCHC"
WINDOW: Final = 1
"""Steps of half a minute before and after the present one that are taken too: clocks differ."""

WRONG: Final = "code_wrong"


def make_secret() -> str:
    """Return a new secret: 160 bits, in base32 as the apps take it."""
    return pyotp.random_base32()


def enrolment_address(secret: str, address: str, office: str) -> str:
    """Return the address (otpauth://…) that an app reads from a QR code; `office` names whose it is."""
    return pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=f"{ISSUER} {office}")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step to which a code belongs, None where it belongs to none near the present."""
    digits = re.sub(r"\s", "", normalize("NFKC", code))
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=WINDOW)
    except pyotp.OTPVerificationError:
        return None


def use_code(tx: Transaction, person_id: int, secret: str, code: str, now: datetime) -> None:
    """Take a person's code, which can't be taken again, nor any older one.

    Raises:
        EntryError: it is wrong, too old, or was used before.
    """
    step = step_of(secret, code, now)
    if step is None or not accounts.use_step(tx, person_id, step):
        raise EntryError(WRONG)
