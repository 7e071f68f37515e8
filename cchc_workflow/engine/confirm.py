"""Owns confirming a rating: the flag is a proposal, and one person, once, makes it "không hoàn thành"."""

import unicodedata
from datetime import datetime

from cchc_workflow.domain.people import Actor, Role
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import (
    ConflictError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
)
from cchc_workflow.store import steering
from cchc_workflow.store.journal import note
from cchc_workflow.store.standing import count_unit

CONFIRM = "confirm_rating"
CONFIRMERS = (Role.DIRECTOR, Role.CHIEF_OF_OFFICE)


def confirm_rating(office: Office, actor: Actor, flag_id: int, why: str, now: datetime) -> None:
    """Confirm the rating of a flagged unit's head (plan 2021, II.2.2.a1), with a remark, in the journal.

    Raises:
        WrongRoleError: only the director or the chief of office confirms.
        IncompleteError: the remark is missing.
        NotFoundError: the organization has no such flag.
        ConflictError: somebody else confirmed it first, or it was cleared.
    """
    if not any(grant.role in CONFIRMERS for grant in actor.grants):
        raise WrongRoleError(CONFIRM, actor.address, CONFIRMERS)
    remark = unicodedata.normalize("NFC", why).strip()
    if not remark:
        raise IncompleteError(CONFIRM, ("reason",))
    with office.database.begin() as tx:
        flag = steering.find_flag(tx, actor.organization_id, flag_id)
        if flag is None:
            raise NotFoundError("flag", flag_id)
        if not steering.confirm_flag(tx, flag_id, actor.person_id, remark, now):
            raise ConflictError("flag", flag.unit_name)
        counts = count_unit(tx, flag.plan_id, flag.unit_id, office.today(now))
        note(
            tx,
            actor.organization_id,
            actor.person_id,
            "rating_confirmed",
            flag.unit_code,
            now,
            {
                "flag": flag_id,
                "late": counts.late,
                "assigned": counts.assigned,
                "threshold": flag.threshold,
                "note": remark,
            },
        )
