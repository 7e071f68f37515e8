"""Owns what waits on a task for its report, as rows: files and documents that were put to it."""

from typing import Any

from sqlalchemy import bindparam, delete, func, select

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_returning_id, table_of
from cchc_workflow.store.tables import FileRow, PersonRow, UploadRow

_upload = table_of(UploadRow)
_file = table_of(FileRow)
_person = table_of(PersonRow)

_INSERT = insert_returning_id(UploadRow)
_OF_TASK = (
    select(_upload, _file.c.size, _file.c.media_type, _person.c.name.label("person_name"))
    .outerjoin(_file, _file.c.sha256 == _upload.c.sha256)
    .join(_person, _person.c.id == _upload.c.person_id)
    .where(_upload.c.task_id == bindparam("task_id"))
    .order_by(_upload.c.id)
)
_COUNT = select(func.count()).where(_upload.c.task_id == bindparam("task_id"))
_ONE = select(_upload).where(
    _upload.c.id == bindparam("upload_id"), _upload.c.task_id == bindparam("task_id")
)
_REMOVE = delete(_upload).where(_upload.c.id == bindparam("upload_id"))
_REMOVE_ALL = delete(_upload).where(_upload.c.task_id == bindparam("of_task"))


def insert_upload(tx: Transaction, values: dict[str, object]) -> int:
    """Insert what somebody put to a task and return its key; `values` has every column but `id`."""
    upload_id: int = tx.scalar(_INSERT, values)
    return upload_id


def uploads_of(tx: Transaction, task_id: int) -> list[Any]:
    """Return what waits on a task, oldest first, each with its file's size and its giver's name."""
    return tx.all(_OF_TASK, {"task_id": task_id})


def count_uploads(tx: Transaction, task_id: int) -> int:
    """Return how much waits on a task."""
    return int(tx.scalar(_COUNT, {"task_id": task_id}))


def take_upload(tx: Transaction, task_id: int, upload_id: int) -> Any:  # noqa: ANN401
    """Remove one thing that waits on a task, and return what it was.

    Raises:
        NotFoundError: it waits there no longer, or never did.
    """
    row = tx.first(_ONE, {"task_id": task_id, "upload_id": upload_id})
    if row is None:
        raise NotFoundError("upload", upload_id)
    tx.run(_REMOVE, {"upload_id": upload_id})
    return row


def clear_uploads(tx: Transaction, task_id: int) -> int:
    """Remove all that waits on a task; return how much it was."""
    return tx.run(_REMOVE_ALL, {"of_task": task_id})
