"""Owns keeping a person's filters of the task table under names of their own; knows no filter's meaning."""

from typing import Literal
from unicodedata import normalize

from cchc_workflow.engine.office import Office
from cchc_workflow.store import views as store

MOST_VIEWS = 30
LONGEST_NAME = 60

Unkept = Literal["nameless", "full"]
"""Without a name; or the person has as many views as there may be."""


def keep_view(office: Office, person_id: int, name: str, query: str) -> Unkept | None:
    """Keep a filter under a name, in place of what had that name; return why not, None where it is kept."""
    name = " ".join(normalize("NFC", name).split())[:LONGEST_NAME]
    if not name:
        return "nameless"
    with office.database.begin() as tx:
        names = {row.name for row in store.views_of(tx, person_id)}
        if name not in names and len(names) >= MOST_VIEWS:
            return "full"
        store.save_view(tx, person_id, name, query)
    return None


def drop_view(office: Office, person_id: int, view_id: int) -> bool:
    """Forget one of the person's filters; False if the person has no such view."""
    with office.database.begin() as tx:
        return store.forget_view(tx, person_id, view_id)
