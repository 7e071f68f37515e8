"""Owns /quan-tri/nguoi-dung/{id}: one person's name, offices, stand-ins, and the way in."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request, Response
from pydantic import BaseModel, Field

from cchc_workflow.domain.people import UNIT_ROLES, Role
from cchc_workflow.engine.administer import (
    appoint_person,
    end_office,
    rename_person,
    substitute_person,
)
from cchc_workflow.engine.appoint import APPOINT, SUBSTITUTE, Appointment
from cchc_workflow.errors import IncompleteError
from cchc_workflow.store import staff
from cchc_workflow.store.people import read_people, read_units
from cchc_workflow.web.admin.desk import PAGE, POST, REFUSED, Key, Refusal, deed_of, read_day, refusal_of
from cchc_workflow.web.admin.people import PEOPLE, Name
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin, Viewer


class OfficeForm(BaseModel):
    """An office to be held, as typed."""

    role: Role = Field(alias="chuc_danh")
    unit: str = Field("", alias="don_vi", max_length=80)
    from_on: str = Field("", alias="tu_ngay", max_length=20)
    to_on: str = Field("", alias="den_ngay", max_length=20)


class StandInForm(BaseModel):
    """Who stands in for the person, in which of their offices, as typed."""

    office_id: int = Field(alias="dang_giu", ge=1, le=2**63 - 1)
    address: str = Field("", alias="nguoi_thay", max_length=320)
    from_on: str = Field("", alias="tu_ngay", max_length=20)
    to_on: str = Field("", alias="den_ngay", max_length=20)


LastDay = Annotated[str, Form(alias="ngay_cuoi", max_length=20)]


class PersonPage:
    """Shows a person, and shows them again with what was typed where a form was refused."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def show(
        self,
        request: Request,
        viewer: Viewer,
        person_id: int,
        typed: BaseModel | None = None,
        refusal: Refusal | None = None,
        **again: object,
    ) -> Response:
        """Answer with the page; `again` is what else a refused form typed, or what was made."""
        organization_id = viewer.scope.organization_id
        with self._site.office.database.read() as tx:
            member = staff.find_member(tx, organization_id, person_id, viewer.now)
            offices = staff.offices_of(tx, organization_id, person_id)
            units = read_units(tx, organization_id)
            others = [row for row in read_people(tx, organization_id) if row.id != person_id]
        return self._site.show(
            request,
            "admin/person",
            viewer,
            status=refusal.status if refusal else 200,
            member=member,
            present=[row for row in offices if row.to_on is None or row.to_on >= viewer.on],
            past=[row for row in offices if row.to_on is not None and row.to_on < viewer.on],
            units=units,
            others=others,
            roles=[(role.value, role in UNIT_ROLES) for role in Role],
            appointed=typed if isinstance(typed, OfficeForm) else None,
            stand_in=typed if isinstance(typed, StandInForm) else None,
            refusal=refusal,
            again=again,
        )

    def take(
        self,
        request: Request,
        viewer: Viewer,
        person_id: int,
        told: str,
        work: Callable[[], object],
        **again: Any,  # noqa: ANN401 - whatever the form held
    ) -> Response:
        """Do what a form asks for, and answer with the page anew or with why not."""
        try:
            work()
        except REFUSED as error:
            return self.show(request, viewer, person_id, refusal=refusal_of(error), **again)
        return self._site.go(request, f"{PEOPLE}/{person_id}", told=told)

    def find(self, viewer: Viewer, person_id: int) -> Any:  # noqa: ANN401 - a row
        """Return the person.

        Raises:
            NotFoundError: the organization has no such person.
        """
        with self._site.office.database.read() as tx:
            return staff.find_member(tx, viewer.scope.organization_id, person_id, viewer.now)


def add_routes(app: FastAPI, site: Site) -> None:
    """Add a person's page and what is changed there."""
    page = PersonPage(site)

    def show_person(request: Request, viewer: Admin, person_id: Key) -> Response:
        return page.show(request, viewer, person_id)

    def take_name(request: Request, viewer: Admin, person_id: Key, name: Name = "") -> Response:
        return page.take(
            request,
            viewer,
            person_id,
            "person_renamed",
            lambda: rename_person(site.office, deed_of(viewer), person_id, name),
            name=name,
        )

    def take_office(
        request: Request, viewer: Admin, person_id: Key, form: Annotated[OfficeForm, Form()]
    ) -> Response:
        def work() -> None:
            appointment = Appointment(
                address=page.find(viewer, person_id).address,
                role=form.role,
                unit=form.unit or None,
                from_on=read_day(form.from_on, APPOINT) or viewer.on,
                to_on=read_day(form.to_on, APPOINT),
            )
            appoint_person(site.office, deed_of(viewer), appointment)

        return page.take(request, viewer, person_id, "person_appointed", work, typed=form)

    def take_stand_in(
        request: Request, viewer: Admin, person_id: Key, form: Annotated[StandInForm, Form()]
    ) -> Response:
        def work() -> None:
            away = page.find(viewer, person_id)
            with site.office.database.read() as tx:
                held = staff.find_office(tx, viewer.scope.organization_id, form.office_id)
            if not form.address or held.person_id != person_id:
                raise IncompleteError(SUBSTITUTE, ["substitute"])
            appointment = Appointment(
                address=form.address,
                role=Role(held.role),
                unit=held.unit_code,
                from_on=read_day(form.from_on, SUBSTITUTE) or viewer.on,
                to_on=read_day(form.to_on, SUBSTITUTE),
            )
            substitute_person(site.office, deed_of(viewer), away.address, appointment)

        return page.take(request, viewer, person_id, "person_substituted", work, typed=form)

    def take_end(request: Request, viewer: Admin, office_id: Key, last_on: LastDay = "") -> Response:
        with site.office.database.read() as tx:
            person_id = staff.find_office(tx, viewer.scope.organization_id, office_id).person_id

        def work() -> None:
            day = read_day(last_on, APPOINT) or viewer.on
            end_office(site.office, deed_of(viewer), office_id, day)

        return page.take(request, viewer, person_id, "office_ended", work, ending=office_id, last_on=last_on)

    person = f"{PEOPLE}/{{person_id}}"
    app.add_api_route(person, show_person, methods=READ)
    app.add_api_route(f"{person}/ten", take_name, methods=POST)
    app.add_api_route(f"{person}/chuc-danh", take_office, methods=POST)
    app.add_api_route(f"{person}/nguoi-thay", take_stand_in, methods=POST)
    app.add_api_route(f"{PAGE}/chuc-danh/{{office_id}}/ket-thuc", take_end, methods=POST)
