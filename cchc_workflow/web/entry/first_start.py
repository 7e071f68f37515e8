"""Owns the pages of the first start: the console's code, then who administers, and of which organization."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import FastAPI, Form, HTTPException, Request, Response

from cchc_workflow.engine.setup import DONE, check_code, is_new, set_up
from cchc_workflow.errors import ConflictError, EntryError, NotFoundError
from cchc_workflow.store.people import read_organizations, read_people
from cchc_workflow.web.entry.cookie import give_cookie
from cchc_workflow.web.entry.first_form import NEW, check, read_beginning
from cchc_workflow.web.entry.forms import MOST, Again, Code, NewPassword, check_again
from cchc_workflow.web.entry.onward import FIRST_START, SIGN_IN
from cchc_workflow.web.entry.refusal import NO_STORE, show_with
from cchc_workflow.web.entry.visit import visit_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Anyone
from cchc_workflow.words import explain

Typed = Annotated[str, Form(max_length=MOST)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /khoi-tao; it is there only while nobody can sign in."""

    def show_first_start(request: Request, _: Anyone) -> Response:
        if not is_new(site.office):
            raise HTTPException(404)
        return _show_code(site, request)

    def take_code(request: Request, _: Anyone, code: Code = "") -> Response:
        refused = _check_code(site, request, code)
        return refused if refused is not None else _show_form(site, request, code, {}, {})

    def take_beginning(  # noqa: PLR0913, PLR0917 - one field each
        request: Request,
        _: Anyone,
        code: Code = "",
        nguoi: Typed = NEW,
        dia_chi: Typed = "",
        ten: Typed = "",
        co_quan: Typed = NEW,
        ma_co_quan: Typed = "",
        ten_co_quan: Typed = "",
        cap_tren: Typed = "",
        new: NewPassword = "",
        again: Again = "",
    ) -> Response:
        refused = _check_code(site, request, code)
        if refused is not None:
            return refused
        typed = {
            "nguoi": nguoi,
            "dia_chi": dia_chi,
            "ten": ten,
            "co_quan": co_quan,
            "ma_co_quan": ma_co_quan,
            "ten_co_quan": ten_co_quan,
            "cap_tren": cap_tren,
        }
        refusals = check(typed)
        try:
            check_again(new, again)
        except EntryError as error:
            refusals["nhac_lai"] = explain(error)
        if refusals:
            return _show_form(site, request, code, typed, refusals)
        return _finish(site, request, code, typed, new)

    app.add_api_route(FIRST_START, show_first_start, methods=READ)
    app.add_api_route(FIRST_START, take_code, methods=["POST"])
    app.add_api_route(f"{FIRST_START}/xong", take_beginning, methods=["POST"])


def _finish(site: Site, request: Request, code: str, typed: Mapping[str, str], password: str) -> Response:
    try:
        entered = set_up(site.office, read_beginning(typed, password), visit_of(request, site))
    except (EntryError, NotFoundError, ConflictError) as error:
        if isinstance(error, EntryError) and error.reason == DONE:
            return site.go(request, SIGN_IN)
        return _show_form(site, request, code, typed, {"": explain(error)})
    return give_cookie(site.go(request, "/", told="set_up"), site, entered)


def _check_code(site: Site, request: Request, code: str) -> Response | None:
    visit = visit_of(request, site)
    try:
        check_code(site.office, site.manner.setup_code, code, visit.browser.source, visit.now)
    except EntryError as error:
        return site.go(request, SIGN_IN) if error.reason == DONE else _show_code(site, request, error)
    return None


def _show_code(site: Site, request: Request, refused: EntryError | None = None) -> Response:
    has_code = site.manner.setup_code is not None
    return show_with(site, request, "entry/first_code", refused, headers=NO_STORE, has_code=has_code)


def _show_form(
    site: Site, request: Request, code: str, typed: Mapping[str, str], refusals: Mapping[str, str]
) -> Response:
    with site.office.database.read() as tx:
        organizations = read_organizations(tx)
        people = [
            (f"{row.id}:{person.id}", f"{person.name} <{person.address}>")
            for row in organizations
            for person in read_people(tx, row.id)
        ]
    return site.show(
        request,
        "entry/first_start",
        code=code,
        typed=typed,
        refusals=refusals,
        organizations=[(str(row.id), row.name) for row in organizations],
        people=people,
        status=422 if refusals else 200,
        headers=NO_STORE,
    )
