import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cchc_workflow.domain.extension import Extension
from cchc_workflow.domain.people import Role, Scope
from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind, Window
from cchc_workflow.engine.anchoring import anchor_history
from cchc_workflow.engine.appoint import Appointment, appoint
from cchc_workflow.engine.index import read_index
from cchc_workflow.engine.report.compose import compose
from cchc_workflow.engine.report.figures.tasks import COLUMNS
from cchc_workflow.engine.steering import read_steering
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.unit_file import read_unit_file
from cchc_workflow.errors import NotFoundError
from cchc_workflow.reports.rehearsal import list_standing
from cchc_workflow.store.extensions import waiting_extension
from cchc_workflow.store.people import find_actor, read_units
from cchc_workflow.store.rows import to_json
from tests.builders import vn
from tests.engine.report.conftest import THEN, UNIT, UNTIL, Played
from tests.engine.report.occasions import compose_for, figures, occasion
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    SmallOffice,
    at,
)

PERIODIC = (ReportKind.QUARTER, ReportKind.HALF_YEAR, ReportKind.YEAR)
PARTS = {
    "totals", "in_period", "areas", "index", "units", "flags", "tasks", "late", "late_in_period", "due_next",
    "undated", "finished", "cancelled", "steering", "months", "burnup", "decisions", "causes", "compared",
}  # fmt: skip
KEYS = dict.fromkeys(PERIODIC, PARTS) | {
    ReportKind.WEEKLY: {
        "week", "on", "previous_on", "threshold", "clause", "totals", "previous_totals", "units", "late",
        "flags_raised", "flags_cleared", "decisions", "reports_waiting", "changed", "anchor", "months",
        "burnup",
    },
    ReportKind.UNIT: PARTS | {"tenures", "supported"},
    ReportKind.UNFINISHED: {"totals", "units", "tasks", "proposed", "near"},
    ReportKind.RANKING: {"totals", "ranking"},
    ReportKind.URGING: {
        "totals", "tasks", "groups", "reminders", "letters", "answer_by", "flagged", "tips_with",
    },
    ReportKind.HANDOVER: {
        "head", "successor", "totals", "tenures", "tasks", "done_in_tenure", "late_in_tenure", "open",
        "open_overdue", "extensions",
    },
}  # fmt: skip
HEAD = {
    "kind", "period", "subject", "window", "next", "as_of", "organization", "plan", "rules", "replaces",
    "figures",
}  # fmt: skip


@pytest.mark.parametrize("kind", ReportKind)
def test_snapshot_has_just_the_keys_of_its_kind(played: Played, kind: ReportKind) -> None:
    data = json.loads(played.then[kind])
    assert data.keys() == HEAD
    assert data["figures"].keys() == KEYS[kind]
    assert (data["subject"] is not None) == (kind in ABOUT_A_UNIT)
    assert to_json(data) == played.then[kind], "nothing in it but JSON values"


@pytest.mark.parametrize("kind", ReportKind)
def test_snapshot_of_an_earlier_day_is_the_same_bytes_after_all_that_came_since(
    played: Played, kind: ReportKind
) -> None:
    again = played.compose(played.occasions[kind])
    assert to_json(again) == played.then[kind]


@pytest.mark.parametrize("kind", sorted(set(ReportKind) - {ReportKind.HANDOVER}))
def test_snapshot_of_a_later_day_is_another(played: Played, kind: ReportKind) -> None:
    assert played.compose(occasion(kind, UNTIL, UNIT))["figures"] != played.figures(kind)


def test_snapshot_agrees_with_the_directors_screen(played: Played) -> None:
    office, on = played.office, UNTIL
    with office.database.read() as tx:
        plan = office.plan(tx, played.plan_id)
        standing = list_standing(tx, plan, on)
    screen = read_steering(office, Scope(1), plan, at(on, 23))
    found = played.compose(occasion(ReportKind.QUARTER, on))["figures"]

    assert (found["totals"]["late"], found["totals"]["assigned"]) == (screen.late, screen.assigned)
    assert found["totals"]["percent"] == str(screen.percent)
    units = found["units"]
    assert [unit["code"] for unit in units] == [unit.code for unit in screen.units]
    for unit, line in zip(units, screen.units, strict=True):
        assert (unit["late"], unit["assigned"], unit["excused"]) == (line.late, line.assigned, line.excused)
        assert (unit["percent"], unit["percent_excused"]) == (str(line.percent), str(line.percent_excused))
        assert (unit["flagged"], unit["near"], unit["tips_with"]) == (line.flagged, line.near, line.tips_with)
        quarters = [(each.period.label, each.late, each.assigned) for each in line.quarters]
        assert [(each["label"], each["late"], each["assigned"]) for each in unit["quarters"]] == quarters
    by_code = {unit["code"]: unit for unit in units}
    for row in standing:
        assert {name: by_code[row["unit"]][name] for name in row if name in by_code[row["unit"]]} == {
            name: value for name, value in row.items() if name in by_code[row["unit"]]
        }
    months = [(line.period.index, line.open, line.overdue) for line in screen.months]
    assert [(each["month"], each["open"], each["overdue"]) for each in found["months"]] == months
    assert len(found["decisions"]["escalated"]) == screen.escalated_tasks > 0
    assert len(found["decisions"]["extensions"]) == screen.extensions_in_all
    assert found["decisions"]["flagged_units"] == [unit.name for unit in screen.over] != []
    flags = {flag["unit_code"]: flag for flag in found["flags"]["standing"]}
    assert {each.unit.code: list(each.tasks) for each in screen.flagged} == {
        code: flag["tasks"] for code, flag in flags.items()
    }
    assert {flag["confirmed_on"] for flag in flags.values()} == {on.isoformat()}


