"""Owns the bytes of files, each kept once, and who may have them: asked of the rows that name them."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from cchc_workflow.domain.people import Scope
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import (
    EvidenceRow,
    FileRow,
    ReportFileRow,
    ScoreEvidenceRow,
    TaskRow,
    UploadRow,
)
from cchc_workflow.store.tasks import in_scope

_file = table_of(FileRow)
_evidence = table_of(EvidenceRow)
_upload = table_of(UploadRow)
_task = table_of(TaskRow)

_INSERT = insert_into(FileRow, quiet_on=("sha256",))
_EVIDENCE = (
    select(_evidence, _file.c.size, _file.c.media_type)
    .outerjoin(_file, _file.c.sha256 == _evidence.c.sha256)
    .where(_evidence.c.task_id == bindparam("task_id"))
    .order_by(_evidence.c.id)
)
_NAMING = (_evidence, _upload, table_of(ScoreEvidenceRow), table_of(ReportFileRow))
"""The tables whose rows name a file by its hash; one that is missing here would lose its files."""
_FORGET = delete(_file).where(
    _file.c.sha256 == bindparam("digest"),
    *(~select(table.c.id).where(table.c.sha256 == _file.c.sha256).exists() for table in _NAMING),
)


def put_file(tx: Transaction, sha256: str, media_type: str, content: bytes) -> None:
    """Keep a file's bytes under their hash; the same bytes are kept once."""
    values = {"sha256": sha256, "media_type": media_type, "size": len(content), "content": content}
    tx.run(_INSERT, values)


def forget_file(tx: Transaction, sha256: str) -> bool:
    """Forget a file that no row of any table names any more; False if one does."""
    return tx.run(_FORGET, {"digest": sha256}) == 1


def evidence_of(tx: Transaction, task_id: int) -> list[Any]:
    """Return what proves a task's reports, oldest first; `size` is None where the bytes are not kept here."""
    return tx.all(_EVIDENCE, {"task_id": task_id})


def read_evidence_file(tx: Transaction, scope: Scope, evidence_id: int) -> Any:  # noqa: ANN401
    """Return (file_name, media_type, size, content) of a piece of evidence in sight.

    Raises:
        NotFoundError: there is none in sight, or its bytes are not kept here.
    """
    return _read(tx, _evidence_file(scope), evidence_id)


def read_upload_file(tx: Transaction, scope: Scope, upload_id: int) -> Any:  # noqa: ANN401
    """Return the same of a file that waits for its report.

    Raises:
        NotFoundError: there is none in sight.
    """
    return _read(tx, _upload_file(scope), upload_id)


def _read(tx: Transaction, statement: Select[Any], named_by: int) -> Any:  # noqa: ANN401
    row = tx.first(statement, {"named_by": named_by})
    if row is None:
        raise NotFoundError("file", named_by)
    return row


@lru_cache(maxsize=64)
def _evidence_file(scope: Scope) -> Select[Any]:
    return (
        select(_evidence.c.file_name, _file.c.media_type, _file.c.size, _file.c.content)
        .join(_file, _file.c.sha256 == _evidence.c.sha256)
        .join(_task, _task.c.id == _evidence.c.task_id)
        .where(_evidence.c.id == bindparam("named_by"), *in_scope(scope))
    )


@lru_cache(maxsize=64)
def _upload_file(scope: Scope) -> Select[Any]:
    return (
        select(_upload.c.file_name, _file.c.media_type, _file.c.size, _file.c.content)
        .join(_file, _file.c.sha256 == _upload.c.sha256)
        .join(_task, _task.c.id == _upload.c.task_id)
        .where(_upload.c.id == bindparam("named_by"), *in_scope(scope))
    )
