"""Owns what is put to a task before its report, and that the report makes evidence of all of it at once."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.machine import Action, Workflow
from cchc_workflow.domain.media import accept, clean_name
from cchc_workflow.domain.people import Actor, scope_of
from cchc_workflow.domain.task import Evidence, Phase, Task
from cchc_workflow.engine.act import Command, act_within
from cchc_workflow.engine.amend import states_in
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import (
    FileError,
    FileTooLargeError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.files import forget_file, put_file
from cchc_workflow.store.sight import see_task
from cchc_workflow.store.tasks import find_task
from cchc_workflow.store.uploads import (
    clear_uploads,
    count_uploads,
    insert_upload,
    take_upload,
    uploads_of,
)

UPLOAD = "upload"
MOST_BYTES = 25 * 2**20
MOST_WAITING = 20
"""Files and documents that may wait on one task: a report has annexes, not an archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is put to a task: a document by its number, date and signer, a file, or both."""

    document: str = ""
    issued_on: date | None = None
    signer: str = ""
    file_name: str = ""
    content: bytes | None = None


def add_upload(office: Office, actor: Actor, task_id: int, given: Given, now: datetime) -> int:
    """Let a file or a document wait on a task for its report, and return its key.

    A file is known by its content; its name is cleaned; of the same bytes one copy is kept.

    Raises:
        NotFoundError: no such task in the actor's sight.
        WrongStateError: the task is not open.
        WrongRoleError: the actor may not report the task.
        IncompleteError: there is neither a file nor a document's number.
        FileTooLargeError: the file has more than `MOST_BYTES`.
        FileError: the file is of a kind that is not taken, or too many wait already.
    """
    prepared = prepare_given(given)
    kept = examine_given(prepared)
    with office.database.begin() as tx:
        task = see_task(tx, scope_of(actor), task_id)
        _require_uploader(office.workflow(tx, task.workflow_id), task, actor)
        if count_uploads(tx, task_id) >= MOST_WAITING:
            raise FileError("too_many", prepared.file_name, str(MOST_WAITING))
        values: dict[str, object] = {
            "task_id": task_id,
            "person_id": actor.person_id,
            "at": now,
            "document": prepared.document,
            "issued_on": prepared.issued_on,
            "signer": prepared.signer,
            "file_name": prepared.file_name,
            "sha256": None,
        }
        if kept is not None:
            put_file(tx, *kept)
            values["sha256"] = kept[0]
        return insert_upload(tx, values)


def remove_upload(office: Office, actor: Actor, task_id: int, upload_id: int) -> None:
    """Take back what waits on a task; its bytes go too, if nothing else names them.

    Raises:
        NotFoundError: no such task in the actor's sight, or nothing of this key waits there.
        WrongStateError, WrongRoleError: see `add_upload`.
    """
    with office.database.begin() as tx:
        task = see_task(tx, scope_of(actor), task_id)
        _require_uploader(office.workflow(tx, task.workflow_id), task, actor)
        removed = take_upload(tx, task_id, upload_id)
        if removed.sha256 is not None:
            forget_file(tx, removed.sha256)


def report_with_uploads(office: Office, actor: Actor, command: Command, now: datetime) -> Task:
    """Take an action; one that asks for evidence makes it of all that waits on the task.

    The report, its evidence and the end of the waiting commit together or not at all.

    Raises:
        NotFoundError, RefusedError, ConflictError, ClockError: see `engine.act.act`.
    """
    with office.database.begin() as tx:
        task = find_task(tx, scope_of(actor), command.task)
        workflow = office.workflow(tx, task.workflow_id)
        action = workflow.actions.get(command.act.name)
        if action is None:
            raise NotFoundError("action", command.act.name)
        if not asks_evidence(action):
            return act_within(tx, office, actor, command, now)
        waiting = tuple(_evidence(row) for row in uploads_of(tx, task.id))
        given = replace(command.act, evidence=(*command.act.evidence, *waiting))
        after = act_within(tx, office, actor, replace(command, act=given), now)
        clear_uploads(tx, task.id)
        return after


def may_upload(workflow: Workflow, task: Task, actor: Actor) -> bool:
    """Tell whether the actor may put something to the task now."""
    try:
        _require_uploader(workflow, task, actor)
    except (WrongStateError, WrongRoleError):
        return False
    return True


def asks_evidence(action: Action) -> bool:
    """Tell whether an action can be asked for evidence."""
    return any(GUARDS[name].asks == "evidence" for name in action.guards)


def full_code(tx: Transaction, office: Office, task: Task) -> str:
    """Return the code by which a task is found whatever other plans there are: "plan-code:A4"."""
    return f"{office.plan(tx, task.plan_id).code}:{task.code}"


def _require_uploader(workflow: Workflow, task: Task, actor: Actor) -> None:
    if task.phase is not Phase.OPEN:
        raise WrongStateError(UPLOAD, task.state, states_in(workflow, {Phase.OPEN}))
    roles = {role for action in workflow.actions.values() if asks_evidence(action) for role in action.roles}
    if not actor.holds(roles, task.lead_unit_id):
        raise WrongRoleError(UPLOAD, actor.address, sorted(roles))


def prepare_given(given: Given) -> Given:
    """Return what is given with its texts trimmed and its file's name cleaned.

    Raises:
        IncompleteError: there is neither a file nor a document's number.
        FileTooLargeError: the file has more than `MOST_BYTES`.
    """
    document = " ".join(given.document.split())
    if given.content is None:
        if not document:
            raise IncompleteError(UPLOAD, ["evidence"])
        return replace(given, document=document, signer=given.signer.strip(), file_name="")
    name = clean_name(given.file_name)
    if len(given.content) > MOST_BYTES:
        raise FileTooLargeError("too_large", name, str(MOST_BYTES // 2**20))
    return replace(given, document=document, signer=given.signer.strip(), file_name=name)


def examine_given(given: Given) -> tuple[str, str, bytes] | None:
    """Return a file's hash, type and bytes; all that takes long is done before anything is written.

    Raises:
        FileError: the file is of a kind that is not taken.
    """
    if given.content is None:
        return None
    kind = accept(given.file_name, given.content)
    return sha256(given.content).hexdigest(), kind.type, given.content


def _evidence(row: Any) -> Evidence:  # noqa: ANN401
    """A file that came without a document's number goes by its own name."""
    return Evidence(
        document=row.document or row.file_name,
        issued_on=row.issued_on,
        signer=row.signer,
        file_name=row.file_name,
        sha256=row.sha256,
    )
