"""Owns `cchc report`: making, listing, showing, printing, remarking on, issuing and comparing reports."""

# Help must not wait for the libraries of the database.

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import Desk, desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_json, print_listing, print_table, progress, tell, waiting
from cchc_workflow.errors import NotFoundError, StorageError
from cchc_workflow.words import label, say, say_report

if TYPE_CHECKING:
    from cchc_workflow.domain.people import Scope
    from cchc_workflow.engine.report.report import Format, Print, Printed, Report
    from cchc_workflow.store.database import Transaction

app = make_group()

_COLUMNS = (
    Column("id", "right"),
    Column("report", room="fold"),
    Column("unit"),
    Column("issue", "right"),
    Column("report_state"),
    Column("as_of", "right"),
    Column("issued_at", "right"),
)
_DIFFERENCES = (Column("what", room="fold"), Column("before", room="fold"), Column("after", room="fold"))

Kind = Annotated[str, typer.Argument(parser=values.read_report_kind)]
Unit = Annotated[str, typer.Option("--unit")]


@app.command("make", cls=Command)
def make(
    ctx: typer.Context,
    kind: Kind,
    period: Annotated[str | None, typer.Option("--period", parser=values.read_period)] = None,
    unit: Unit = "",
    plan: values.Plan = None,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """Make a report as a draft, or its draft anew."""
    from cchc_workflow.cli.report_page import whole_facts
    from cchc_workflow.domain.reporting import ReportKind
    from cchc_workflow.engine.report.make import Request, make_report

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        actor = desk.actor(tx, as_) if as_ else None
        plan_code = desk.plan(tx, plan).code
        organization_id = desk.organization(tx).id
    wish = Request(plan_code, ReportKind(kind), period, unit, organization_id)
    with progress("report") as step:
        report = make_report(office, actor, wish, desk.clock(), step)
    if as_json:
        with office.database.read() as tx:
            row = _row(desk, tx, desk.scope(tx, as_), report)
        print_json(whole_facts(report, row, office))
    else:
        typer.echo(say("report.made", id=report.id, name=say_report(report.kind, report.period)))


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    plan: values.Plan = None,
    kind: Annotated[str | None, typer.Option("--kind", parser=values.read_report_kind)] = None,
    unit: Annotated[str | None, typer.Option("--unit")] = None,
    state: Annotated[str | None, typer.Option("--state", parser=values.read_report_state)] = None,
    limit: Annotated[int, typer.Option("--limit", parser=values.read_whole)] = 200,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """List the reports, the latest made first."""
    from cchc_workflow.cli.report_page import brief_facts, brief_texts
    from cchc_workflow.domain.reporting import ReportKind, ReportState
    from cchc_workflow.engine.report.read import list_reports
    from cchc_workflow.store.plans import find_plan
    from cchc_workflow.store.reports import Wanted

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        scope = desk.scope(tx, as_)
        wanted = Wanted(
            plan_id=find_plan(tx, scope.organization_id, plan).id if plan else None,
            kind=ReportKind(kind) if kind else None,
            subject=unit,
            state=ReportState(state) if state else None,
            most=limit + 1,
        )
        rows = list_reports(tx, office, scope, wanted)
    if len(rows) > limit:
        tell(say("report.more", limit=limit))
    print_listing(
        (brief_facts(row, office) for row in rows[:limit]),
        _COLUMNS,
        as_json=as_json,
        empty="empty.reports",
        texts=brief_texts,
    )


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    number: values.Number,
    form: Annotated[str | None, typer.Option("--format", parser=values.read_report_format)] = None,
    out: Annotated[Path | None, typer.Option("--out", dir_okay=False)] = None,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """Show a report; with --format, write its paper into a file."""
    from cchc_workflow.cli.report_page import print_report, whole_facts

    if (form is None) != (out is None):
        raise typer.BadParameter(say("usage.format_and_out"))
    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        report = _load(desk, tx, number, as_)
        row = _row(desk, tx, desk.scope(tx, as_), report)
    if form is not None and out is not None:
        _write(_paper(desk, report, cast("Format", form), as_), out)
        return
    facts = whole_facts(report, row, office)
    if as_json:
        print_json(facts)
    else:
        print_report(report, facts)


@app.command("remark", cls=Command)
def remark(
    ctx: typer.Context,
    number: values.Number,
    section: Annotated[str, typer.Argument()],
    text: Annotated[str, typer.Argument()],
    as_: values.As,
    version: values.Version = None,
    as_json: values.Json = False,
) -> None:
    """Write the remarks of one section of a draft; an empty text takes them away."""
    from cchc_workflow.engine.report.remark import save_remarks

    desk = desk_of(ctx)
    with desk.office.database.read() as tx:
        actor = desk.actor(tx, as_)
        seen = _load(desk, tx, number, as_).version if version is None else version
    report = save_remarks(desk.office, actor, number, seen, {section: text}, desk.clock())
    if as_json:
        print_json({"id": report.id, "version": report.version, "remarks": dict(report.remarks)})
    else:
        typer.echo(say("report.remarked", section=label("report_section", section), id=report.id))


@app.command("issue", cls=Command)
def issue(
    ctx: typer.Context,
    number: values.Number,
    as_: values.As,
    version: values.Version = None,
    as_json: values.Json = False,
) -> None:
    """Issue a draft: nothing in it changes any more, its papers are kept, people are told."""
    from cchc_workflow.bootstrap import open_press
    from cchc_workflow.engine.report.issue import issue_report
    from cchc_workflow.engine.report.read import kept_formats
    from cchc_workflow.engine.report.rules import rules_of

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        actor = desk.actor(tx, as_)
        seen = _load(desk, tx, number, as_)
        papers = len(rules_of(tx, office, seen.organization_id)[seen.kind].formats)
    with progress("print") as step:
        print_paper = _counting(open_press(desk.settings).print, papers, step)
        report = issue_report(
            office, actor, number, seen.version if version is None else version, desk.clock(), print_paper
        )
    with office.database.read() as tx:
        formats = kept_formats(tx, report.id)
    if as_json:
        print_json({"id": report.id, "state": report.state, "version": report.version, "papers": formats})
    else:
        names = [label("report_format", form) for form in formats]
        name = say_report(report.kind, report.period)
        typer.echo(say("report.issued", id=report.id, name=name, formats=names))


@app.command("diff", cls=Command)
def diff(
    ctx: typer.Context,
    number: values.Number,
    other: Annotated[int | None, typer.Argument(parser=values.read_whole)] = None,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """Show what differs from the issue before, or from another report."""
    from dataclasses import asdict

    from cchc_workflow.engine.report.differ import diff_reports
    from cchc_workflow.engine.report.read import previous_issue
    from cchc_workflow.web.reports.wording import say_place, say_value

    desk = desk_of(ctx)
    with desk.office.database.read() as tx:
        after = _load(desk, tx, number, as_)
        before = previous_issue(tx, after) if other is None else _load(desk, tx, other, as_)
    if before is None:
        raise NotFoundError("previous_issue", number)
    found = diff_reports(before, after)
    if as_json:
        print_json([asdict(each) for each in found])
    elif not found:
        tell(say("report.same", before=before.id, after=after.id))
    else:
        texts = (
            {
                "what": say_place(each.what),
                "before": say_value(each.what, each.before),
                "after": say_value(each.what, each.after),
            }
            for each in found
        )
        print_table(_DIFFERENCES, texts)


def _load(desk: Desk, tx: "Transaction", number: int, as_: str | None) -> "Report":
    from cchc_workflow.engine.report.read import load_report

    if number >= 2**63:
        raise NotFoundError("report", number)
    return load_report(tx, desk.office, desk.scope(tx, as_), number)


def _row(desk: Desk, tx: "Transaction", scope: "Scope", report: "Report") -> Any:  # noqa: ANN401
    """Return the row of the list of a report that is in sight."""
    from cchc_workflow.engine.report.read import list_reports
    from cchc_workflow.store.reports import Wanted

    series = Wanted(
        plan_id=report.plan_id, kind=report.kind, period=report.period, subject=report.subject, most=10_000
    )
    return next(row for row in list_reports(tx, desk.office, scope, series) if row.id == report.id)


def _paper(desk: Desk, report: "Report", form: "Format", as_: str | None) -> "Printed":
    """Return a paper as it was kept, or as it would be now: of a draft, and as HTML, which is never kept."""
    from cchc_workflow.bootstrap import open_press
    from cchc_workflow.engine.report.read import read_paper

    with desk.office.database.read() as tx:
        kept = read_paper(tx, desk.scope(tx, as_), report.id, form)
    if kept is not None:
        return kept
    with waiting("print"):
        return open_press(desk.settings).print(report, form)


def _counting(print_paper: "Print", papers: int, step: Callable[[int, int], None]) -> "Print":
    """Return the printer, which tells of each paper that is done."""
    done = 0

    def count(report: "Report", form: "Format") -> "Printed":
        nonlocal done
        step(done, papers)
        printed = print_paper(report, form)
        done += 1
        step(done, papers)
        return printed

    return count


def _write(paper: "Printed", out: Path) -> None:
    try:
        out.write_bytes(paper.data)
    except OSError as error:
        raise StorageError("cannot_write", error.strerror or str(error)) from error
    tell(say("report.written", file=str(out)))
