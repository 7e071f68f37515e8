"""Owns how a report is written out on the command line: its facts as JSON values, and a page of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from cchc_workflow.cli.show import Column, print_facts, print_heading, print_table
from cchc_workflow.words import label, present, say, say_date, say_percent, say_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cchc_workflow.engine.office import Office
    from cchc_workflow.engine.report.report import Report

_UNITS = (
    Column("unit"),
    Column("name", room="fold"),
    Column("assigned", "right"),
    Column("late", "right"),
    Column("percent", "right"),
    Column("line"),
)


def brief_facts(row: Any, office: Office) -> dict[str, object]:  # noqa: ANN401 - a row of the list
    """Return what a listing tells of a report, from its row."""
    return {
        "id": row.id,
        "kind": row.kind,
        "period": row.period,
        "unit": row.subject or None,
        "unit_name": row.unit_name,
        "issue": row.issue,
        "state": row.state,
        "plan": row.plan_code,
        "as_of": row.as_of,
        "made_at": office.calendar.local(row.made_at),
        "made_by": row.maker_name,
        "issued_at": office.calendar.local(row.issued_at) if row.issued_at else None,
        "issued_by": row.issuer_name,
        "version": row.version,
        "sha256": row.sha256,
    }


def brief_texts(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the same as people read it, by column."""
    return {
        "id": str(facts["id"]),
        "report": say_report(facts["kind"], facts["period"]),
        "unit": facts["unit"] or "",
        "issue": str(facts["issue"]),
        "report_state": label("report_state", facts["state"]),
        "as_of": say_date(facts["as_of"]),
        "issued_at": present(facts["issued_at"]) if facts["issued_at"] else "",
    }


def whole_facts(report: Report, row: Any, office: Office) -> dict[str, object]:  # noqa: ANN401 - likewise
    """Return all that is kept of a report."""
    return {**brief_facts(row, office), "remarks": dict(report.remarks), "data": report.data}


def print_report(report: Report, facts: Mapping[str, Any]) -> None:
    """Write a page: what the report is, the plan's standing in it, its units, its remarks."""
    data, figures = report.data, report.data["figures"]
    typer.secho(say_report(report.kind, report.period), bold=True)
    totals = figures["totals"]
    print_facts(
        [
            ("id", str(report.id)),
            ("report_unit", facts["unit_name"] or ""),
            ("plan", data["plan"]["title"]),
            ("report_state", _state(report)),
            ("window", say("report.window", **data["window"])),
            ("as_of", say_date(report.as_of)),
            ("made_at", _at(facts["made_at"], facts["made_by"])),
            ("issued_at", _at(facts["issued_at"], facts["issued_by"])),
            ("figures_hash", report.sha256),
            ("rate", say("line.arithmetic", **totals | {"percent": say_percent(totals["percent"])})),
            (
                "flagged_units",
                present([unit["name"] for unit in figures.get("units", ()) if unit["flagged"]]),
            ),
            *(_news(figures) if report.kind == "weekly" else ()),
        ]
    )
    if figures.get("units"):
        print_heading(say("heading.units"))
        print_table(_UNITS, _units(figures["units"], data["rules"]["threshold"]))
    for section, text in report.remarks.items():
        print_heading(label("report_section", section))
        typer.echo(text)


def _news(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a weekly report says of the week: decisions needed, what changed, what comes."""
    decisions, changed = figures["decisions"], figures["changed"]
    return [
        ("extensions_waiting", str(len(decisions["extensions"]))),
        ("reports_waiting", str(figures["reports_waiting"])),
        ("escalated", _codes(decisions["escalated"])),
        ("newly_late", _codes(changed["newly_late"])),
        ("finished", _codes(changed["finished"])),
        ("due_next_week", _codes(changed["due_next_week"])),
    ]


def _codes(tasks: Iterable[Mapping[str, Any]]) -> str:
    return present([task["code"] for task in tasks])


def _state(report: Report) -> str:
    return say("report.state", state=label("report_state", report.state), issue=report.issue)


def _at(at: Any, who: str | None) -> str:  # noqa: ANN401 - an instant or None
    return say("report.at", at=at, who=who or say("actor.system")) if at else ""


def _units(units: Iterable[Mapping[str, Any]], threshold: int) -> Iterable[dict[str, str]]:
    return (
        {
            "unit": unit["code"],
            "name": unit["name"],
            "assigned": str(unit["assigned"]),
            "late": str(unit["late"]),
            "percent": say_percent(unit["percent"]),
            "line": say("line.flagged" if unit["flagged"] else "line.below", threshold=threshold),
        }
        for unit in units
    )
