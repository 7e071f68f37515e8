"""Owns `cchc rehearse`: a plan's whole year on a fake clock, and the folder that it leaves behind."""

# Help must not wait for the libraries of the database and the mail.

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.show import Column, print_facts, print_json, print_table, progress, tell
from cchc_workflow.cli.values import Json, read_day, read_whole
from cchc_workflow.words import label, say, say_percent

SEED = 1
MADE = (
    "summary.json", "events.jsonl", "standing.csv", "actions.csv", "cchc.sqlite3*", "mails/*.eml",
    "mails/*.partial", "reports/*.json", "reports/*.docx", "reports/*.pdf", "reports/*.xlsx",
)  # fmt: skip
"""What a rehearsal makes, and all that another one may take away."""

_STANDING = (
    Column("unit"),
    Column("name", room="fold"),
    Column("late", "right"),
    Column("assigned", "right"),
    Column("percent", "right"),
    Column("line"),
)


def rehearse(
    ctx: typer.Context,
    plan: Annotated[str, typer.Option("--plan")],
    out: Annotated[Path, typer.Option("--out", file_okay=False)],
    script: Annotated[Path | None, typer.Option("--script", exists=True, dir_okay=False)] = None,
    from_on: Annotated[date | None, typer.Option("--from", parser=read_day)] = None,
    until_on: Annotated[date | None, typer.Option("--until", parser=read_day)] = None,
    seed: Annotated[int | None, typer.Option("--seed", parser=read_whole)] = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    as_json: Json = False,
) -> None:
    """Play a plan's year and leave its mails, events and figures in a folder."""
    from cchc_workflow.cli.stage import Period, Stage, open_stage
    from cchc_workflow.definitions.plan import parse_plan, read_folder
    from cchc_workflow.definitions.script import read_script, write_script
    from cchc_workflow.reports.papers import close_year, write_papers
    from cchc_workflow.reports.rehearsal import write_reports

    if script is not None and seed is not None:
        raise typer.BadParameter(say("usage.script_or_seed"))
    desk = desk_of(ctx)
    settings = desk.settings
    folder = desk.plan_folder(plan)
    files = read_folder(folder)
    head = parse_plan(files, desk.calendar, str(folder))
    period = Period(from_on or head.first_on, until_on or head.last_on)
    if not period:
        raise typer.BadParameter(say("usage.until_before_from"))
    given = read_script(script, desk.calendar) if script is not None else None
    _make_room(out, force=force)
    with closing(open_stage(settings, out)) as program:
        stage = Stage(program, files, period)
        with progress("rehearse") as tick:
            if given is not None and script is not None:
                rehearsal = stage.play_script(given, script.name, tick)
            else:
                rehearsal = stage.play_seed(SEED if seed is None else seed, tick)
                lines = [outcome.line for outcome in rehearsal.outcomes]
                write_script(out / "actions.csv", lines, program.office.calendar)
        summary = write_reports(program.office, rehearsal, out)
        if period.last_on >= head.last_on:
            close_year(program.office, rehearsal.plan_id, rehearsal.end)
        with progress("print") as tick:
            write_papers(program.office, rehearsal.plan_id, out, program.press.print, tick)
    if as_json:
        print_json(summary)
    else:
        _show(summary, out)


def _make_room(out: Path, *, force: bool) -> None:
    """Make the folder; with `force`, take away what an earlier rehearsal left, and nothing else."""
    out.mkdir(parents=True, exist_ok=True)
    if force:
        for path in [path for pattern in MADE for path in out.glob(pattern)]:
            path.unlink()
        for folder in (out / "mails", out / "reports"):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    if any(out.iterdir()):
        raise typer.BadParameter(say("usage.folder_not_empty", folder=str(out)))


def _show(summary: Mapping[str, Any], out: Path) -> None:
    tasks, actions = summary["tasks"], summary["actions"]
    print_table(_STANDING, [_texts(unit) for unit in summary["units"]])
    seen = [f"{label('timeliness', kind)}: {many}" for kind, many in tasks["by_timeliness"].items() if many]
    print_facts(
        [
            ("tasks", f"{tasks['total']} ({', '.join(seen)})"),
            ("applied", str(actions["applied"])),
            ("refused", str(len(actions["refused"]))),
            ("mails", str(summary["mails"]["total"])),
            ("flags", str(len(summary["flags"]))),
            ("escalations", str(len(summary["escalations"]))),
        ]
    )
    for refused in actions["refused"]:
        tell(say("rehearse.refused", **refused))
    tell(say("rehearse.left", folder=str(out)))


def _texts(unit: Mapping[str, Any]) -> dict[str, str]:
    return {
        "unit": unit["unit"],
        "name": unit["name"],
        "late": str(unit["late"]),
        "assigned": str(unit["assigned"]),
        "percent": say_percent(unit["percent"]),
        "line": say("rehearse.flagged") if unit["flagged"] else "",
    }
