"""Owns saying something about a task: kept with who and when, changes nothing and tells nobody."""

from datetime import datetime
from unicodedata import normalize

from cchc_workflow.domain.people import Actor, Role, scope_of
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import IncompleteError, WrongRoleError
from cchc_workflow.store.comments import insert_comment
from cchc_workflow.store.sight import see_task

COMMENT = "comment"
LONGEST = 4000
COMMENTERS = frozenset(Role) - {Role.AUDITOR}
"""Who looks on from outside leaves no mark."""


def add_comment(office: Office, actor: Actor, task_id: int, text: str, now: datetime) -> int:
    """Keep what somebody says about a task and return its key; line ends stay, the rest is trimmed.

    Raises:
        NotFoundError: no such task in the actor's sight.
        WrongRoleError: the actor only looks on.
        IncompleteError: there is nothing said, or more than `LONGEST` letters.
    """
    said = normalize("NFC", text.replace("\r\n", "\n").replace("\0", "")).strip()
    with office.database.begin() as tx:
        task = see_task(tx, scope_of(actor), task_id)
        if not may_comment(actor):
            raise WrongRoleError(COMMENT, actor.address, sorted(COMMENTERS))
        if not 0 < len(said) <= LONGEST:
            raise IncompleteError(COMMENT, ["comment"], {"most": LONGEST})
        return insert_comment(tx, task.id, actor.person_id, said, now)


def may_comment(actor: Actor) -> bool:
    """Tell whether the actor may say something about the tasks in their sight."""
    return any(grant.role in COMMENTERS for grant in actor.grants)
