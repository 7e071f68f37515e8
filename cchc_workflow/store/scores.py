"""Owns what was scored for a plan's criteria, and what proves them, as rows."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, exists, func, select, update

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Phase
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_returning_id, table_of
from cchc_workflow.store.steering import narrow
from cchc_workflow.store.tables import (
    EvidenceRow,
    FileRow,
    PersonRow,
    PlanRow,
    ScoreEvidenceRow,
    ScoreRow,
    TaskRow,
    UnitRow,
)

_score = table_of(ScoreRow)
_proof = table_of(ScoreEvidenceRow)
_file = table_of(FileRow)
_person = table_of(PersonRow)
_plan = table_of(PlanRow)
_task = table_of(TaskRow)
_unit = table_of(UnitRow)
_evidence = table_of(EvidenceRow)

_OF_SUBJECT = (
    select(_score, _person.c.name.label("changer"))
    .join(_person, _person.c.id == _score.c.changed_by)
    .where(_score.c.plan_id == bindparam("plan_id"), _score.c.subject == bindparam("of_subject"))
)
_OF_UNITS = select(_score).where(_score.c.plan_id == bindparam("plan_id"), _score.c.subject != "")
_INSERT = insert_returning_id(ScoreRow, quiet_on=("plan_id", "subject", "criterion"))
_SAVE = (
    update(_score)
    .where(_score.c.id == bindparam("score_id"), _score.c.version == bindparam("seen_version"))
    .values(
        self_points=bindparam("new_self", type_=_score.c.self_points.type),
        appraised_points=bindparam("new_appraised", type_=_score.c.appraised_points.type),
        explanation=bindparam("new_explanation"),
        changed_by=bindparam("by"),
        changed_at=bindparam("now", type_=_score.c.changed_at.type),
        version=_score.c.version + 1,
    )
)


def scores_of(tx: Transaction, plan_id: int, subject: str) -> dict[str, Any]:
    """Return what was scored for the whole office ("") or for a unit's code, by criterion."""
    rows = tx.all(_OF_SUBJECT, {"plan_id": plan_id, "of_subject": subject})
    return {row.criterion: row for row in rows}


def scores_of_units(tx: Transaction, plan_id: int) -> list[Any]:
    """Return what was scored for any unit."""
    return tx.all(_OF_UNITS, {"plan_id": plan_id})


def add_score(tx: Transaction, values: Mapping[str, object]) -> bool:
    """Insert the first score of a criterion and subject; False if somebody was first."""
    return tx.scalar(_INSERT, values) is not None


def save_score(tx: Transaction, score_id: int, seen_version: int, values: Mapping[str, object]) -> bool:
    """Overwrite a score (`new_self`, `new_appraised`, `new_explanation`, `by`, `now`).

    False if it is not of the seen version any more.
    """
    return tx.run(_SAVE, {"score_id": score_id, "seen_version": seen_version, **values}) == 1


_INSERT_PROOF = insert_returning_id(ScoreEvidenceRow)
_PROOFS = (
    select(_proof, _file.c.size, _person.c.name.label("giver"))
    .outerjoin(_file, _file.c.sha256 == _proof.c.sha256)
    .join(_person, _person.c.id == _proof.c.added_by)
    .where(_proof.c.plan_id == bindparam("plan_id"))
    .order_by(_proof.c.id)
)
_A_PROOF = (
    select(_proof)
    .join(_plan, _plan.c.id == _proof.c.plan_id)
    .where(_proof.c.id == bindparam("proof_id"), _plan.c.organization_id == bindparam("organization"))
)
_REMOVE_PROOF = delete(_proof).where(_proof.c.id == bindparam("of_proof"))
_PROOF_FILE = (
    select(_proof.c.file_name, _file.c.media_type, _file.c.size, _file.c.content)
    .join(_file, _file.c.sha256 == _proof.c.sha256)
    .join(_plan, _plan.c.id == _proof.c.plan_id)
    .where(_proof.c.id == bindparam("proof_id"), _plan.c.organization_id == bindparam("organization"))
)
_CONTENT = select(_file.c.content).where(_file.c.sha256 == bindparam("digest"))


def add_proof(tx: Transaction, values: Mapping[str, object]) -> int:
    """Insert what proves a criterion and return its key; `values` has every column but `id`."""
    proof_id: int = tx.scalar(_INSERT_PROOF, values)
    return proof_id


def proofs_of(tx: Transaction, plan_id: int) -> list[Any]:
    """Return what people put to a plan's criteria, oldest first; `size` is None without kept bytes."""
    return tx.all(_PROOFS, {"plan_id": plan_id})


def take_proof(tx: Transaction, scope: Scope, proof_id: int) -> Any:  # noqa: ANN401
    """Remove one thing that proves a criterion, and return what it was.

    Raises:
        NotFoundError: there is none in sight.
    """
    row = tx.first(_A_PROOF, _named(scope, proof_id))
    if row is None:
        raise NotFoundError("proof", proof_id)
    tx.run(_REMOVE_PROOF, {"of_proof": proof_id})
    return row


