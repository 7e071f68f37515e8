"""Owns how the tests give scores and read sheets."""

from datetime import date
from decimal import Decimal
from typing import Any

from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.score.give import KEPT, Kept, Marks, Place, give_score
from cchc_workflow.engine.score.sheet import ScoreSheet, read_sheet
from cchc_workflow.store.journal import read_journal
from cchc_workflow.store.plans import load_plan_row
from cchc_workflow.store.rows import from_json
from tests.engine.small_office import COORDINATOR, SmallOffice
from tests.scored_office import JULY

ON = date(2021, 7, 1)


def give(  # noqa: PLR0913 - what a score has
    desk: SmallOffice,
    criterion: str,
    own: str | Kept | None = KEPT,
    appraised: str | Kept | None = KEPT,
    *,
    by: str = COORDINATOR,
    subject: str = "",
    explanation: str | Kept = KEPT,
    version: int = 0,
) -> int:
    """Give a score and return its version."""
    marks = Marks(self_points=_points(own), appraised_points=_points(appraised), explanation=explanation)
    place = Place(desk.plan_id, criterion, subject)
    return give_score(desk.office, desk.actor(by, JULY), place, marks, version, JULY)


def sheet_of(desk: SmallOffice, subject: str = "", scope: Scope | None = None) -> ScoreSheet:
    with desk.database.read() as tx:
        plan = load_plan_row(tx, desk.plan_id)
        return read_sheet(tx, scope or Scope(desk.organization_id), plan, ON, subject)


def noted(desk: SmallOffice, name: str) -> list[tuple[str, Any]]:
    """Return what the journal says under a name, oldest first."""
    with desk.database.read() as tx:
        rows = read_journal(tx, desk.organization_id)
    return [(row.subject, from_json(row.data)) for row in reversed(rows) if row.name == name]


def _points(points: str | Kept | None) -> Decimal | Kept | None:
    return Decimal(points) if isinstance(points, str) else points
