"""Owns proving who somebody is who stands at the door: the password once more, under the throttle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cchc_workflow.engine.office import Office
from cchc_workflow.engine.passwords import fits
from cchc_workflow.engine.sessions import Browser, Terms, digest
from cchc_workflow.engine.throttle import trying
from cchc_workflow.errors import EntryError
from cchc_workflow.store import accounts, sessions
from cchc_workflow.store.journal import note

WRONG: Final = "wrong"
ENDED: Final = "ended"

LONGEST_ADDRESS: Final = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody at the door: when, with which browser, on which terms; `token` is the cookie they carry."""

    now: datetime
    browser: Browser
    terms: Terms
    token: str = ""


def prove_password(office: Office, account: Any, password: str, visit: Visit) -> None:  # noqa: ANN401 - a row
    """Return if the password is the account's.

    Raises:
        EntryError: `wrong`; `throttled`.
    """
    with trying(office, account.address, visit.browser.source, visit.now) as made:
        opened, renewed = fits(password, account.password_hash)
        if not opened:
            note_refused(office, [account], visit, {"step": "password"})
            raise EntryError(WRONG)
        if renewed is not None:
            with office.database.begin() as tx:
                accounts.replace_hash(tx, account.person_id, account.password_hash, renewed)
        made.succeeded = True


def account_of(office: Office, visit: Visit, *, half: bool = False) -> Any:  # noqa: ANN401 - a row
    """Return the account of the session whose cookie is carried: a whole one, or a `half` one.

    Raises:
        EntryError: `ended`; there is no such session (any more).
    """
    with office.database.read() as tx:
        row = sessions.find_session(tx, digest(visit.token))
        if row is not None and row.ends_at > visit.now and row.half == half:
            return accounts.find_account(tx, row.person_id)
    raise EntryError(ENDED)


def fold_address(address: str) -> str:
    """Return an address as it is compared and counted, whatever was typed."""
    return "".join(filter(str.isprintable, address)).strip().lower()[:LONGEST_ADDRESS]


def note_refused(office: Office, known: Sequence[Any], visit: Visit, data: Mapping[str, object]) -> None:
    """Tell the journal that somebody was refused; of an address that nobody has, nothing is kept there."""
    if not known:
        return
    facts = {"source": visit.browser.source, **data}
    with office.database.begin() as tx:
        for each in known:
            note(tx, each.organization_id, None, "sign_in_refused", each.address, visit.now, facts)
