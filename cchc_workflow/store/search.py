"""Owns finding tasks and documents by words, newest first, within the viewer's sight; ranks nothing."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from cchc_workflow.domain.people import Scope
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.narrowing import Half, sight, sight_values, whole_of
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import EvidenceRow, TaskRow
from cchc_workflow.store.words import hits_of, match_of

_task = table_of(TaskRow)
_evidence = table_of(EvidenceRow)

_FOUND = (
    _task.c.id, _task.c.code, _task.c.title, _task.c.text, _task.c.deliverable, _task.c.lead_unit_id,
    _task.c.plan_id, _task.c.workflow_id, _task.c.ladder_id, _task.c.state, _task.c.phase, _task.c.due_on,
    _task.c.reported_on,
)  # fmt: skip
_DOCUMENT = (
    _evidence.c.id, _evidence.c.document, _evidence.c.file_name, _evidence.c.signer, _evidence.c.issued_on,
    _evidence.c.sha256, _task.c.code, _task.c.title, _task.c.plan_id,
)  # fmt: skip


def find_tasks(tx: Transaction, scope: Scope, words: Sequence[str], most: int) -> list[Any]:
    """Return the newest tasks that have all the folded words, each as a whole or as a word's beginning."""
    return _find(tx, scope, words, most, _task)


def find_documents(tx: Transaction, scope: Scope, words: Sequence[str], most: int) -> list[Any]:
    """Return the newest documents and files of evidence that have all the words, each with its task."""
    return _find(tx, scope, words, most, _evidence)


def find_codes(tx: Transaction, scope: Scope, codes: tuple[str, str]) -> list[Any]:
    """Return the tasks whose code is one of these two, the newest plan's first."""
    values = sight_values(scope) | {"code": codes[0], "other": codes[1]}
    return tx.all(_by_code(whole_of(scope), _units(scope)), values)


def _find(tx: Transaction, scope: Scope, words: Sequence[str], most: int, of: Table) -> list[Any]:
    if not words:
        return []
    statement = _newest(whole_of(scope), _units(scope), of.name, postgresql=tx.is_postgresql)
    match = match_of(words, postgresql=tx.is_postgresql)
    return tx.all(statement, sight_values(scope) | {"words": match, "most": most})


def _units(scope: Scope) -> int:
    return len(scope.unit_ids or ())


@lru_cache(maxsize=64)
def _newest(half: Half, units: int, name: str, *, postgresql: bool) -> Select[Any]:
    """Return the statement that goes from the newest hit on until enough are in sight."""
    of, columns = (_task, _FOUND) if name == _task.name else (_evidence, _DOCUMENT)
    hits = hits_of(of, postgresql=postgresql)
    rows = hits.join(of, of.c.id == hits.c.id)
    if of is _evidence:
        rows = rows.join(_task, _task.c.id == _evidence.c.task_id)
    found = select(*columns).select_from(rows).where(*sight(half, units))
    return found.order_by(hits.c.id.desc()).limit(bindparam("most"))


@lru_cache(maxsize=64)
def _by_code(half: Half, units: int) -> Select[Any]:
    either = _task.c.code.in_([bindparam(name, type_=_task.c.code.type) for name in ("code", "other")])
    return select(*_FOUND).where(*sight(half, units), either).order_by(_task.c.id.desc())
