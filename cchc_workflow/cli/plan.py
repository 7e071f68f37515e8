"""Owns `cchc plan`: checking a plan's folder, loading it, issuing it, showing how it goes."""

# Help must not wait for the libraries of the database.

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import (
    Column,
    print_facts,
    print_heading,
    print_json,
    print_listing,
    print_table,
    tell,
    waiting,
)
from cchc_workflow.words import label, say, say_date, say_number, say_percent

if TYPE_CHECKING:
    from cchc_workflow.domain.plan import Plan

app = make_group()

Folder = Annotated[str, typer.Argument()]

_PLANS = (
    Column("code"),
    Column("plan_title", room="fold"),
    Column("year", "right"),
    Column("state"),
    Column("from"),
)
_AREAS = (
    Column("area"),
    Column("area_title", room="fold"),
    Column("points", "right"),
    Column("tasks", "right"),
    Column("finished", "right"),
    Column("late", "right"),
)
_TARGETS = (Column("code"), Column("target", room="fold"), Column("progress"), Column("reached"))


@app.command("list", cls=Command)
def list_(ctx: typer.Context, as_json: values.Json = False) -> None:
    """List the plans that were loaded and those that could be."""
    from cchc_workflow.shipped import listing, roots
    from cchc_workflow.store.people import read_organizations
    from cchc_workflow.store.plans import read_plans
    from cchc_workflow.store.schema import current

    desk = desk_of(ctx)
    rows: list[dict[str, Any]] = []
    if current(desk.database) is not None:
        with desk.office.database.read() as tx:
            rows = [_plan_facts(row) for each in read_organizations(tx) for row in read_plans(tx, each.id)]
    known = {row["code"] for row in rows}
    for path in listing(roots("workflows", desk.settings.home), "plans/*/plan.toml"):
        code = Path(path).parent.name
        if code not in known:
            rows.append(
                {"code": code, "title": "", "number": "", "year": None, "state": "folder", "issued_at": None}
            )
    print_listing(rows, _PLANS, as_json=as_json, empty="empty.plans", texts=_plan_texts)


@app.command("check", cls=Command)
def check(ctx: typer.Context, plan: Folder, as_json: values.Json = False) -> None:
    """Check a plan's folder and count what it unfolds to."""
    from cchc_workflow.definitions.plan import parse_plan, read_folder

    desk = desk_of(ctx)
    folder = desk.plan_folder(plan)
    facts = _measure(parse_plan(read_folder(folder), desk.calendar, str(folder)))
    if as_json:
        print_json(facts)
        return
    typer.echo(say("plan.sound", **facts))
    print_facts(
        (name, str(facts[name]))
        for name in ("areas", "duties", "units", "people", "tasks", "dormant", "undated")
    )
    print_facts([("points", say("plan.points", **facts))])


@app.command("load", cls=Command)
def load(ctx: typer.Context, plan: Folder) -> None:
    """Load a plan's folder as a draft."""
    from cchc_workflow.definitions.plan import parse_plan, read_folder
    from cchc_workflow.engine.issue import load_plan

    desk = desk_of(ctx)
    folder = desk.plan_folder(plan)
    files = read_folder(folder)
    parsed = parse_plan(files, desk.calendar, str(folder))
    load_plan(desk.office, files, desk.clock())
    typer.echo(say("plan.loaded", **_measure(parsed)))


