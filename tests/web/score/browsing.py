"""Owns how the tests of the score sheet open it and send its forms."""

from starlette.testclient import TestClient

from cchc_workflow.documents.binder.archive import write_binder
from cchc_workflow.web.tools import Tools
from tests.engine.small_office import COORDINATOR, SmallOffice
from tests.scored_office import JULY
from tests.web.browsers import open_browser


def browse(desk: SmallOffice, who: str | None = COORDINATOR, *, tools: bool = True) -> TestClient:
    """Return a browser before the pages on 1/7/2021."""
    return open_browser(desk.office, JULY, who, tools=Tools(write_binder=write_binder) if tools else Tools())


def form(criterion: str, unit: str = "", **fields: str) -> dict[str, str]:
    """Return what a form of the criterion's page sends."""
    return {"ke-hoach": "so-vi-du-2021", "don-vi": unit, "ma": criterion, **fields}