def test_snapshot_agrees_with_the_projected_index(played: Played) -> None:
    office = played.office
    with office.database.read() as tx:
        index = read_index(tx, Scope(1), office.plan(tx, played.plan_id), UNTIL)
    found = played.compose(occasion(ReportKind.YEAR, UNTIL))["figures"]
    names = ("points", "survey_points", "goal", "secured", "expected", "reachable", "margin")
    assert {name: found["index"][name] for name in names} == {
        name: str(getattr(index, name)) for name in names
    }
    assert found["index"]["lost"] == str(index.tasks.lost)
    for shown, area in zip(found["areas"], index.areas, strict=False):
        assert (shown["code"], shown["assigned"], shown["late"]) == (
            area.work.code, area.work.assigned, area.work.late,
        )  # fmt: skip
        for name in ("secured", "expected", "reachable", "lost"):
            assert shown[name] == str(getattr(area.points, name))
        assert shown["per_late_task"] == str(area.per_late_task)
    assert [area["code"] for area in found["areas"][len(index.areas) :]] == [None]
    assert sum(area["assigned"] for area in found["areas"]) == found["totals"]["assigned"]


def test_snapshot_agrees_with_each_units_file(played: Played) -> None:
    office = played.office
    with office.database.read() as tx:
        plan = office.plan(tx, played.plan_id)
        director = find_actor(tx, 1, "giamdoc@snnptnt-quang-ngai.example", UNTIL)
        codes = [unit.code for unit in read_units(tx, 1)]
    for code in codes:
        file = read_unit_file(office, director, plan, code, at(UNTIL, 23))
        found = played.compose(occasion(ReportKind.UNIT, UNTIL, code))["figures"]
        (unit,) = found["units"]
        counts = file.counts
        assert {name: found["totals"][name] for name in counts.__slots__} == {
            name: getattr(counts, name) for name in counts.__slots__
        }
        assert unit["percent_judged"] == str(file.percent_judged)
        assert unit["tipping"] == [each.duty.code for each in file.tipping]
        assert unit["rescue"] == (file.rescue and [each.duty.code for each in file.rescue])
        assert [(each["name"], each["from_on"], each["late"]) for each in found["tenures"]] == [
            (each.name, each.from_on.isoformat(), each.late) for each in file.tenures
        ]
        assert len(found["late"]) == counts.late


def test_parts_of_the_units_add_up_to_the_areas_points(played: Played) -> None:
    """But for the rounding of each unit's part."""
    whole = played.figures(ReportKind.QUARTER)["areas"]
    lost: dict[str, Decimal] = defaultdict(Decimal)
    for code in (unit["code"] for unit in played.figures(ReportKind.QUARTER)["units"]):
        for area in played.compose(occasion(ReportKind.UNIT, THEN, code))["figures"]["areas"]:
            lost[area["code"]] += Decimal(area["lost"])
    for area in whole:
        assert abs(lost[area["code"]] - Decimal(area["lost"])) < Decimal("0.3")
    assert sum(lost.values()) > 0


def test_window_that_is_empty_has_nothing_of_the_period(desk: SmallOffice) -> None:
    """Of a window that ends before it begins there is nothing, but the plan stands as it stands."""
    on = date(2021, 5, 3)
    found = figures(desk, ReportKind.QUARTER, on, window=Window(on, on - timedelta(days=1)))
    assert (found["in_period"]["total"], found["finished"], found["late_in_period"]) == (0, [], [])
    assert found["totals"]["assigned"] == 15
    assert found["steering"]["reports"] == 0


@pytest.mark.parametrize("kind", ReportKind)
def test_snapshot_before_the_plan_was_issued_is_all_zeros(desk: SmallOffice, kind: ReportKind) -> None:
    found = compose_for(desk.office, desk.plan_id, occasion(kind, date(2021, 4, 14), "VP"))["figures"]
    assert set(found["totals"].values()) == {0, "0.00"}
    assert found.get("tasks", {"rows": []})["rows"] == []


