"""Owns counting units by hand from events.jsonl: it shares nothing with the engine but that file."""

import json
from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.reports.rehearsal import list_events
from tests.engine.report.conftest import THEN, UNTIL, Played
from tests.engine.report.occasions import occasion


def by_hand(lines: list[dict[str, Any]], unit: str, on: str) -> dict[str, object]:
    tasks: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line["unit"] != unit or line["at"][:10] > on:
            continue
        task = tasks.setdefault(line["task"], {"done": None, "due": None, "excused": False, "counts": True})
        data = line["data"]
        task["state"] = line["to"]
        if line["name"] == "assigned":
            task["counts"] = data["counted"]
        if data.get("due_on"):
            task["due"], task["counts"] = data["due_on"], True
        if line["name"] == "reported":
            task["done"] = line["at"][:10]
        if line["name"] in {"returned", "reopened"}:
            task["done"] = None
        if line["name"] == "excused":
            task["excused"] = True
    counted = [task for task in tasks.values() if task["counts"] and task["state"] != "cancelled"]
    late = on_time = done_late = excused = 0
    for task in counted:
        end = task["done"] or on
        is_late = bool(task["due"]) and end > task["due"] and task["state"] != "suspended"
        late += is_late
        excused += is_late and task["excused"]
        done_late += is_late and task["done"] is not None
        on_time += not is_late and task["done"] is not None
    hundredths = (late * 20000 + len(counted)) // (2 * len(counted))
    return {
        "assigned": len(counted),
        "late": late,
        "excused": excused,
        "done_on_time": on_time,
        "done_late": done_late,
        "percent": f"{hundredths // 100}.{hundredths % 100:02}",
        "flagged": late * 100 >= 30 * len(counted),
    }


@pytest.mark.parametrize("on", [date(2021, 5, 31), THEN, date(2021, 9, 30), UNTIL])
def test_each_units_numbers_are_those_counted_by_hand_from_the_events(played: Played, on: date) -> None:
    text = "\n".join(json.dumps(event) for event in list_events(played.office, played.plan_id))
    lines = [json.loads(line) for line in text.splitlines()]
    units = played.compose(occasion(ReportKind.QUARTER, on))["figures"]["units"]
    assert len(units) == 16
    for unit in units:
        own = by_hand(lines, unit["code"], on.isoformat())
        assert {name: unit[name] for name in own} == own
    assert sum(unit["late"] for unit in units) > 0
