"""Owns the files and documents that are put to a criterion by hand: taken in, taken back, given out."""

from dataclasses import replace
from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.engine.score.prove import add_proof, remove_proof
from cchc_workflow.errors import FileError, IncompleteError
from cchc_workflow.store.scores import read_proof_file
from cchc_workflow.web.probes import READ
from cchc_workflow.web.received import Form
from cchc_workflow.web.score.criterion import Attempt, place_of, read_asked, show_criterion
from cchc_workflow.web.score.place import PATH
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.files import attach, read_document
from cchc_workflow.web.viewer import SignedIn
from cchc_workflow.words import explain

PROOFS = PATH + "/tai-lieu"

ProofId = Annotated[int, InPath(ge=1, le=2**63 - 1)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add both forms and the download."""

    def add(request: Request, viewer: SignedIn, form: Form) -> Response:
        asked = read_asked(form)
        place = place_of(site, viewer, asked)
        try:
            given = read_document(form)
            if form.files:
                file = form.files[0]
                given = replace(given, file_name=file.name, content=file.read())
            add_proof(site.office, viewer.actor, place.plan.id, asked[2], given, viewer.now)
        except (IncompleteError, FileError) as error:
            attempt = Attempt("proof", error, explain(error), form.typed())
            return show_criterion(site, request, viewer, asked, attempt)
        return site.go(request, place.criterion_path(asked[2]) + "#tai-lieu", told="proof_added")

    def remove(request: Request, viewer: SignedIn, proof_id: ProofId, form: Form) -> Response:
        code = remove_proof(site.office, viewer.actor, proof_id, viewer.now)
        plan_code, _, _ = read_asked(form)
        place = place_of(site, viewer, (plan_code, "", code))
        return site.go(request, place.criterion_path(code) + "#tai-lieu", told="proof_removed")

    def give(viewer: SignedIn, proof_id: ProofId) -> Response:
        with site.office.database.read() as tx:
            return attach(read_proof_file(tx, viewer.scope, proof_id))

    app.add_api_route(PROOFS, add, methods=["POST"])
    app.add_api_route(PROOFS + "/{proof_id}/bo", remove, methods=["POST"])
    app.add_api_route(PROOFS + "/{proof_id}", give, methods=READ)
