"""Owns asking for a code beside the password: turning that on, with proof that it works, and off."""

from datetime import datetime
from typing import Final

from cchc_workflow.domain.people import Actor, Role
from cchc_workflow.engine.accounts import find_account
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.proof import Visit, prove_password
from cchc_workflow.engine.throttle import trying
from cchc_workflow.engine.totp import WRONG, make_secret, step_of
from cchc_workflow.errors import EntryError, NotFoundError, WrongRoleError
from cchc_workflow.store import accounts, sessions
from cchc_workflow.store.journal import note

NOT_BEGUN: Final = "totp_not_begun"


def begin_enrolment(office: Office, actor: Actor) -> None:
    """Make the secret for an app to read; nothing is asked for until a code has shown that it did.

    Whoever has the second step already keeps it as it is.
    """
    with office.database.begin() as tx:
        if not find_account(tx, actor.person_id).totp_on:
            accounts.set_totp(tx, actor.person_id, make_secret(), on=False)


def finish_enrolment(
    office: Office, actor: Actor, session_id: int, code: str, password: str, visit: Visit
) -> None:
    """Ask for a code from now on; the person's other sessions, begun without one, end.

    Raises:
        EntryError: no secret was made; the password is `wrong`; `code_wrong`; `throttled`.
    """
    with office.database.read() as tx:
        account = find_account(tx, actor.person_id)
    if account.totp_secret is None or account.totp_on:
        raise EntryError(NOT_BEGUN)
    prove_password(office, account, password, visit)
    with trying(office, f"totp:{actor.person_id}", visit.browser.source, visit.now) as made:
        step = step_of(account.totp_secret, code, visit.now)
        if step is None:
            raise EntryError(WRONG)
        with office.database.begin() as tx:
            accounts.set_totp(tx, actor.person_id, account.totp_secret, on=True, step=step)
            ended = sessions.end_sessions(tx, actor.person_id, session_id)
            facts = {"ended": ended}
            note(
                tx, actor.organization_id, actor.person_id, "totp_turned_on", actor.address, visit.now, facts
            )
        made.succeeded = True


def turn_off(office: Office, actor: Actor, password: str, visit: Visit) -> None:
    """Ask for no code any more, or give up an enrolment that was begun.

    Raises:
        EntryError: the password is `wrong`; `throttled`.
    """
    with office.database.read() as tx:
        account = find_account(tx, actor.person_id)
    prove_password(office, account, password, visit)
    _turn_off(office, actor.organization_id, actor.person_id, actor.person_id, visit.now)


def turn_off_for(
    office: Office, actor: Actor | None, organization_id: int, person_id: int, now: datetime
) -> None:
    """Ask a person for no code who lost the app; an administrator does it, or None: whoever has the server.

    Raises:
        WrongRoleError: the actor is no administrator.
        NotFoundError: there is no such person in the organization.
    """
    check_admin(actor, "turn_off_totp", organization_id)
    _turn_off(office, organization_id, actor.person_id if actor else None, person_id, now)


def check_admin(actor: Actor | None, action: str, organization_id: int) -> None:
    """Return if the actor administers the organization, or is whoever has the server (None).

    Raises:
        WrongRoleError: they don't.
    """
    if actor is None:
        return
    holds = any(grant.role == Role.ADMIN for grant in actor.grants)
    if not holds or actor.organization_id != organization_id:
        raise WrongRoleError(action, actor.address, (Role.ADMIN,))


def _turn_off(office: Office, organization_id: int, by: int | None, person_id: int, now: datetime) -> None:
    with office.database.begin() as tx:
        account = find_account(tx, person_id)
        if account.organization_id != organization_id:
            raise NotFoundError("person", person_id)
        if account.totp_secret is not None:
            accounts.set_totp(tx, person_id, None, on=False)
        if account.totp_on:
            note(tx, organization_id, by, "totp_turned_off", account.address, now)
