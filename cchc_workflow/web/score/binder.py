"""Owns the download of the evidence binder: made on disk first, so that its making can still fail well."""

from tempfile import TemporaryFile
from typing import IO

from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

from cchc_workflow.engine.plan_choice import choose_plan
from cchc_workflow.engine.score.binder import with_binder
from cchc_workflow.errors import NotFoundError
from cchc_workflow.web.listing.export import send_file
from cchc_workflow.web.plan_choice import PlanCode
from cchc_workflow.web.score.place import PATH
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.files import disposition
from cchc_workflow.web.viewer import SignedIn
from cchc_workflow.words import say


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the download; who doesn't see the whole organization finds none."""

    def give(viewer: SignedIn, plan_code: PlanCode = None) -> Response:
        write = site.tools.write_binder
        with site.office.database.read() as tx:
            plan = choose_plan(tx, viewer.scope.organization_id, plan_code, viewer.on).plan
        if plan is None or write is None:
            raise NotFoundError("plan", plan_code or "")
        file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed when it has been sent
        try:
            with_binder(
                site.office,
                viewer.actor,
                plan,
                viewer.on,
                lambda binder, read_file: write(file, binder, read_file),
            )
        except BaseException:
            file.close()
            raise
        name = say("score.binder_file", year=plan.year, on=f"{viewer.on:%Y%m%d}")
        headers = {
            "Content-Disposition": disposition(name),
            "Cache-Control": "private, no-store",
        }
        return StreamingResponse(send_file(file), media_type="application/zip", headers=headers)

    app.add_api_route(PATH + "/ho-so.zip", give, methods=["GET"])
