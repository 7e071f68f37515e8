"""Owns the filters that a person saved, as rows; what a filter means is not known here."""

from typing import Any

from sqlalchemy import bindparam, delete, select

from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import insert_or_replace, table_of
from cchc_workflow.store.tables import SavedViewRow

_view = table_of(SavedViewRow)

_OF_PERSON = select(_view).where(_view.c.person_id == bindparam("person")).order_by(_view.c.name)
_SAVE = insert_or_replace(SavedViewRow, key=("person_id", "name"))
_FORGET = delete(_view).where(_view.c.id == bindparam("view"), _view.c.person_id == bindparam("person"))


def views_of(tx: Transaction, person_id: int) -> list[Any]:
    """Return a person's saved views by name."""
    return tx.all(_OF_PERSON, {"person": person_id})


def save_view(tx: Transaction, person_id: int, name: str, query: str) -> None:
    """Save a filter under a name of the person's; what had the name is replaced."""
    tx.run(_SAVE, {"person_id": person_id, "name": name, "query": query})


def forget_view(tx: Transaction, person_id: int, view_id: int) -> bool:
    """Forget one of the person's views; False if it was not theirs or not there."""
    return tx.run(_FORGET, {"view": view_id, "person": person_id}) == 1
