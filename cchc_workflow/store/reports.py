"""Owns reports as rows: frozen figures, remarks, the papers kept at the issue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select, update

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.reporting import ReportKind, ReportState
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import (
    insert_into,
    insert_returning_id,
    table_of,
    to_json,
)
from cchc_workflow.store.tables import (
    FileRow,
    PersonRow,
    PlanRow,
    ReportFileRow,
    ReportRow,
    UnitRow,
)

_report = table_of(ReportRow)
_paper = table_of(ReportFileRow)
_file = table_of(FileRow)
_plan = table_of(PlanRow)
_unit = table_of(UnitRow)
_person = table_of(PersonRow)

_BRIEF = tuple(column for column in _report.c if column.name not in {"data", "remarks"})


@dataclass(frozen=True, slots=True)
class Series:
    """One report through all its issues: of a plan, of a kind, of a period, about a unit ("" the office)."""

    plan_id: int
    kind: ReportKind
    period: str
    subject: str = ""

    @property
    def values(self) -> dict[str, object]:
        """Return what names the series in a query."""
        return {
            "of_plan": self.plan_id,
            "of_kind": self.kind,
            "of_period": self.period,
            "about": self.subject,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Figures to keep: canonical JSON and its hash, as of which day, made when and by whom."""

    as_of: date
    made_at: datetime
    made_by: int | None
    data: str
    sha256: str


def freeze(data: Mapping[str, object], as_of: date, made_at: datetime, made_by: int | None) -> Frozen:
    """Return figures as they are kept; the same figures give the same bytes."""
    text = to_json(data)
    return Frozen(
        as_of=as_of,
        made_at=made_at,
        made_by=made_by,
        data=text,
        sha256=sha256(text.encode()).hexdigest(),
    )


_INSERT = insert_returning_id(ReportRow, quiet_on=("plan_id", "kind", "period", "subject", "issue"))
_SERIES = (
    _report.c.plan_id == bindparam("of_plan"),
    _report.c.kind == bindparam("of_kind"),
    _report.c.period == bindparam("of_period"),
    _report.c.subject == bindparam("about"),
)
_NEWEST = select(_report).where(*_SERIES).order_by(_report.c.issue.desc()).limit(1)
_ISSUE = select(_report).where(*_SERIES, _report.c.issue == bindparam("number"))
_ISSUES = select(*_BRIEF).where(*_SERIES).order_by(_report.c.issue)
_STATES = (
    select(*_BRIEF)
    .where(_report.c.plan_id == bindparam("of_plan"), _report.c.kind == bindparam("of_kind"))
    .order_by(_report.c.issue)
)
_ANY = select(_report).where(_report.c.id == bindparam("report_id"))
_MINE = and_(
    _report.c.id == bindparam("report_id"),
    _report.c.version == bindparam("seen"),
    _report.c.state == ReportState.DRAFT,
)
_REPLACE = (
    update(_report)
    .where(_MINE)
    .values(
        as_of=bindparam("new_as_of", type_=_report.c.as_of.type),
        made_at=bindparam("new_made_at", type_=_report.c.made_at.type),
        made_by=bindparam("new_made_by"),
        data=bindparam("new_data"),
        sha256=bindparam("new_sha256"),
        version=_report.c.version + 1,
    )
)
_WRITE = update(_report).where(_MINE).values(remarks=bindparam("new_remarks"), version=_report.c.version + 1)
_MARK_ISSUED = (
    update(_report)
    .where(_MINE)
    .values(
        state=ReportState.ISSUED,
        version=_report.c.version + 1,
        issued_at=bindparam("now", type_=_report.c.issued_at.type),
        issued_by=bindparam("by"),
    )
)


def insert_report(
    tx: Transaction, organization_id: int, series: Series, issue: int, made: Frozen, remarks: str = "{}"
) -> int | None:
    """Keep a new draft and return its key; None where somebody else has just kept that issue."""
    values = {
        "organization_id": organization_id,
        "plan_id": series.plan_id,
        "kind": series.kind,
        "period": series.period,
        "subject": series.subject,
        "issue": issue,
        "as_of": made.as_of,
        "made_at": made.made_at,
        "made_by": made.made_by,
        "data": made.data,
        "sha256": made.sha256,
        "remarks": remarks,
    }
    report_id: int | None = tx.scalar(_INSERT, values)
    return report_id


def replace_figures(tx: Transaction, report_id: int, version: int, made: Frozen) -> bool:
    """Give a draft other figures; False where it is no draft of this version any more."""
    values = {
        "report_id": report_id,
        "seen": version,
        "new_as_of": made.as_of,
        "new_made_at": made.made_at,
        "new_made_by": made.made_by,
        "new_data": made.data,
        "new_sha256": made.sha256,
    }
    return tx.run(_REPLACE, values) == 1


def write_remarks(tx: Transaction, report_id: int, version: int, remarks: Mapping[str, str]) -> bool:
    """Give a draft other remarks; False where it is no draft of this version any more."""
    values = {"report_id": report_id, "seen": version, "new_remarks": to_json(dict(remarks))}
    return tx.run(_WRITE, values) == 1


def mark_issued(tx: Transaction, report_id: int, version: int, now: datetime, by: int | None) -> bool:
    """Turn a draft into an issued report; False where it is no draft of this version any more."""
    return tx.run(_MARK_ISSUED, {"report_id": report_id, "seen": version, "now": now, "by": by}) == 1