@app.command("issue", cls=Command)
def issue(ctx: typer.Context, code: Annotated[str, typer.Argument()], as_: values.SeenAs = None) -> None:
    """Issue a draft: from now on its tasks run."""
    from cchc_workflow.engine.issue import issue_plan
    from cchc_workflow.store.plans import find_plan
    from cchc_workflow.store.standing import count_units

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        row = find_plan(tx, desk.organization(tx).id, code)
        actor = desk.actor(tx, as_) if as_ else None
    with waiting("issue"):
        issued = issue_plan(office, row.id, actor, desk.clock())
    typer.echo(say("plan.issued", code=code, tasks=issued.tasks))
    if issued.undated:
        tell(say("plan.undated", count=issued.undated))
    with office.database.read() as tx:
        late = sum(counts.late for counts in count_units(tx, row.id, office.today(desk.clock())).values())
    if late:
        tell(say("plan.already_late", count=late))


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Argument()] = None,
    on: values.On = None,
    as_json: values.Json = False,
) -> None:
    """Show how a plan goes: its areas, its tasks by state, its targets."""
    from cchc_workflow.cli.dossier import progress_text, target_facts
    from cchc_workflow.domain.people import Scope
    from cchc_workflow.engine.overview import count_plan, read_lines, read_target_lines
    from cchc_workflow.store.tasks import TaskFilter

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        row = desk.plan(tx, code)
        day = on or office.today(desk.clock())
        lines = read_lines(tx, office, Scope(row.organization_id), TaskFilter(plan_id=row.id, most=_ALL), day)
        areas = count_plan(tx, row.id, day)
        targets = [
            {"duty": line.duty, "tasks": line.tasks, **target_facts(line.target, line.progress, line.tasks)}
            for line in read_target_lines(tx, row.id)
        ]
    counted = [line for line in lines if line.task.counted]
    facts = _plan_facts(row) | {
        "on": day,
        "tasks": len(counted),
        "dormant": len(lines) - len(counted),
        "states": dict(Counter(line.task.state for line in counted)),
        "timeliness": dict(Counter(line.timeliness.value for line in counted)),
        "areas": [_area_facts(area, counts) for area, counts in areas],
        "targets": targets,
        "goal": row.goal,
        "survey_points": row.survey_points,
        "rule": {"threshold": row.threshold, "clause": row.rule_clause, "text": row.rule_text},
    }
    if as_json:
        print_json(facts)
        return
    labels = {line.task.state: line.state_label for line in lines}
    _print_head(facts, labels)
    print_heading(say("heading.areas"))
    print_table(_AREAS, (_area_texts(area) for area in facts["areas"]))
    print_heading(say("heading.targets"))
    print_table(
        _TARGETS,
        (
            {
                "code": each["duty"],
                "target": each["label"],
                "progress": progress_text(each),
                "reached": say("target.reached" if each["reached"] else "target.short"),
            }
            for each in targets
        ),
    )


_ALL = 10_000_000
"""More than any plan has: a summary leaves none out."""


def _measure(plan: "Plan") -> dict[str, Any]:
    from cchc_workflow.domain.plan import unfold

    drafts = unfold(plan)
    return {
        "code": plan.code,
        "title": plan.title,
        "year": plan.year,
        "areas": len(plan.areas),
        "duties": len(plan.duties),
        "units": len(plan.units),
        "people": len(plan.people),
        "tasks": len(drafts),
        "dormant": sum(not draft.counted for draft in drafts),
        "undated": sum(draft.counted and draft.due_on is None for draft in drafts),
        "points_of_areas": sum(area.points for area in plan.areas),
        "survey_points": plan.survey_points,
        "goal": plan.goal,
    }


def _plan_facts(row: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "code": row.code,
        "title": row.title,
        "number": row.number,
        "year": row.year,
        "state": row.state,
        "issued_at": row.issued_at,
        "first_on": row.first_on,
        "last_on": row.last_on,
    }


def _plan_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    period = f"{say_date(facts['first_on'])} – {say_date(facts['last_on'])}" if facts.get("first_on") else ""
    return {
        "code": facts["code"],
        "plan_title": facts["title"],
        "year": str(facts["year"] or ""),
        "state": label("plan_state", facts["state"]),
        "from": period,
    }


def _area_facts(area: Any | None, counts: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "code": area.code if area is not None else None,
        "title": area.title if area is not None else None,
        "points": area.points if area is not None else None,
        "previous_points": area.previous_points if area is not None else None,
        "tasks": counts.assigned,
        "finished": counts.finished,
        "late": counts.late,
    }


def _area_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "area": facts["code"] or "",
        "area_title": facts["title"] or say("area.none"),
        "points": say_number(facts["points"]) if facts["points"] is not None else "",
        "tasks": str(facts["tasks"]),
        "finished": str(facts["finished"]),
        "late": str(facts["late"]),
    }


def _print_head(facts: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    total = facts["tasks"]
    typer.secho(facts["title"], bold=True)
    print_facts(
        [
            ("number", facts["number"]),
            ("state", label("plan_state", facts["state"])),
            ("period", f"{say_date(facts['first_on'])} – {say_date(facts['last_on'])}"),
            ("on", say_date(facts["on"])),
            ("tasks", say("plan.tasks", total=total, dormant=facts["dormant"])),
            ("states", _tally(facts["states"], total, lambda name: labels.get(name, name))),
            ("timelinesses", _tally(facts["timeliness"], total, lambda name: label("timeliness", name))),
            ("rule", f"{facts['rule']['clause']}: {facts['rule']['text']}"),
        ]
    )


def _tally(counts: Mapping[str, int], total: int, name: Any) -> str:  # noqa: ANN401 - a function of names
    from cchc_workflow.domain.standing import percent

    return " · ".join(
        say("plan.share", label=name(key), count=count, percent=say_percent(percent(count, total)))
        for key, count in sorted(counts.items(), key=lambda pair: -pair[1])
    )
