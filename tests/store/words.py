"""Owns the smallest thing that can be stored, words in a table, for tests of the database itself."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from cchc_workflow.errors import StorageError
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.rows import insert_into, table_of
from cchc_workflow.store.tables import DefinitionRow

_definition = table_of(DefinitionRow)
ADD = insert_into(DefinitionRow)
TEXTS = select(_definition.c.text).order_by(_definition.c.id)


def add(tx: Transaction, *words: str) -> None:
    for word in words:
        tx.run(ADD, {"kind": "task", "sha256": word, "text": word})


def texts(database: Database) -> list[str]:
    with database.read() as tx:
        return [row.text for row in tx.all(TEXTS)]


def reason(open_and_use: Callable[[], Any]) -> str:
    with pytest.raises(StorageError) as caught:
        open_and_use()
    return caught.value.reason


def use(database: Database) -> None:
    with database.begin() as tx:
        tx.all(select(func.count()))
