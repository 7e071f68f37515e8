"""Owns how an administrator lets a person in or out: the invitation, the second step, their sessions."""

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.administer import end_sessions
from cchc_workflow.engine.recovery import invite
from cchc_workflow.engine.second_step import turn_off_for
from cchc_workflow.web.admin.desk import POST, Key, deed_of
from cchc_workflow.web.admin.people import PEOPLE
from cchc_workflow.web.admin.person import PersonPage
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin


def add_routes(app: FastAPI, site: Site) -> None:
    """Add what an administrator does to somebody's account."""
    page = PersonPage(site)

    def send_invitation(request: Request, viewer: Admin, person_id: Key) -> Response:
        member = page.find(viewer, person_id)
        path = invite(site.office, viewer.actor, viewer.scope.organization_id, member.id, viewer.now)
        if path is None:
            return site.go(request, f"{PEOPLE}/{person_id}", told="person_link_mailed")
        return page.show(request, viewer, person_id, link=site.manner.base_url.rstrip("/") + path)

    def turn_off(request: Request, viewer: Admin, person_id: Key) -> Response:
        turn_off_for(site.office, viewer.actor, viewer.scope.organization_id, person_id, viewer.now)
        return site.go(request, f"{PEOPLE}/{person_id}", told="person_totp_off")

    def end_all(request: Request, viewer: Admin, person_id: Key) -> Response:
        keep = viewer.session_id if person_id == viewer.actor.person_id else 0
        end_sessions(site.office, deed_of(viewer), person_id, keep)
        return site.go(request, f"{PEOPLE}/{person_id}", told="person_sessions_ended")

    person = f"{PEOPLE}/{{person_id}}"
    app.add_api_route(f"{person}/moi", send_invitation, methods=POST)
    app.add_api_route(f"{person}/tat-hai-buoc", turn_off, methods=POST)
    app.add_api_route(f"{person}/ket-thuc-phien", end_all, methods=POST)
