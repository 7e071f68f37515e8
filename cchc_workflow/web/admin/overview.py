"""Owns /quan-tri: the way to each part of the administration, and the state of the machinery."""

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.house_files import list_own
from cchc_workflow.engine.watch import watch
from cchc_workflow.store.schema import current
from cchc_workflow.web.admin.desk import PAGE
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /quan-tri."""

    def show_overview(request: Request, viewer: Admin) -> Response:
        database, home = site.office.database, site.tools.home
        health = site.tools.health() if site.tools.health else watch(site.office, viewer.now)
        return site.show(
            request,
            "admin/overview",
            viewer,
            health=health,
            database="postgresql" if database.is_postgresql else "sqlite",
            schema=current(database),
            version=app.version,
            own=list_own(home) if home is not None else None,
        )

    app.add_api_route(PAGE, show_overview, methods=READ)
