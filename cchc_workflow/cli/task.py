"""Owns `cchc task`: listing, showing, acting on and amending tasks."""

# One option is one argument, and help must not wait for the libraries of the database.

from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import Desk, desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_json, print_listing, tell
from cchc_workflow.errors import NotFoundError, RefusedError
from cchc_workflow.words import Labels, advise, exit_code, explain, label, say, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cchc_workflow.domain.decide import Offer
    from cchc_workflow.domain.people import Actor
    from cchc_workflow.domain.task import Evidence, Task
    from cchc_workflow.engine.overview import Line

app = make_group()

_COLUMNS = (
    Column("code"),
    Column("title", room="cut"),
    Column("unit"),
    Column("due_on", "right"),
    Column("state"),
    Column("timeliness"),
)
_ALL = 10_000_000
"""More than there are: timeliness depends on the day and is not in the database to be asked for."""


@app.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    plan: values.Plan = None,
    unit: Annotated[str | None, typer.Option("--unit")] = None,
    area: Annotated[str | None, typer.Option("--area")] = None,
    state: Annotated[list[str] | None, typer.Option("--state")] = None,
    timeliness: Annotated[
        list[str] | None, typer.Option("--timeliness", parser=values.read_timeliness)
    ] = None,
    due_from: Annotated[date | None, typer.Option("--due-from", parser=values.read_day)] = None,
    due_until: Annotated[date | None, typer.Option("--due-until", parser=values.read_day)] = None,
    search: Annotated[str | None, typer.Option("--search")] = None,
    on: values.On = None,
    limit: Annotated[int, typer.Option("--limit", parser=values.read_whole)] = 1000,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """List tasks by deadline."""
    from cchc_workflow.engine.overview import read_lines
    from cchc_workflow.store.plans import find_plan
    from cchc_workflow.store.tasks import TaskFilter

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        scope = desk.scope(tx, as_)
        wanted = TaskFilter(
            plan_id=find_plan(tx, scope.organization_id, plan).id if plan else None,
            unit=unit,
            area=area,
            states=tuple(state or ()),
            due_from=due_from,
            due_until=due_until,
            text=search,
            most=_ALL if timeliness else limit + 1,
        )
        day = on or office.today(desk.clock())
        lines = read_lines(tx, office, scope, wanted, day, timeliness or ())
    if len(lines) > limit:
        tell(say("task.more", limit=limit))
    print_listing(
        (_line_facts(line, day) for line in lines[:limit]),
        _COLUMNS,
        as_json=as_json,
        empty="empty.tasks",
        texts=_line_texts,
    )


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument()],
    on: values.On = None,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """Show everything about one task."""
    from cchc_workflow.cli.dossier import print_dossier, to_dossier
    from cchc_workflow.engine.overview import read_task_file

    desk = desk_of(ctx)
    office = desk.office
    day = on or office.today(desk.clock())
    with office.database.read() as tx:
        actor = desk.actor(tx, as_) if as_ else None
        found = read_task_file(tx, office, desk.scope(tx, as_), code, day, actor)
    dossier = to_dossier(found, office, day)
    if as_json:
        print_json(dossier)
    else:
        print_dossier(dossier)


@app.command("act", cls=Command)
def act(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument()],
    action: Annotated[str, typer.Argument()],
    as_: values.As,
    value: Annotated[str | None, typer.Option("--value")] = None,
    note: values.Note = None,
    document: Annotated[str | None, typer.Option("--document")] = None,
    evidence: Annotated[list[str] | None, typer.Option("--evidence")] = None,
    evidence_date: Annotated[
        list[date] | None, typer.Option("--evidence-date", parser=values.read_day)
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option("--file", exists=True, dir_okay=False, readable=True)
    ] = None,
    version: values.Version = None,
    as_json: values.Json = False,
) -> None:
    """Take one action on a task; where it is refused, say why and what could be done."""
    from cchc_workflow.domain.task import Act
    from cchc_workflow.engine.act import Command as Wanted
    from cchc_workflow.engine.act import act as take

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        actor = desk.actor(tx, as_)
    given = Act(
        name=action,
        value=value,
        note=note,
        document=document,
        evidence=_evidence(evidence or [], evidence_date or [], file or []),
    )
    try:
        task = take(office, actor, Wanted(code, given, version), desk.clock())
    except (RefusedError, NotFoundError) as error:
        if isinstance(error, NotFoundError) and error.kind != "action":
            raise
        _refuse(desk, error, actor, code)
    else:
        _report_done(desk, task, as_json=as_json)


