from contextlib import suppress

import pytest
from sqlalchemy import select, text

from cchc_workflow.domain.text import fold, words_of
from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import TaskRow
from cchc_workflow.store.words import hits_of, match_of
from tests.store.office import Office, put_task

_task = table_of(TaskRow)


def found(database: Database, looked_for: str) -> list[int]:
    hits = hits_of(_task, postgresql=database.is_postgresql)
    words = match_of(words_of(looked_for), postgresql=database.is_postgresql)
    with database.read() as tx:
        return [row.id for row in tx.all(select(hits.c.id).order_by(hits.c.id), {"words": words})]


def put(database: Database, office: Office, code: str, words: str) -> int:
    with database.begin() as tx:
        return put_task(tx, office, code=code, search=fold(words)).id


@pytest.mark.parametrize(
    ("looked_for", "is_found"),
    [
        ("đường", True),
        ("Duo", True),
        ("duong sat", True),
        ("sat duong", True),
        ("uong", False),
        ("duong thuy", False),
        ("svd", True),
        ("12/KH", True),
        ("a", False),
        ("x", True),
        ("1e5", True),
        ("example", True),
    ],
)
def test_words_are_found_by_their_beginnings(
    database: Database,
    office: Office,
    looked_for: str,
    is_found: bool,  # noqa: FBT001  # a row of the table
) -> None:
    task_id = put(
        database, office, "A1", "Đường sắt số 12/KH-SVD x ab 1e5 nguoi@so.example http://so.example/abc"
    )
    put(database, office, "A2", "Kiểm lâm")
    assert found(database, looked_for) == ([task_id] if is_found else [])


def test_index_follows_what_is_written_and_undone(database: Database, office: Office) -> None:
    task_id = put(database, office, "A1", "Đường sắt")
    with database.begin() as tx:
        tx.run(_task.update().where(_task.c.id == task_id).values(search="duong thuy"))
    assert (found(database, "sat"), found(database, "thuy")) == ([], [task_id])
    with suppress(ZeroDivisionError), database.begin() as tx:
        tx.run(_task.update().where(_task.c.id == task_id).values(search="rung"))
        raise ZeroDivisionError
    assert (found(database, "rung"), found(database, "thuy")) == ([], [task_id])
    with database.begin() as tx:
        tx.run(_task.delete().where(_task.c.id == task_id))
    assert found(database, "thuy") == []


def test_index_of_sqlite_is_whole(sqlite_database: Database, sqlite_office: Office) -> None:
    put(sqlite_database, sqlite_office, "A1", "Đường sắt")
    check = "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
    with sqlite_database.begin() as tx:
        tx.run(text(check))
