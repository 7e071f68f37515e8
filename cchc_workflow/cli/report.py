"""Owns `cchc report`: the reports to Giám đốc, by hand."""

# Help must not wait for the libraries of the database.

from typing import Annotated, Any

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import desk_of
from cchc_workflow.cli.help import Command, make_group
from cchc_workflow.cli.show import Column, print_facts, print_heading, print_json, print_table, tell
from cchc_workflow.words import present, say, say_percent

app = make_group()

_UNITS = (
    Column("unit"),
    Column("name", room="fold"),
    Column("assigned", "right"),
    Column("late", "right"),
    Column("percent", "right"),
    Column("line"),
)


@app.command("weekly", cls=Command)
def weekly(
    ctx: typer.Context,
    send: Annotated[bool, typer.Option("--send")] = False,
    plan: values.Plan = None,
    as_json: values.Json = False,
) -> None:
    """Show this week's escalation report as it would be now; with --send, make it and send it."""
    from cchc_workflow.engine.watch import note_run
    from cchc_workflow.engine.weekly import compose_report, weekly_report

    desk = desk_of(ctx)
    office, now = desk.office, desk.clock()
    with office.database.read() as tx:
        report = compose_report(tx, office, desk.plan(tx, plan), now)
    if as_json:
        print_json(report)
    else:
        _print(report)
    if send:
        made = weekly_report(office, now, whatever_the_day=True)
        note_run(office, "weekly", now)
        tell(say("report.sent" if made else "report.sent_already"))


def _print(report: dict[str, Any]) -> None:
    totals, decisions, changed = report["totals"], report["decisions"], report["changed"]
    typer.secho(say("report.title", week=report["week"], on=report["on"]), bold=True)
    print_facts(
        [
            ("plan", report["plan"]["title"]),
            ("rate", say("line.arithmetic", **totals | {"percent": say_percent(totals["percent"])})),
            ("flagged_units", present(decisions["flagged_units"])),
            ("extensions_waiting", str(len(decisions["extensions"]))),
            ("reports_waiting", str(report["reports_waiting"])),
            ("escalated", present([task["code"] for task in decisions["escalated"]])),
            ("newly_late", present([task["code"] for task in changed["newly_late"]])),
            ("finished", present([task["code"] for task in changed["finished"]])),
            ("due_next_week", present([task["code"] for task in changed["due_next_week"]])),
        ]
    )
    print_heading(say("heading.units"))
    print_table(_UNITS, (_unit_texts(unit, report["threshold"]) for unit in report["units"]))


def _unit_texts(unit: dict[str, Any], threshold: int) -> dict[str, str]:
    return {
        "unit": unit["code"],
        "name": unit["name"],
        "assigned": str(unit["assigned"]),
        "late": str(unit["late"]),
        "percent": say_percent(unit["percent"]),
        "line": say("line.flagged" if unit["flagged"] else "line.below", threshold=threshold),
    }