@app.command("amend", cls=Command)
def amend(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument()],
    as_: values.As,
    title: Annotated[str | None, typer.Option("--title")] = None,
    due_on: values.DueOn = None,
    lead: Annotated[str | None, typer.Option("--lead")] = None,
    assignee: Annotated[str | None, typer.Option("--assignee")] = None,
    note: values.Note = None,
    version: values.Version = None,
    as_json: values.Json = False,
) -> None:
    """Change a task's title, deadline, lead unit or assignee."""
    from cchc_workflow.engine.amend import Amendment
    from cchc_workflow.engine.amend import amend as change

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        actor = desk.actor(tx, as_)
    amendment = Amendment(title=title, due_on=due_on, lead=lead, assignee=assignee, reason=note)
    task = change(office, actor, code, amendment, desk.clock(), version)
    _report_done(desk, task, as_json=as_json)


def _evidence(documents: list[str], days: list[date], files: list[Path]) -> "tuple[Evidence, ...]":
    """Pair what was typed: the first date and the first file belong to the first document, and so on.

    A file without a document goes by its own name.
    """
    from cchc_workflow.domain.task import Evidence

    count = max(len(documents), len(files))
    if len(days) > count:
        raise typer.BadParameter(say("usage.date_without_document"))
    names = documents + [path.name for path in files[len(documents) :]]
    return tuple(
        Evidence(
            document=names[number],
            issued_on=days[number] if number < len(days) else None,
            sha256=_sha256(files[number]) if number < len(files) else None,
        )
        for number in range(count)
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _refuse(desk: Desk, error: RefusedError | NotFoundError, actor: "Actor", code: str) -> None:
    """Say why not, how to give what is missing, and what this person can do now."""
    from cchc_workflow.engine.act import offer
    from cchc_workflow.engine.overview import labels_of

    office = desk.office
    task, offered = offer(office, actor, code)
    with office.database.read() as tx:
        labels = labels_of(office.workflow(tx, task.workflow_id))
    tell(explain(error, labels))
    ways = advise(error)
    if ways:
        tell(say("act.how", ways=" · ".join(ways)))
    for line in _choices(offered, code, labels):
        tell(line)
    raise typer.Exit(exit_code(error))


def _choices(offered: "Iterable[Offer]", code: str, labels: Labels) -> "Iterable[str]":
    allowed = [each for each in offered if each.allowed]
    if not allowed:
        yield say("act.nothing", code=code)
        return
    yield say("act.choices", code=code)
    for each in allowed:
        asks = ", ".join(label("asks", name) for name in each.asks)
        yield say(
            "act.choice_asking" if asks else "act.choice",
            name=each.action.name,
            label=label("action", each.action.name, labels),
            asks=asks,
        )


def _report_done(desk: Desk, task: "Task", *, as_json: bool) -> None:
    office = desk.office
    with office.database.read() as tx:
        workflow = office.workflow(tx, task.workflow_id)
    facts = {
        "code": task.code,
        "title": task.title,
        "state": task.state,
        "state_label": workflow.states[task.state].label,
        "version": task.version,
        "due_on": task.due_on,
    }
    if as_json:
        print_json(facts)
    else:
        typer.echo(say("act.done", **facts))


def _line_facts(line: "Line", on: date) -> dict[str, object]:
    task, row = line.task, line.row
    return {
        "code": task.code,
        "title": task.title,
        "clause": task.clause,
        "area": row.area_code,
        "unit": row.unit_code,
        "unit_name": task.lead_unit_name,
        "state": task.state,
        "state_label": line.state_label,
        "timeliness": line.timeliness,
        "due_on": task.due_on,
        "original_due_on": task.original_due_on,
        "days_left": (task.due_on - on).days if task.due_on and task.phase == "open" else None,
        "reported_on": task.reported_on,
        "counted": task.counted,
        "version": task.version,
    }


def _line_texts(facts: "Mapping[str, Any]") -> dict[str, str]:
    return {
        "code": facts["code"],
        "title": facts["title"],
        "unit": facts["unit"],
        "due_on": say_date(facts["due_on"]) if facts["due_on"] else say("due.none"),
        "state": facts["state_label"],
        "timeliness": timeliness_text(facts["timeliness"]),
    }


def timeliness_text(name: str) -> str:
    """Return a timeliness as a sign and a word: colour alone tells nothing on paper."""
    return f"{label('timeliness_sign', name)} {label('timeliness', name)}"
