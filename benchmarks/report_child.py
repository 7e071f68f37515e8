"""A quarter report of a plan's database, in a process of its own: seconds a part, and the peak of memory."""

import json
import resource
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.figures import seconds
from benchmarks.offices import open_office
from cchc_workflow.documents.press import Press
from cchc_workflow.domain.reporting import Occasion, ReportKind, ReportState, Window
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.report.compose import compose
from cchc_workflow.engine.report.report import Format, Report
from cchc_workflow.shipped import roots
from cchc_workflow.store.database import Database
from cchc_workflow.store.reports import freeze

AS_OF = date(2021, 9, 14)
NOW = datetime(2021, 9, 15, 1, tzinfo=UTC)
FORMATS: tuple[Format, ...] = ("docx", "pdf", "xlsx")
OCCASION = Occasion(
    kind=ReportKind.QUARTER,
    period="2021-q3",
    window=Window(date(2021, 6, 15), AS_OF),
    next=Window(AS_OF + timedelta(days=1), date(2021, 12, 14)),
    as_of=AS_OF,
)


def compose_report(office: Office) -> Report:
    """Return the third quarter's report of the first plan, its figures frozen as when it is kept."""
    with office.database.read() as tx:
        data = compose(tx, office, office.plan(tx, 1), OCCASION, NOW)
    freeze(data, AS_OF, NOW, None)
    return Report(
        id=1, organization_id=1, plan_id=1, kind=OCCASION.kind, period=OCCASION.period, subject="", issue=1,
        state=ReportState.DRAFT, as_of=AS_OF, made_at=NOW, made_by=None, data=data, sha256="", remarks={},
        version=0, issued_at=None, issued_by=None,
    )  # fmt: skip


def open_shipped_press() -> Press:
    """Return a press over the shipped templates, its templates read."""
    press = Press(roots("notifications"), roots("workflows"))
    press.check()
    return press


def measure(path: Path) -> dict[str, float]:
    """Return {part: seconds} of the figures and of each paper, and the peak of the memory in MB."""
    press = open_shipped_press()
    with closing(Database(f"sqlite:///{path}", synchronous="NORMAL")) as database:
        office = open_office(database)
        made: list[Report] = []
        found = {"figures": seconds(lambda: made.append(compose_report(office)))}
    for form in FORMATS:
        found[form] = seconds(lambda form=form: press.print(made[0], form))  # type: ignore[misc]
    return found | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