def read_proof_file(tx: Transaction, scope: Scope, proof_id: int) -> Any:  # noqa: ANN401
    """Return (file_name, media_type, size, content) of a file that somebody put to a criterion.

    Raises:
        NotFoundError: there is none in sight: only who sees the whole organization sees them.
    """
    row = tx.first(_PROOF_FILE, _named(scope, proof_id))
    if row is None:
        raise NotFoundError("file", proof_id)
    return row


def read_content(tx: Transaction, sha256: str) -> bytes | None:
    """Return a file's bytes, None where they are not kept; who may have them was asked before."""
    found = tx.scalar(_CONTENT, {"digest": sha256})
    return None if found is None else bytes(found)


def _named(scope: Scope, proof_id: int) -> dict[str, object]:
    if scope.unit_ids is not None:
        raise NotFoundError("proof", proof_id)
    return {"proof_id": proof_id, "organization": scope.organization_id}


_SERVED = (
    select(_unit.c.code.label("unit_code"), _task.c.duty)
    .join(_unit, _unit.c.id == _task.c.lead_unit_id)
    .where(_task.c.plan_id == bindparam("plan_id"), _task.c.counted.is_(True), _task.c.phase != Phase.VOID)
    .group_by(_unit.c.code, _task.c.duty)
)
_SHOWN = _task.c.phase.in_([Phase.REPORTED, Phase.DONE])
_LAST = (
    select(func.max(_evidence.c.event_number))
    .where(_evidence.c.task_id == _task.c.id)
    .correlate(_task)
    .scalar_subquery()
)


def duties_of_units(tx: Transaction, plan_id: int) -> dict[str, set[str]]:
    """Return the duties of which each unit leads a task that counts, by the unit's code."""
    found: dict[str, set[str]] = {}
    for row in tx.all(_SERVED, {"plan_id": plan_id}):
        found.setdefault(row.unit_code, set()).add(row.duty)
    return found


def count_proven(
    tx: Transaction, scope: Scope, plan_id: int, lead_unit_id: int | None = None
) -> dict[str, int]:
    """Return how many tasks of each duty are reported with evidence, of one unit only those that it leads."""
    where = {"plan_id": plan_id, "organization": scope.organization_id}
    if lead_unit_id is not None:
        where["unit_id"] = lead_unit_id
    rows = tx.all(_proven(scope, lead_unit_id is not None), where)
    return {row.duty: int(row.tasks) for row in rows}


def evidence_by_duty(
    tx: Transaction, scope: Scope, plan_id: int, lead_unit_id: int | None = None
) -> list[Any]:
    """Return the evidence of each task's last report, while that stands, with the task's and unit's names.

    Ordered by duty, task and evidence; `size` is None where the bytes are not kept here.
    """
    where = {"plan_id": plan_id, "organization": scope.organization_id}
    if lead_unit_id is not None:
        where["unit_id"] = lead_unit_id
    return tx.all(_evidence_rows(scope, lead_unit_id is not None), where)


@lru_cache(maxsize=64)
def _proven(scope: Scope, of_unit: bool) -> Select[Any]:  # noqa: FBT001 - a key of the cache
    shown = exists().where(_evidence.c.task_id == _task.c.id)
    return (
        select(_task.c.duty, func.count().label("tasks"))
        .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
        .where(*_standing(scope, of_unit), shown)
        .group_by(_task.c.duty)
    )


@lru_cache(maxsize=64)
def _evidence_rows(scope: Scope, of_unit: bool) -> Select[Any]:  # noqa: FBT001 - a key of the cache
    return (
        select(
            _task.c.duty, _task.c.code.label("task_code"), _task.c.title.label("task_title"), _task.c.phase,
            _unit.c.name.label("unit_name"), _evidence.c.id, _evidence.c.document, _evidence.c.issued_on,
            _evidence.c.signer, _evidence.c.file_name, _evidence.c.sha256, _file.c.size,
        )
        .join_from(_plan, _task, _task.c.plan_id == _plan.c.id)
        .join(_unit, _unit.c.id == _task.c.lead_unit_id)
        .join(_evidence, _evidence.c.task_id == _task.c.id)
        .outerjoin(_file, _file.c.sha256 == _evidence.c.sha256)
        .where(*_standing(scope, of_unit), _evidence.c.event_number == _LAST)
        .order_by(_task.c.duty, _task.c.code, _evidence.c.id)
    )  # fmt: skip


def _standing(scope: Scope, of_unit: bool) -> list[Any]:  # noqa: FBT001 - likewise
    return [
        _plan.c.id == bindparam("plan_id"),
        _plan.c.organization_id == bindparam("organization"),
        _task.c.counted.is_(True),
        _SHOWN,
        *([_task.c.lead_unit_id == bindparam("unit_id")] if of_unit else []),
        *narrow(scope),
    ]
