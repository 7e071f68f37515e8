"""Owns /quan-tri/lich: a year's days off and worked, and entering a notice after seeing what it moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import FastAPI, Form, Query, Request, Response
from pydantic import BaseModel, Field

from cchc_workflow.definitions.holiday_notice import HolidayNotice
from cchc_workflow.domain.calendar import DayOff, WorkCalendar, WorkedDay
from cchc_workflow.engine.holidays import (
    HOLIDAYS,
    Foreseen,
    apply_notice,
    check_notice,
    foresee,
    read_calendar_file,
)
from cchc_workflow.errors import IncompleteError
from cchc_workflow.web.admin.desk import (
    PAGE,
    POST,
    REFUSED,
    Refusal,
    Seen,
    deed_of,
    own_home,
    read_day,
    refusal_of,
    reload,
)
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin, Viewer

CALENDAR = f"{PAGE}/lich"

Year = Annotated[int | None, Query(alias="nam", ge=1990, le=2099)]


class NoticeForm(BaseModel):
    """A notice on holidays, as typed."""

    document: str = Field("", alias="van_ban", max_length=300)
    name: str = Field("", alias="ten", max_length=200)
    first_on: str = Field("", alias="tu_ngay", max_length=20)
    last_on: str = Field("", alias="den_ngay", max_length=20)
    works: bool = Field(default=False, alias="van_lam")
    provisional: bool = Field(default=False, alias="du_kien")
    worked_1: str = Field("", alias="lam_bu_1", max_length=20)
    instead_1: str = Field("", alias="thay_cho_1", max_length=20)
    worked_2: str = Field("", alias="lam_bu_2", max_length=20)
    instead_2: str = Field("", alias="thay_cho_2", max_length=20)
    replaces: str = Field("", alias="thay_du_kien", max_length=40)


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a year that follow each other and are off, or worked, for the same reason."""

    first_on: date
    last_on: date
    day: DayOff | WorkedDay

    @property
    def works(self) -> bool:
        """Tell whether these are days of rest that are worked."""
        return isinstance(self.day, WorkedDay)

    @property
    def key(self) -> str:
        """Return what a form names the span by."""
        return f"{self.first_on}..{self.last_on}"


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the calendar's page, the preview of a notice and its application."""

    def show(
        request: Request,
        viewer: Viewer,
        year: int,
        form: NoticeForm | None = None,
        foreseen: Foreseen | None = None,
        *,
        refusal: Refusal | None = None,
    ) -> Response:
        calendar = site.office.calendar
        years = range(calendar.first_on.year, calendar.last_on.year + 1)
        year = min(max(year, years[0]), years[-1])
        file = read_calendar_file(site.office, site.tools.home)
        return site.show(
            request,
            "admin/calendar",
            viewer,
            status=refusal.status if refusal else 200,
            year=year,
            years=years,
            spans=list_spans(calendar, year),
            working=calendar.count(date(year, 1, 1), date(year, 12, 31)),
            expected=[
                span
                for each in years
                if each >= viewer.on.year
                for span in list_spans(calendar, each)
                if span.day.provisional and not span.works
            ],
            file=file,
            changeable=site.tools.home is not None and site.tools.reload is not None,
            typed=form or NoticeForm.model_construct(),
            foreseen=foreseen,
            refusal=refusal,
        )

    def show_calendar(request: Request, viewer: Admin, year: Year = None) -> Response:
        return show(request, viewer, year or viewer.on.year)

    def show_preview(request: Request, viewer: Admin, form: Annotated[NoticeForm, Form()]) -> Response:
        home = own_home(site)
        try:
            notice = read_notice(form)
            found = foresee(site.office, home, notice, viewer.scope.organization_id, viewer.now)
        except REFUSED as error:
            return show(request, viewer, year_of(form, viewer), form, refusal=refusal_of(error))
        return show(request, viewer, notice.first_on.year, form, found)

    def take_notice(
        request: Request, viewer: Admin, form: Annotated[NoticeForm, Form()], seen: Seen = ""
    ) -> Response:
        home = own_home(site)
        try:
            notice = read_notice(form)
            apply_notice(site.office, home, notice, seen, deed_of(viewer))
        except REFUSED as error:
            return show(request, viewer, year_of(form, viewer), form, refusal=refusal_of(error))
        reload(site)
        return site.go(request, f"{CALENDAR}?nam={notice.first_on.year}", told="holiday_noted")

    app.add_api_route(CALENDAR, show_calendar, methods=READ)
    app.add_api_route(f"{CALENDAR}/xem-truoc", show_preview, methods=POST)
    app.add_api_route(f"{CALENDAR}/ap-dung", take_notice, methods=POST)


def list_spans(calendar: WorkCalendar, year: int) -> tuple[Span, ...]:
    """Return the year's days off and days of rest that are worked, in order."""
    days: list[DayOff | WorkedDay] = [*calendar.days_off.values(), *calendar.worked_days.values()]
    return tuple(_join(sorted((day for day in days if day.on.year == year), key=lambda day: day.on)))


def read_notice(form: NoticeForm) -> HolidayNotice:
    """Return the notice that a form describes.

    Raises:
        IncompleteError: a day or something else is missing or can't be read.
    """
    first_on = read_day(form.first_on, HOLIDAYS)
    if first_on is None:
        raise IncompleteError(HOLIDAYS, ["first_on"])
    notice = HolidayNotice(
        document=" ".join(form.document.split()),
        name=" ".join(form.name.split()),
        first_on=first_on,
        last_on=read_day(form.last_on, HOLIDAYS) or first_on,
        works=form.works,
        provisional=form.provisional,
        exchanged=tuple(_exchanged(form)),
        replaces=_replaced(form.replaces),
    )
    check_notice(notice)
    return notice


def year_of(form: NoticeForm, viewer: Viewer) -> int:
    """Return the year that a form is about, this year where it does not say."""
    year = form.first_on[:4]
    return int(year) if year.isascii() and year.isdecimal() else viewer.on.year


def _exchanged(form: NoticeForm) -> Iterator[tuple[date, date]]:
    for worked, instead in ((form.worked_1, form.instead_1), (form.worked_2, form.instead_2)):
        days = read_day(worked, HOLIDAYS), read_day(instead, HOLIDAYS)
        if days[0] is not None and days[1] is not None:
            yield days[0], days[1]
        elif days != (None, None):
            raise IncompleteError(HOLIDAYS, ["exchange"])


def _replaced(key: str) -> tuple[date, ...]:
    if not key:
        return ()
    first, last = (read_day(part, HOLIDAYS) for part in (key.partition("..")[0], key.partition("..")[2]))
    if first is None or last is None:
        raise IncompleteError(HOLIDAYS, ["day"], {"unreadable": key})
    return tuple(first + timedelta(days=ahead) for ahead in range(min((last - first).days + 1, 366)))


def _join(days: list[DayOff | WorkedDay]) -> Iterator[Span]:
    first = 0
    for place, day in enumerate(days):
        following = days[place + 1] if place + 1 < len(days) else None
        if following is None or not _follows(day, following):
            yield Span(days[first].on, day.on, days[first])
            first = place + 1


def _follows(day: DayOff | WorkedDay, following: DayOff | WorkedDay) -> bool:
    if not (isinstance(day, DayOff) and isinstance(following, DayOff)):
        return False
    said = (day.name, day.notice, day.provisional) == (
        following.name,
        following.notice,
        following.provisional,
    )
    return said and following.on - day.on == timedelta(days=1)