def newest_report(tx: Transaction, series: Series) -> Any | None:  # noqa: ANN401
    """Return the newest issue of a report, draft or issued, as its row, or None."""
    return tx.first(_NEWEST, series.values)


def find_issue(tx: Transaction, series: Series, issue: int) -> Any | None:  # noqa: ANN401
    """Return one issue of a report as its row, or None."""
    return tx.first(_ISSUE, series.values | {"number": issue})


def read_issues(tx: Transaction, series: Series) -> list[Any]:
    """Return all issues of a report without their figures, the first issue first."""
    return tx.all(_ISSUES, series.values)


def newest_states(tx: Transaction, plan_id: int, kind: ReportKind) -> dict[tuple[str, str], Any]:
    """Return the newest issue of each report of a kind without its figures, by period and subject."""
    rows = tx.all(_STATES, {"of_plan": plan_id, "of_kind": kind})
    return {(row.period, row.subject): row for row in rows}


def find_any(tx: Transaction, report_id: int) -> Any | None:  # noqa: ANN401
    """Return a report's row whoever asks, or None: for the program itself."""
    return tx.first(_ANY, {"report_id": report_id})


_KEEP_PAPER = insert_into(ReportFileRow, quiet_on=("report_id", "format"))
_PAPERS = select(_paper).where(_paper.c.report_id == bindparam("of_report")).order_by(_paper.c.id)
_PAPER = (
    select(_paper.c.name, _file.c.media_type, _file.c.content)
    .join(_file, _file.c.sha256 == _paper.c.sha256)
    .where(_paper.c.report_id == bindparam("of_report"), _paper.c.format == bindparam("in_format"))
)


def keep_paper(tx: Transaction, report_id: int, form: str, name: str, digest: str) -> None:
    """Note under which hash a paper of an issued report is kept among the files."""
    tx.run(_KEEP_PAPER, {"report_id": report_id, "format": form, "name": name, "sha256": digest})


def papers_of(tx: Transaction, report_id: int) -> list[Any]:
    """Return the papers kept of a report: format, name, sha256."""
    return tx.all(_PAPERS, {"of_report": report_id})


def find_paper(tx: Transaction, report_id: int, form: str) -> Any | None:  # noqa: ANN401
    """Return (name, media_type, content) of a kept paper, or None."""
    return tx.first(_PAPER, {"of_report": report_id, "in_format": form})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports to list; None or "" is any. `drafts_of` are the kinds whose drafts a unit sees too."""

    plan_id: int | None = None
    kind: ReportKind | None = None
    period: str = ""
    subject: str | None = None
    state: ReportState | None = None
    drafts_of: frozenset[ReportKind] = frozenset(ReportKind)
    most: int = 200
    skip: int = 0


def list_reports(tx: Transaction, scope: Scope, wanted: Wanted) -> list[Any]:
    """Return the reports in sight without their figures, the latest made first.

    Each comes with its plan's code and title, its unit's name and its maker's and issuer's names, None where
    there is none.
    """
    maker, issuer = _person.alias("maker"), _person.alias("issuer")
    statement = (
        select(
            *_BRIEF,
            _plan.c.code.label("plan_code"), _plan.c.title.label("plan_title"),
            _unit.c.name.label("unit_name"),
            maker.c.name.label("maker_name"), issuer.c.name.label("issuer_name"),
        )
        .join(_plan, _plan.c.id == _report.c.plan_id)
        .outerjoin(_unit, _IS_ABOUT)
        .outerjoin(maker, maker.c.id == _report.c.made_by)
        .outerjoin(issuer, issuer.c.id == _report.c.issued_by)
        .where(*_in_sight(scope, wanted.drafts_of), *_conditions(wanted))
        .order_by(_report.c.made_at.desc(), _report.c.id.desc())
        .limit(wanted.most)
        .offset(wanted.skip)
    )  # fmt: skip
    return tx.all(statement)


def _conditions(wanted: Wanted) -> list[Any]:
    asked = {
        _report.c.plan_id: wanted.plan_id,
        _report.c.kind: wanted.kind,
        _report.c.period: wanted.period or None,
        _report.c.subject: wanted.subject,
        _report.c.state: wanted.state,
    }
    return [column == value for column, value in asked.items() if value is not None]


_IS_ABOUT = and_(_unit.c.organization_id == _report.c.organization_id, _unit.c.code == _report.c.subject)


def _in_sight(scope: Scope, drafts_of: frozenset[ReportKind]) -> list[Any]:
    """Whoever belongs to units alone sees what is about them, and drafts only of some kinds."""
    own: list[Any] = [_report.c.organization_id == scope.organization_id]
    if scope.unit_ids is not None:
        own += [
            _unit.c.id.in_(sorted(scope.unit_ids)),
            or_(_report.c.state == ReportState.ISSUED, _report.c.kind.in_(sorted(drafts_of))),
        ]
    return own


@lru_cache(maxsize=64)
def _one_in_sight(scope: Scope, drafts_of: frozenset[ReportKind]) -> Select[Any]:
    return (
        select(_report)
        .outerjoin(_unit, _IS_ABOUT)
        .where(_report.c.id == bindparam("report_id"), *_in_sight(scope, drafts_of))
    )


def find_report(
    tx: Transaction, scope: Scope, report_id: int, drafts_of: frozenset[ReportKind] = frozenset(ReportKind)
) -> Any | None:  # noqa: ANN401
    """Return a report's row, or None where there is none in sight."""
    return tx.first(_one_in_sight(scope, drafts_of), {"report_id": report_id})
