"""Owns /quan-tri/don-vi: the units, and correcting what is said of one."""

from typing import Annotated

from fastapi import FastAPI, Form, Request, Response
from pydantic import BaseModel, Field

from cchc_workflow.domain.plan import EVERY_UNIT
from cchc_workflow.engine.administer import correct_unit
from cchc_workflow.store.people import read_units
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.staff import find_unit_by_key
from cchc_workflow.web.admin.desk import PAGE, POST, REFUSED, Key, Refusal, deed_of, refusal_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin, Viewer
from cchc_workflow.words import entries

UNITS = f"{PAGE}/don-vi"


class UnitForm(BaseModel):
    """What is said of a unit, as typed; `groups` with commas between them."""

    name: str = Field("", alias="ten", max_length=300)
    kind: str = Field("", alias="loai", max_length=60)
    groups: str = Field("", alias="nhom", max_length=600)
    assumed: bool = Field(default=False, alias="gia_dinh")


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the list of units and the page of one."""

    def show_units(request: Request, viewer: Admin) -> Response:
        with site.office.database.read() as tx:
            units = read_units(tx, viewer.scope.organization_id)
        groups = {unit.id: from_json(unit.groups) for unit in units}
        return site.show(request, "admin/units", viewer, units=units, groups=groups)

    def show(
        request: Request,
        viewer: Viewer,
        unit_id: int,
        form: UnitForm | None = None,
        refusal: Refusal | None = None,
    ) -> Response:
        with site.office.database.read() as tx:
            unit = find_unit_by_key(tx, viewer.scope.organization_id, unit_id)
        typed = form or UnitForm.model_construct(
            name=unit.name,
            kind=unit.kind,
            groups=", ".join(from_json(unit.groups)),
            assumed=bool(unit.assumed),
        )
        return site.show(
            request,
            "admin/unit",
            viewer,
            status=refusal.status if refusal else 200,
            unit=unit,
            typed=typed,
            kinds=dict(entries("unit_kind"))
            | ({} if typed.kind in entries("unit_kind") else {typed.kind: typed.kind}),
            refusal=refusal,
        )

    def show_unit(request: Request, viewer: Admin, unit_id: Key) -> Response:
        return show(request, viewer, unit_id)

    def take_unit(
        request: Request, viewer: Admin, unit_id: Key, form: Annotated[UnitForm, Form()]
    ) -> Response:
        values = {
            "name": " ".join(form.name.split()),
            "kind": form.kind.strip(),
            "groups": sorted({group.strip() for group in form.groups.split(",")} - {"", EVERY_UNIT}),
            "assumed": form.assumed,
        }
        try:
            correct_unit(site.office, deed_of(viewer), unit_id, values)
        except REFUSED as error:
            return show(request, viewer, unit_id, form, refusal_of(error))
        return site.go(request, UNITS, told="unit_corrected")

    app.add_api_route(UNITS, show_units, methods=READ)
    app.add_api_route(f"{UNITS}/{{unit_id}}", show_unit, methods=READ)
    app.add_api_route(f"{UNITS}/{{unit_id}}", take_unit, methods=POST)
