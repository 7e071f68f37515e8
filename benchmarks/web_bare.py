"""Owns the baseline: the same page by Starlette, SQLAlchemy Core and Jinja2, and nothing else."""

from datetime import date
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy import Connection, create_engine, func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from benchmarks.web_page import ROWS, Page
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import AreaRow, TaskRow, UnitRow

MOST_COUNTED = 1000

_task, _unit, _area = table_of(TaskRow), table_of(UnitRow), table_of(AreaRow)
_DATED = (_task.c.organization_id == 1, _task.c.due_on.is_not(None))
_PAGE = (
    select(
        _task.c.id, _task.c.version, _task.c.code, _task.c.title, _task.c.state, _task.c.phase,
        _task.c.due_on, _task.c.reported_on, _unit.c.name.label("unit"), _area.c.code.label("area"),
    )
    .join(_unit, _unit.c.id == _task.c.lead_unit_id)
    .outerjoin(_area, _area.c.id == _task.c.area_id)
    .where(*_DATED)
    .order_by(_task.c.due_on, _task.c.id)
    .limit(ROWS + 1)
)  # fmt: skip
_COUNT = select(func.count()).select_from(
    select(_task.c.id).where(_task.c.organization_id == 1).limit(MOST_COUNTED + 1).subquery()
)
_UNITS = select(_unit.c.code, _unit.c.name).where(_unit.c.organization_id == 1).order_by(_unit.c.id)


def make_app(database: Path, page: Page, on: date) -> Starlette:
    """Return an application of this one page, as it is on the day `on`."""
    engine = create_engine(f"sqlite:///{database}")
    template = Environment(autoescape=True).from_string(page.template)

    def show(_request: Request) -> Response:
        with engine.connect() as connection:
            found = _rows(connection, page, on)
            units = [tuple(row) for row in connection.execute(_UNITS)]
            connection.scalar(_COUNT)
        return HTMLResponse(template.render(rows=found, units=units))

    return Starlette(routes=[Route("/nhiem-vu", show)])


def _rows(connection: Connection, page: Page, on: date) -> list[tuple[object, ...]]:
    areas = {code: Markup(cell) for code, cell in page.areas.items()}  # noqa: S704 - ours, as it was sent
    state, timeliness = Markup(page.state), Markup(page.timeliness)  # noqa: S704
    return [
        (
            "late" if row.due_on < on else "",
            row.id,
            row.version,
            row.code,
            f"/nhiem-vu/{row.code}",
            row.title,
            row.unit,
            areas[row.area or ""],
            state,
            timeliness,
            row.due_on.isoformat(),
            f"{row.due_on.day}/{row.due_on.month}/{row.due_on.year}",
            f"quá {(on - row.due_on).days} ngày",
        )
        for row in connection.execute(_PAGE).fetchmany(ROWS)
    ]
