"""Owns who would be told of a report's issue, by name; it tells nobody."""

from dataclasses import dataclass
from datetime import date

from cchc_workflow.domain.task import Notice
from cchc_workflow.engine.telling import whom
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import read_directory, read_people


@dataclass(frozen=True, slots=True)
class Receivers:
    """The names of those to whom a paper goes, and of those who get it for information."""

    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


def find_receivers(
    tx: Transaction, notice: Notice | None, organization_id: int, unit_id: int, on: date, by: int
) -> Receivers:
    """Return whom a notice reaches on a day; `by` is who does it and is not told."""
    if notice is None:
        return Receivers()
    told = whom(notice, read_directory(tx, organization_id, on), unit_id)
    names = {row.id: row.name or row.address for row in read_people(tx, organization_id)}
    return Receivers(
        tuple(names[person] for person, is_copy in told.items() if person != by and not is_copy),
        tuple(names[person] for person, is_copy in told.items() if person != by and is_copy),
    )
