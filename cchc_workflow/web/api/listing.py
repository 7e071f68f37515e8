"""Owns the route that lists tasks: the filters and orders of the task table, page by page."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import Field

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.choices import Choices, read_choices
from cchc_workflow.engine.listing import Wanted, lines_of, narrow, order_of
from cchc_workflow.store.listing import Order, Place, Sort, read_stretch
from cchc_workflow.store.narrowing import Kind
from cchc_workflow.web.api import render, views
from cchc_workflow.web.api.bearer import Reader
from cchc_workflow.web.api.inputs import Code, Digits, Given, Iso, Line
from cchc_workflow.web.api.problems import PREFIX, ProblemError, refusals
from cchc_workflow.web.api.router import make_router
from cchc_workflow.web.listing.address import read_place, write_place
from cchc_workflow.web.viewer import site_of

router = make_router()

MOST = 200
USUAL = 50
MOST_VALUES = 20
DOWN = "-"


class Ordering(StrEnum):
    """What the listing is ordered by; "-due" is the other way round of "due"."""

    DUE = "due"
    DUE_DOWN = "-due"
    CODE = "code"
    CODE_DOWN = "-code"
    UNIT = "unit"
    UNIT_DOWN = "-unit"
    STATE = "state"
    STATE_DOWN = "-state"
    UPDATED = "updated"
    UPDATED_DOWN = "-updated"


_LINKED: dict[int | str, dict[str, Any]] = {200: {"headers": {"Link": {"schema": {"type": "string"}}}}}


class TaskQuery(Given):
    """What the listing shows; every field narrows it, several values of one widen that."""

    plan: Code | None = None
    unit: list[Code] = Field(default=[], max_length=MOST_VALUES)
    area: list[Code] = Field(default=[], max_length=MOST_VALUES)
    state: list[Code] = Field(default=[], max_length=MOST_VALUES)
    timeliness: list[Timeliness] = Field(default=[], max_length=MOST_VALUES)
    kind: Kind | None = None
    period: Code | None = None
    due_from: Annotated[date, Iso] | None = None
    due_until: Annotated[date, Iso] | None = None
    text: Line | None = None
    sort: Ordering = Ordering.DUE
    after: Annotated[str, Field(min_length=1, max_length=600, pattern="^[A-Za-z0-9_-]+$")] | None = None
    limit: Annotated[int, Digits, Field(ge=1, le=MOST)] = USUAL

    @property
    def wanted(self) -> Wanted:
        """Return what is asked for, as the table asks for it."""
        return Wanted(
            text=self.text or "",
            units=tuple(self.unit),
            areas=tuple(self.area),
            plan=self.plan or "",
            states=tuple(self.state),
            timeliness=tuple(self.timeliness),
            kind=self.kind or "",
            period=self.period or "",
            due_from=self.due_from.isoformat() if self.due_from else "",
            due_until=self.due_until.isoformat() if self.due_until else "",
            sort=Sort(self.sort.removeprefix(DOWN)),
            descending=self.sort.startswith(DOWN),
        )


@router.get("/tasks", responses=refusals() | _LINKED)
def list_tasks(
    request: Request, response: Response, asked: Annotated[TaskQuery, Query()], caller: Reader
) -> views.TaskPage:
    """Tell the tasks in the caller's sight that fit, a page of them, and where the next page begins."""
    office = site_of(request).office
    with office.database.read() as tx:
        choices = read_choices(tx, office, caller.scope.organization_id, caller.on)
        narrowing, unknown = narrow(choices, asked.wanted, caller.on)
        if unknown:
            raise ProblemError(422, "unknown_value", names=[f"{name}={value}" for name, value in unknown])
        order = order_of(choices, asked.wanted)
        place = _read_place(order, asked.after)
        found = read_stretch(tx, caller.scope, narrowing, order, place, most=asked.limit, details=True)
    following = write_place(found.places[-1]) if found.goes_on else None
    if following is not None:
        query = asked.model_dump(mode="json", exclude_defaults=True) | {"after": following}
        response.headers["Link"] = f'<{PREFIX}/tasks?{urlencode(query, doseq=True)}>; rel="next"'
    return views.TaskPage(items=_items(choices, found.rows, caller.on), next=following)


def _items(choices: Choices, rows: Any, on: date) -> list[views.TaskLine]:  # noqa: ANN401 - rows
    return [
        render.line(line, row, choices.plans[row.plan_id].code)
        for line, row in zip(lines_of(choices, rows, on), rows, strict=True)
    ]


def _read_place(order: Order, text: str | None) -> Place | None:
    """Return where the page begins.

    Raises:
        ProblemError: 422, the text is none of ours, or of another order.
    """
    place = read_place(order, text) if text is not None else None
    if place is None and text is not None:
        raise ProblemError(422, "no_such_place")
    return place
