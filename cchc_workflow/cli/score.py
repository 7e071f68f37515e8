"""Owns `cchc score`: the score sheet, giving a score, what lacks evidence, the evidence binder."""

# Help must not wait for the libraries of the database.

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import Desk, desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_facts, print_json, print_listing, print_table, waiting
from cchc_workflow.errors import FileError, StorageError
from cchc_workflow.words import label, say

if TYPE_CHECKING:
    from typing import BinaryIO

    from cchc_workflow.engine.score.sheet import ScoreLine, ScoreSheet

app = make_group()

Unit = Annotated[str, typer.Option("--unit")]

_SHEET = (
    Column("criterion"),
    Column("criterion_title", room="fold"),
    Column("points", "right"),
    Column("expected_points", "right"),
    Column("self_points", "right"),
    Column("appraised_points", "right"),
    Column("proof"),
)
_MISSING = (
    Column("criterion"),
    Column("criterion_title", room="fold"),
    Column("lacks"),
    Column("needed", room="fold"),
)


@app.command("show", cls=Command)
def show(
    ctx: typer.Context,
    unit: Unit = "",
    plan: values.Plan = None,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """Show the score sheet of the office or of a unit."""
    sheet = _read(desk_of(ctx), plan, unit, as_)
    facts = [_line_facts(line) for line in sheet.lines]
    if as_json:
        print_json({"unit": unit or None, "version": sheet.tree.version, "criteria": facts, **_sums(sheet)})
        return
    print_facts((name, _points(value)) for name, value in _sums(sheet).items())
    print_table(_SHEET, map(_line_texts, facts))


@app.command("set", cls=Command)
def set_(
    ctx: typer.Context,
    criterion: Annotated[str, typer.Argument()],
    as_: values.As,
    own: Annotated[str | None, typer.Option("--self")] = None,
    appraised: Annotated[str | None, typer.Option("--appraised")] = None,
    note: values.Note = None,
    unit: Unit = "",
    plan: values.Plan = None,
    version: values.Version = None,
) -> None:
    """Give a criterion's self-score, appraised score or explanation."""
    from cchc_workflow.engine.score.give import KEPT, Marks, Place, give_score
    from cchc_workflow.engine.score.rights import APPRAISE, SCORE
    from cchc_workflow.engine.score.sheet import read_sheet

    if own is None and appraised is None and note is None:
        raise typer.BadParameter(say("usage.nothing_scored"))
    desk = desk_of(ctx)
    office, now = desk.office, desk.clock()
    with office.database.read() as tx:
        actor, row = desk.actor(tx, as_), desk.plan(tx, plan)
        line = read_sheet(tx, desk.scope(tx, as_), row, office.today(now), unit).line(criterion)
    marks = Marks(
        self_points=KEPT if own is None else _read_points(own, line, SCORE),
        appraised_points=KEPT if appraised is None else _read_points(appraised, line, APPRAISE),
        explanation=KEPT if note is None else note,
    )
    seen = line.version if version is None else version
    made = give_score(office, actor, Place(row.id, criterion, unit), marks, seen, now)
    after = _read(desk, plan, unit, as_).line(criterion)
    typer.echo(
        say(
            "scored.given",
            code=criterion,
            own=_points(after.self_points),
            appraised=_points(after.appraised_points),
            version=made,
        )
    )


@app.command("missing", cls=Command)
def missing(
    ctx: typer.Context,
    unit: Unit = "",
    plan: values.Plan = None,
    as_: values.SeenAs = None,
    as_json: values.Json = False,
) -> None:
    """List the criteria that lack evidence, those without any first."""
    sheet = _read(desk_of(ctx), plan, unit, as_)
    facts = [_line_facts(line) for line in sheet.lacking]
    print_listing(facts, _MISSING, as_json=as_json, empty="scored.nothing_missing", texts=_missing_texts)


@app.command("binder", cls=Command)
def binder(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument()],
    as_: values.As,
    plan: values.Plan = None,
) -> None:
    """Write the evidence binder as a zip."""
    from cchc_workflow.documents.binder.archive import write_binder
    from cchc_workflow.engine.score.binder import with_binder

    desk = desk_of(ctx)
    office = desk.office
    with office.database.read() as tx:
        actor, row = desk.actor(tx, as_), desk.plan(tx, plan)
    on = office.today(desk.clock())
    with _new(file) as to:
        try:
            with waiting("binder"):
                with_binder(office, actor, row, on, lambda made, read_file: write_binder(to, made, read_file))
        except BaseException:
            file.unlink(missing_ok=True)
            raise
    typer.echo(say("scored.binder", file=file))


def _new(file: Path) -> "BinaryIO":
    try:
        return file.open("xb")
    except FileExistsError as error:
        raise FileError("exists", str(file)) from error
    except OSError as error:
        raise StorageError("cannot_write", error.strerror or str(error)) from error


def _read(desk: Desk, plan: str | None, unit: str, address: str | None) -> "ScoreSheet":
    from cchc_workflow.engine.score.sheet import read_sheet

    office = desk.office
    with office.database.read() as tx:
        on = office.today(desk.clock())
        return read_sheet(tx, desk.scope(tx, address), desk.plan(tx, plan), on, unit)


def _read_points(typed: str, line: "ScoreLine", action: str) -> Decimal | None:
    """Nothing between the quotes takes the points back."""
    from cchc_workflow.domain.scoring import read_points
    from cchc_workflow.errors import IncompleteError

    points = read_points(typed)
    if typed.strip() and points is None:
        raise IncompleteError(action, ["points"], {"most": line.criterion.points, "unreadable": typed})
    return points


def _sums(sheet: "ScoreSheet") -> dict[str, Decimal | None]:
    sums, index = sheet.sums, sheet.index
    return {
        "most_points": sums.most,
        "expected_points": index.expected if index is not None else None,
        "self_points": sums.self_points,
        "appraised_points": sums.appraised_points,
    }


def _line_facts(line: "ScoreLine") -> dict[str, Any]:
    points, work = line.index.points, line.index.work
    return {
        "code": line.criterion.code,
        "area": line.criterion.area or None,
        "title": line.criterion.title or say("score.survey"),
        "points": line.criterion.points,
        "secured": points.secured,
        "expected": points.expected,
        "reachable": points.reachable,
        "lost": points.lost,
        "per_late_task": line.index.per_late_task,
        "tasks": work.assigned,
        "late": work.late,
        "self_points": line.self_points,
        "appraised_points": line.appraised_points,
        "explanation": line.explanation,
        "version": line.version,
        "assumed": line.criterion.assumed,
        "evidence": list(line.criterion.evidence),
        "proof": line.proof,
        "proven_tasks": line.proven,
        "own_evidence": line.own,
    }


def _line_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "criterion": facts["code"],
        "criterion_title": facts["title"],
        "points": _points(facts["points"]),
        "expected_points": _points(facts["expected"]),
        "self_points": _points(facts["self_points"]),
        "appraised_points": _points(facts["appraised_points"]),
        "proof": label("proof", facts["proof"]),
    }


def _missing_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    left = facts["tasks"] - facts["proven_tasks"]
    some = say("score.lacks_tasks", tasks=left, all=facts["tasks"])
    return {
        "criterion": facts["code"],
        "criterion_title": facts["title"],
        "lacks": say("score.lacks_all") if facts["proof"] == "none" else some,
        "needed": "; ".join(facts["evidence"]),
    }


def _points(points: Decimal | None) -> str:
    return "–" if points is None else say("score.points", points=points)
