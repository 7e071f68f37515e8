"""Owns what people said about a task, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_returning_id, table_of
from cchc_workflow.store.tables import CommentRow, PersonRow

_comment = table_of(CommentRow)
_person = table_of(PersonRow)

_INSERT = insert_returning_id(CommentRow)
_OF_TASK = (
    select(_comment, _person.c.name.label("person_name"))
    .join(_person, _person.c.id == _comment.c.person_id)
    .where(_comment.c.task_id == bindparam("task_id"))
    .order_by(_comment.c.id.desc())
    .limit(bindparam("most"))
)


def insert_comment(tx: Transaction, task_id: int, person_id: int, text: str, now: datetime) -> int:
    """Insert what a person said about a task and return its key."""
    comment_id: int = tx.scalar(
        _INSERT, {"task_id": task_id, "person_id": person_id, "at": now, "text": text}
    )
    return comment_id


def comments_of(tx: Transaction, task_id: int, most: int = 200) -> list[Any]:
    """Return the newest comments on a task, in the order in which they were made, with the writers' names."""
    return tx.all(_OF_TASK, {"task_id": task_id, "most": most})[::-1]
