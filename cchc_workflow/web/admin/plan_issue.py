"""Owns /quan-tri/ke-hoach/{code}/ban-hanh: what issuing a plan sets going, and doing it."""

from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath

from cchc_workflow.engine.issue import issue_plan
from cchc_workflow.engine.plan_preview import preview_issue
from cchc_workflow.errors import ConflictError
from cchc_workflow.store.plans import find_plan
from cchc_workflow.web.admin.desk import POST, Seen
from cchc_workflow.web.admin.plans import PLANS
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin

PlanCode = Annotated[str, InPath(max_length=120)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page that asks once more, and the issue itself."""

    def show_issue(request: Request, viewer: Admin, code: PlanCode) -> Response:
        with site.office.database.read() as tx:
            row = find_plan(tx, viewer.scope.organization_id, code)
        if row.state != "draft":
            raise ConflictError("plan", code)
        found = preview_issue(site.office, viewer.scope.organization_id, code, viewer.now)
        return site.show(request, "admin/plan_issue", viewer, plan=row, found=found)

    def take_issue(request: Request, viewer: Admin, code: PlanCode, seen: Seen = "") -> Response:
        with site.office.database.read() as tx:
            row = find_plan(tx, viewer.scope.organization_id, code)
        if seen != row.sha256:
            raise ConflictError("draft", code)
        issue_plan(site.office, row.id, viewer.actor, viewer.now)
        return site.go(request, PLANS, told="plan_issued")

    app.add_api_route(f"{PLANS}/{{code}}/ban-hanh", show_issue, methods=READ)
    app.add_api_route(f"{PLANS}/{{code}}/ban-hanh", take_issue, methods=POST)
