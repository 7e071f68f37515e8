"""Owns giving out, by a signed link, the files that its own task's reports came with, and no other."""

from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.domain.people import scope_of
from cchc_workflow.engine.links import open_link
from cchc_workflow.errors import EntryError, NotFoundError
from cchc_workflow.store.files import evidence_of, read_evidence_file
from cchc_workflow.web.link.page import PRIVATE, Token, show_ended
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.files import INERT, disposition
from cchc_workflow.web.viewer import Anyone

FileId = Annotated[int, InPath(ge=1, le=2**63 - 1)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the downloads: attachments that can do nothing."""

    def give(request: Request, viewer: Anyone, token: Token, evidence_id: FileId) -> Response:
        try:
            opened = open_link(site.office, token, site.now())
        except EntryError as error:
            return show_ended(request, site, viewer, token, error)
        with site.office.database.read() as tx:
            if evidence_id not in {row.id for row in evidence_of(tx, opened.task.id)}:
                raise NotFoundError("file", evidence_id)
            row = read_evidence_file(tx, scope_of(opened.actor), evidence_id)
        headers = {
            **PRIVATE,
            "Content-Disposition": disposition(row.file_name),
            "Content-Security-Policy": INERT,
        }
        return Response(row.content, media_type=row.media_type, headers=headers)

    app.add_api_route("/l/{token}/tep/{evidence_id}", give, methods=READ)
