"""Owns the page that shows the design: every colour, size and part by its name; asks no database."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI, Request, Response

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.workflow import read_workflow
from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.drawing.states import draw_states
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone

TONES = ("late", "soon", "good", "plain", "idle")
ROWS = (
    (Timeliness.OVERDUE, -9),
    (Timeliness.DUE_SOON, 2),
    (Timeliness.ON_TRACK, 63),
    (Timeliness.DONE_ON_TIME, -3),
)
"""The lines of the table that is shown: how each stands, and its days left."""

SHOWN_AT = datetime(2021, 6, 28, 1, tzinfo=UTC)
"""The instant that the examples speak of."""


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /styleguide: open to everybody, for it shows nothing of the office."""

    def show_guide(request: Request, viewer: Anyone) -> Response:
        on = site.office.today(SHOWN_AT)
        return site.show(
            request,
            "shell/styleguide",
            viewer,
            tones=TONES,
            timeliness=list(Timeliness),
            at=SHOWN_AT,
            on=on,
            rows=[(name, on + timedelta(days=days), days) for name, days in ROWS],
            drawing=draw_states(_task_workflow(site), "in_progress"),
        )

    app.add_api_route("/styleguide", show_guide, methods=READ)


def _task_workflow(site: Site) -> Workflow:
    definitions = site.office.definitions
    return read_workflow(toml.parse(*definitions.task), definitions.messages)