@pytest.mark.parametrize("kind", sorted(ABOUT_A_UNIT))
def test_snapshot_about_an_unknown_unit_is_refused(desk: SmallOffice, kind: ReportKind) -> None:
    with pytest.raises(NotFoundError):
        compose_for(desk.office, desk.plan_id, occasion(kind, THEN, "KHONGCO"))


def test_snapshot_of_a_day_to_come_is_judged_by_that_day(desk: SmallOffice) -> None:
    assert figures(desk, ReportKind.QUARTER, date(2021, 10, 1))["totals"]["late"] == 14


def test_reading_is_told(desk: SmallOffice) -> None:
    heard: list[tuple[int, int]] = []
    with desk.database.read() as tx:
        plan = desk.office.plan(tx, desk.plan_id)
        asked = occasion(ReportKind.QUARTER, THEN)
        compose(tx, desk.office, plan, asked, at(THEN), lambda done, of: heard.append((done, of)))
    assert heard == [(16, 16)]


def test_table_has_its_columns(played: Played) -> None:
    table = played.figures(ReportKind.YEAR)["tasks"]
    assert table["columns"] == list(COLUMNS)
    assert {len(row) for row in table["rows"]} == {len(COLUMNS)}
    assert len(table["rows"]) == 417


def waiting_of(desk: SmallOffice, code: str) -> Extension:
    with desk.database.read() as tx:
        found = waiting_extension(tx, desk.task(code).id)
    assert found is not None
    return found


def do_all_sorts(desk: SmallOffice, now: datetime) -> None:
    """Do with the small office whatever may be done with tasks, requests, flags and people."""
    desk.report("A2", now)
    desk.verify("A2", now)
    desk.do(CHIEF, "reopen", "A2", now, note="Số liệu sai")
    desk.do(DIRECTOR, "cancel", "A3", now, note="Bỏ", document="45/QĐ-SVD")
    desk.do(DIRECTOR, "suspend", "A4", now, note="Chờ")
    desk.amend(CHIEF, "A5", now, lead="CCKL", reason="Đổi")
    desk.amend(CHIEF, "A6", now, title="Tên khác", reason="Sửa")
    desk.amend(CHIEF, "A10", now, due_on=date(2021, 11, 30), reason="Phát sinh")
    desk.amend(CHIEF, "A9", now, due_on=date(2021, 11, 30), reason="Ấn định")
    desk.do(CHIEF, "excuse", "B1", now, note="Chờ văn bản")
    desk.do(COORDINATOR, "return", "B2", now, note="Thiếu")
    desk.decide(CHIEF, waiting_of(desk, "A7"), "approve", now)
    desk.extend("C1", date(2021, 12, 30), now, HEAD_CCKL)
    from_on = desk.office.today(now) + timedelta(days=1)
    new = Appointment(address=OFFICER, role=Role.UNIT_HEAD, unit="VP", from_on=from_on)
    appoint(desk.office, desk.organization_id, new)


@pytest.mark.parametrize("kind", ReportKind)
def test_snapshot_stands_whatever_is_done_later(desk: SmallOffice, kind: ReportKind) -> None:
    asked = occasion(kind, date(2021, 7, 1), "VP")
    desk.report("A1", vn(28, 6, 9))
    desk.report("B2", vn(1, 7, 7), HEAD_TCCB)
    desk.ask("A7", date(2021, 11, 30), vn(1, 7, 7))
    sweep(desk.office, vn(1, 7, 7))
    then = to_json(compose_for(desk.office, desk.plan_id, asked))
    do_all_sorts(desk, vn(2, 7, 9))
    sweep(desk.office, vn(1, 12, 9))
    anchor_history(desk.office, vn(1, 12, 10))
    assert to_json(compose_for(desk.office, desk.plan_id, asked)) == then


def test_snapshot_of_the_day_on_which_all_sorts_was_done_tells_of_it(desk: SmallOffice) -> None:
    on = date(2021, 7, 2)
    desk.report("B2", vn(1, 7, 7), HEAD_TCCB)
    desk.ask("A7", date(2021, 11, 30), vn(1, 7, 7))
    sweep(desk.office, vn(2, 7, 7))
    do_all_sorts(desk, vn(2, 7, 9))
    found = figures(desk, ReportKind.QUARTER, on)
    rows = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in found["tasks"]["rows"]}
    assert (rows["A5"]["unit_code"], rows["A6"]["title"]) == ("CCKL", "Tên khác")
    assert (rows["A10"]["due_on"], rows["A4"]["progress"], rows["B1"]["excused"]) == (
        "2021-11-30", "paused", True,
    )  # fmt: skip
    assert found["totals"]["cancelled"] == len(found["cancelled"]) == 1
    assert found["totals"]["dormant"] == 0
    assert [each["reason"] for each in found["flags"]["cleared"]] == ["extension_approved"]
    assert found["steering"]["extensions"] == {"asked": 2, "approved": 2, "rejected": 0, "waiting": 0}
    assert (found["steering"]["reports"], found["steering"]["returned"]) == (2, 1)
    assert found["steering"]["verified"] == 1
