"""Owns the occasions of reports in the tests, composing them, and issuing what was composed."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from cchc_workflow.domain.reporting import ABOUT_A_UNIT, Occasion, ReportKind, Window
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.compose import compose
from cchc_workflow.store.reports import Series, freeze, insert_report, mark_issued
from tests.engine.small_office import SmallOffice, at

FIRST_ON = date(2021, 4, 15)
DAY = timedelta(days=1)


def occasion(kind: ReportKind, as_of: date, subject: str = "", **over: Any) -> Occasion:  # noqa: ANN401
    """Return a report of the days from the plan's first to `as_of`, the quarter after it still to come."""
    made = Occasion(
        kind=kind,
        period=as_of.isoformat(),
        window=Window(FIRST_ON, as_of),
        next=Window(as_of + DAY, as_of + 90 * DAY),
        as_of=as_of,
        subject=subject if kind in ABOUT_A_UNIT else "",
    )
    return replace(made, **over)


def compose_for(office: Office, plan_id: int, asked: Occasion, now: datetime | None = None) -> dict[str, Any]:
    """Return the snapshot; the weekly one as of eight in the morning."""
    with office.database.read() as tx:
        return compose(tx, office, office.plan(tx, plan_id), asked, now or at(asked.as_of))


def figures(desk: SmallOffice, kind: ReportKind, as_of: date, **over: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the figures of a report of the small office."""
    found: dict[str, Any] = compose_for(desk.office, desk.plan_id, occasion(kind, as_of, **over))["figures"]
    return found


def issue(desk: SmallOffice, kind: ReportKind, as_of: date, **over: Any) -> dict[str, Any]:  # noqa: ANN401
    """Compose a report, keep it as issued at eight on its day, and return its figures."""
    asked = occasion(kind, as_of, **over)
    data = compose_for(desk.office, desk.plan_id, asked)
    keep_issued(desk, asked, data, at(as_of))
    return dict(data["figures"])


def keep_issued(desk: SmallOffice, asked: Occasion, data: dict[str, Any], now: datetime) -> None:
    """Keep what was composed as a report made and issued at an instant."""
    with desk.database.begin() as tx:
        series = Series(desk.plan_id, asked.kind, asked.period, asked.subject)
        frozen = freeze(data, asked.as_of, now, None)
        report_id = insert_report(tx, desk.organization_id, series, 1, frozen)
        assert report_id is not None
        assert mark_issued(tx, report_id, 0, now, None)
