"""Owns /quan-tri/ke-hoach: the plans, and loading one after seeing what changes."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, Request, Response

from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.definitions.plan_archive import MOST_BYTES, pack_plan, unpack_plan
from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.plan_preview import PlanPreview, preview_load
from cchc_workflow.errors import ConflictError, DefinitionError, IncompleteError, NotFoundError
from cchc_workflow.shipped import find, listing, roots
from cchc_workflow.store.plans import count_task_states, read_plans
from cchc_workflow.web.admin.desk import PAGE, POST, REFUSED, Refusal, Seen, refusal_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.received import Form as Sent
from cchc_workflow.web.received import Sent as Received
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin, Viewer

PLANS = f"{PAGE}/ke-hoach"
LOAD = "load_plan"
LONGEST_NAME = 120

Packed = Annotated[str, Form(alias="goi", max_length=2 * MOST_BYTES)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the list of plans, the preview of one, and loading it."""

    def show_plans(request: Request, viewer: Admin) -> Response:
        return _show(site, request, viewer)

    def show_preview(request: Request, viewer: Admin, sent: Sent) -> Response:
        try:
            files = _take_files(sent, site.tools.home)
            found = preview_load(site.office, viewer.scope.organization_id, files)
        except REFUSED as error:
            return _show(site, request, viewer, refusal_of(error))
        return _show_found(site, request, viewer, files, found)

    def take_plan(request: Request, viewer: Admin, packed: Packed = "", seen: Seen = "") -> Response:
        """Load just what was shown: the page carries it, so nothing else can come in between."""
        try:
            files = unpack_plan(_decode(packed), LOAD)
            found = preview_load(site.office, viewer.scope.organization_id, files)
        except REFUSED as error:
            return _show(site, request, viewer, refusal_of(error))
        try:
            load_plan(site.office, files, viewer.now, viewer.actor, seen)
        except ConflictError as error:
            return _show_found(site, request, viewer, files, found, refusal_of(error))
        return site.go(request, PLANS, told="plan_loaded")

    app.add_api_route(PLANS, show_plans, methods=READ)
    app.add_api_route(f"{PLANS}/xem-truoc", show_preview, methods=POST)
    app.add_api_route(f"{PLANS}/nap", take_plan, methods=POST)


def list_folders(home: Path | None) -> list[str]:
    """Return the names of the plan folders that are shipped or that the office keeps."""
    return [Path(path).parent.name for path in listing(roots("workflows", home), "plans/*/plan.toml")]


def _show(site: Site, request: Request, viewer: Viewer, refusal: Refusal | None = None) -> Response:
    with site.office.database.read() as tx:
        plans = read_plans(tx, viewer.scope.organization_id)
        counts = {plan.id: sum(count_task_states(tx, plan.id).values()) for plan in plans}
    return site.show(
        request,
        "admin/plans",
        viewer,
        status=refusal.status if refusal else 200,
        plans=plans,
        counts=counts,
        folders=list_folders(site.tools.home),
        most=MOST_BYTES // 1024,
        refusal=refusal,
    )


def _show_found(
    site: Site,
    request: Request,
    viewer: Viewer,
    files: Mapping[str, str],
    found: PlanPreview,
    refusal: Refusal | None = None,
) -> Response:
    return site.show(
        request,
        "admin/plan_preview",
        viewer,
        status=refusal.status if refusal else 200,
        found=found,
        packed=b64encode(pack_plan(files)).decode(),
        refusal=refusal,
    )


def _take_files(sent: Received, home: Path | None) -> dict[str, str]:
    """Return a plan's texts from the zip that came, else from the folder that was chosen."""
    if sent.files:
        return unpack_plan(sent.files[0].read(), sent.files[0].name[:LONGEST_NAME])
    folder = sent.text("thu_muc", LONGEST_NAME)
    if not folder:
        raise IncompleteError(LOAD, ["plan_folder"])
    if folder not in list_folders(home):
        raise NotFoundError("plan_folder", folder)
    path = find(roots("workflows", home), f"plans/{folder}/plan.toml")
    if path is None:
        raise NotFoundError("plan_folder", folder)
    return read_folder(path.parent)


def _decode(packed: str) -> bytes:
    try:
        return b64decode(packed, validate=True)
    except (NotBase64, ValueError) as error:
        raise DefinitionError(LOAD, "", "not a zip that can be read") from error
