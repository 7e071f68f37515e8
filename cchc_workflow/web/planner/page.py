"""Owns the calendar's pages: the year by unit or area, the month by day, the address of the feed."""

from typing import Annotated, Literal

from fastapi import FastAPI, Form, Query, Request, Response

from cchc_workflow.domain.periods import Period, PeriodKind
from cchc_workflow.engine.feed import feed_token, renew_feed
from cchc_workflow.engine.plan_choice import Choice, choose_plan
from cchc_workflow.engine.planner import MONTHS, month_of, read_month, read_year
from cchc_workflow.store.people import read_units
from cchc_workflow.store.plans import read_areas
from cchc_workflow.web.figures import figures_of
from cchc_workflow.web.plan_choice import LONGEST as LONGEST_CODE
from cchc_workflow.web.plan_choice import PARAMETER, PlanCode, address_of
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn, Viewer

PATH = "/lich"
NEW_ADDRESS = PATH + "/dia-chi-moi"


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the calendar's pages."""

    @app.get(PATH)
    def show(  # noqa: PLR0913, PLR0917 - what an address can say
        request: Request,
        viewer: SignedIn,
        plan_code: PlanCode = None,
        by: Annotated[Literal["don-vi", "linh-vuc"], Query(alias="theo")] = "don-vi",
        month: Annotated[str | None, Query(alias="thang", max_length=7)] = None,
        unit: Annotated[str | None, Query(alias="don-vi", max_length=100)] = None,
        area: Annotated[str | None, Query(alias="linh-vuc", max_length=100)] = None,
    ) -> Response:
        with site.office.database.read() as tx:
            choice = choose_plan(tx, viewer.scope.organization_id, plan_code, viewer.on)
        if choice.plan is None:
            return site.show(request, "steering/no_plan", viewer, here="calendar")
        if month is None and unit is None and area is None:
            return _show_year(site, request, viewer, choice, by)
        return _show_month(site, request, viewer, choice, (month, unit or None, area or None))

    @app.post(NEW_ADDRESS)
    def renew(
        request: Request,
        viewer: SignedIn,
        plan_code: Annotated[str | None, Form(alias=PARAMETER, max_length=LONGEST_CODE)] = None,
    ) -> Response:
        renew_feed(site.office, viewer.actor, viewer.now)
        return site.go(request, address_of(PATH, plan_code) + "#lich-rieng", told="feed_renewed")


def _show_year(
    site: Site, request: Request, viewer: Viewer, choice: Choice, by: Literal["don-vi", "linh-vuc"]
) -> Response:
    with site.office.database.read() as tx:
        year = read_year(
            tx, site.office, viewer.scope, choice.plan, viewer.on, "unit" if by == "don-vi" else "area"
        )
    return site.show(
        request,
        "planner/year",
        viewer,
        choice=choice,
        by=by,
        year=year,
        feed=feed_address(site, viewer),
        tasks=figures_of(choice.plan, choice.plans),
    )


def _show_month(
    site: Site,
    request: Request,
    viewer: Viewer,
    choice: Choice,
    asked: tuple[str | None, str | None, str | None],
) -> Response:
    month, unit, area = asked
    period = month_of(choice.plan, month, viewer.on)

    def beside(months: int) -> str:
        number = period.index + months
        if not 1 <= number <= MONTHS:
            return ""
        label = Period(PeriodKind.MONTHLY, period.year, number).label
        return address_of(PATH, choice.plan.code, thang=label, don_vi=unit, linh_vuc=area)

    with site.office.database.read() as tx:
        found = read_month(tx, site.office, viewer.scope, choice.plan, period, unit, area)
        units = [row for row in read_units(tx, viewer.scope.organization_id) if viewer.scope.sees([row.id])]
        areas = read_areas(tx, choice.plan.id)
    return site.show(
        request,
        "planner/month",
        viewer,
        choice=choice,
        found=found,
        unit=unit,
        area=area,
        units=units,
        areas=areas,
        before=beside(-1),
        after=beside(1),
        tasks=figures_of(choice.plan, choice.plans),
    )


def feed_address(site: Site, viewer: Viewer) -> str:
    """Return the whole address of the viewer's feed, for a calendar program elsewhere."""
    return f"{site.manner.base_url.rstrip('/')}{PATH}/{feed_token(site.office, viewer.actor.person_id)}.ics"
