"""Owns which sheet a page is about: the plan and whose scores, as its address or its form names them."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query

from cchc_workflow.engine.plan_choice import Choice, choose_plan
from cchc_workflow.engine.score.sheet import ScoreSheet, read_sheet
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import read_units
from cchc_workflow.store.scores import duties_of_units
from cchc_workflow.web.plan_choice import address_of
from cchc_workflow.web.viewer import Viewer

PATH = "/cham-diem"
ONE = PATH + "/tieu-chi"
LONGEST_CODE = 100

Unit = Annotated[str, Query(alias="don-vi", max_length=LONGEST_CODE)]
Code = Annotated[str, Query(alias="ma", max_length=LONGEST_CODE)]


@dataclass(frozen=True, slots=True)
class Place:
    """The sheet of an office ("" as `subject`) or of a unit, among those that the viewer may open."""

    choice: Choice
    subject: str
    units: tuple[Any, ...]

    @property
    def plan(self) -> Any:  # noqa: ANN401
        """Return the plan's row."""
        return self.choice.plan

    def sheet_path(self, **more: object) -> str:
        """Return the address of the whole sheet."""
        return address_of(PATH, self.plan.code, don_vi=self.subject or None, **more)

    def criterion_path(self, code: str) -> str:
        """Return the address of one criterion's page."""
        return address_of(ONE, self.plan.code, don_vi=self.subject or None, ma=code)


def find_place(tx: Transaction, viewer: Viewer, plan_code: str | None, unit: str) -> Place | None:
    """Return the sheet that is asked for; without a unit the office's, or the viewer's own unit's.

    None where there is no plan, or nothing in it for the viewer's units.

    Raises:
        NotFoundError: the organization has issued no such plan.
    """
    choice = choose_plan(tx, viewer.scope.organization_id, plan_code, viewer.on)
    if choice.plan is None:
        return None
    scored = duties_of_units(tx, choice.plan.id)
    units = tuple(
        row
        for row in read_units(tx, viewer.scope.organization_id)
        if row.code in scored and viewer.scope.sees([row.id])
    )
    if unit or viewer.sees_all:
        return Place(choice, unit, units)
    return Place(choice, units[0].code, units) if units else None


def open_sheet(tx: Transaction, viewer: Viewer, place: Place) -> ScoreSheet:
    """Return the sheet as it is today.

    Raises:
        NotFoundError: it is not in the viewer's sight.
    """
    return read_sheet(tx, viewer.scope, place.plan, viewer.on, place.subject)
