"""Owns /quan-tri/nguoi-dung: who there is with which office, and adding somebody."""

from typing import Annotated

from fastapi import FastAPI, Form, Query, Request, Response

from cchc_workflow.domain.text import fold
from cchc_workflow.engine.administer import add_person
from cchc_workflow.store.staff import list_members, list_offices
from cchc_workflow.web.admin.desk import PAGE, POST, REFUSED, Refusal, deed_of, refusal_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin, Viewer

PEOPLE = f"{PAGE}/nguoi-dung"

Wanted = Annotated[str, Query(alias="tim", max_length=100)]
Address = Annotated[str, Form(alias="dia_chi", max_length=320)]
Name = Annotated[str, Form(alias="ten", max_length=300)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the list of people and the form that adds one."""

    def show(
        request: Request,
        viewer: Viewer,
        wanted: str = "",
        address: str = "",
        name: str = "",
        refusal: Refusal | None = None,
    ) -> Response:
        organization_id = viewer.scope.organization_id
        with site.office.database.read() as tx:
            members = list_members(tx, organization_id, viewer.now)
            offices = list_offices(tx, organization_id)
        held: dict[int, list[object]] = {}
        for office in offices:
            if office.to_on is None or office.to_on >= viewer.on:
                held.setdefault(office.person_id, []).append(office)
        sought = fold(wanted)
        return site.show(
            request,
            "admin/people",
            viewer,
            status=refusal.status if refusal else 200,
            members=[each for each in members if sought in fold(f"{each.name} {each.address}")],
            total=len(members),
            held=held,
            wanted=wanted,
            typed={"address": address, "name": name},
            refusal=refusal,
        )

    def show_people(request: Request, viewer: Admin, wanted: Wanted = "") -> Response:
        return show(request, viewer, wanted)

    def take_person(request: Request, viewer: Admin, address: Address = "", name: Name = "") -> Response:
        try:
            person_id = add_person(site.office, deed_of(viewer), address, name)
        except REFUSED as error:
            return show(request, viewer, "", address, name, refusal_of(error))
        return site.go(request, f"{PEOPLE}/{person_id}", told="person_added")

    app.add_api_route(PEOPLE, show_people, methods=READ)
    app.add_api_route(PEOPLE, take_person, methods=POST)
