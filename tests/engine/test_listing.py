from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cchc_workflow.domain.people import Scope, scope_of
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.choices import read_choices
from cchc_workflow.engine.listing import Listing, Wanted, read_export, read_listing, read_period
from cchc_workflow.store.listing import Sort
from tests.builders import vn
from tests.engine.small_office import CHIEF, HEAD_TCCB, SmallOffice

ON = date(2021, 7, 5)


def listing(
    desk: SmallOffice,
    wanted: Wanted | None = None,
    scope: Scope | None = None,
    **more: Any,  # noqa: ANN401 - as read_listing takes it
) -> Listing:
    with desk.database.read() as tx:
        choices = read_choices(tx, desk.office, desk.organization_id, ON)
        return read_listing(tx, choices, scope or Scope(desk.organization_id), wanted or Wanted(), ON, **more)


def codes(desk: SmallOffice, wanted: Wanted, scope: Scope | None = None) -> list[str]:
    return [line.code for line in listing(desk, wanted, scope).lines]


@pytest.fixture
def worked(desk: SmallOffice) -> SmallOffice:
    """Give the office after some work: A1 verified in time, C1 reported late, A8 cancelled, A7 suspended."""
    desk.report("A1", vn(28, 6, 9))
    desk.verify("A1", vn(29, 6, 9))
    desk.report("C1", vn(1, 6, 9), "chicuctruong.cckl@so.example")
    desk.do(CHIEF, "cancel", "A8", vn(1, 6, 10), note="Không còn", document="1/QĐ")
    desk.do(CHIEF, "suspend", "A7", vn(1, 6, 11), note="Chờ")
    return desk


WANTED = [
    ({}, ["C1", "A1", "B1", "B2", "B3", "B4", "B5", *(f"A{n}" for n in range(2, 11))]),
    ({"units": ("CCKL", "TCCB")}, ["C1", "B1", "B2", "B3", "B4", "B5"]),
    ({"areas": ("a",), "units": ("CCKL",)}, ["C1"]),
    ({"plan": "so-vi-du-2021", "units": ("CCKL",)}, ["C1"]),
    ({"states": ("reported", "verified")}, ["C1", "A1"]),
    ({"timeliness": ("overdue",)}, ["B1", "B2", "B3", "B4", "B5"]),
    ({"timeliness": ("late",)}, ["C1", "B1", "B2", "B3", "B4", "B5"]),
    ({"timeliness": ("done_on_time", "void", "paused")}, ["A1", "A7", "A8"]),
    ({"timeliness": ("undated",)}, ["A9", "A10"]),
    ({"kind": "dormant"}, ["A10"]),
    ({"kind": "counted", "timeliness": ("undated",)}, ["A9"]),
    ({"period": "2021-q2"}, ["C1", "A1", "B1", "B2", "B3", "B4", "B5"]),
    ({"period": "2021-05"}, ["C1"]),
    ({"period": "2021-h1", "due_from": "2021-06-01", "units": ("VP",)}, ["A1"]),
    ({"due_until": "2021-05-31"}, ["C1"]),
    ({"due_from": "2021-10-01"}, []),
    ({"text": "NHIỆM vu c1"}, ["C1"]),
    ({"text": "kiem lam"}, ["C1"]),
    ({"text": "bao cao", "units": ("CCKL",)}, ["C1"]),
]


@pytest.mark.parametrize(("over", "expected"), WANTED, ids=lambda each: str(each)[:40])
def test_wanted_narrows(worked: SmallOffice, over: dict[str, Any], expected: list[str]) -> None:
    found = listing(worked, Wanted(**over))
    assert [line.code for line in found.lines] == expected
    assert (found.count, found.unknown) == (len(expected), ())


@pytest.mark.parametrize(
    ("over", "unknown", "anything"),
    [
        ({"units": ("ZZ",)}, (("units", "ZZ"),), False),
        ({"units": ("VP", "ZZ")}, (("units", "ZZ"),), True),
        ({"areas": ("zz",)}, (("areas", "zz"),), False),
        ({"states": ("gone",)}, (("states", "gone"),), False),
        ({"timeliness": ("never",)}, (("timeliness", "never"),), False),
        ({"plan": "none"}, (("plan", "none"),), False),
        ({"kind": "odd"}, (("kind", "odd"),), False),
        ({"period": "2021-q9"}, (("period", "2021-q9"),), False),
        ({"due_from": "31/6/2021"}, (("due_from", "31/6/2021"),), False),
        ({"text": "!?"}, (("text", "!?"),), False),
        ({"text": "'); DROP TABLE task --"}, (), False),
        ({"part": "\x00"}, (("part", "\x00"),), False),
        ({"part": "Q2"}, (), False),
    ],
)
def test_what_names_nothing_is_told(
    desk: SmallOffice,
    over: dict[str, Any],
    unknown: tuple[tuple[str, str], ...],
    anything: bool,  # noqa: FBT001  # a row of the table
) -> None:
    found = listing(desk, Wanted(**over))
    assert (found.unknown, bool(found.lines)) == (unknown, anything)


def test_head_sees_what_the_unit_leads_or_helps_with(desk: SmallOffice) -> None:
    scope = scope_of(desk.actor(HEAD_TCCB))
    assert codes(desk, Wanted(), scope) == ["A1", "B1", "B2", "B3", "B4", "B5"]
    assert codes(desk, Wanted(units=("VP",)), scope) == ["A1"]
    assert codes(desk, Wanted(text="nhiem vu a2"), scope) == []


def test_line_says_how_the_task_stands(worked: SmallOffice) -> None:
    lines = {line.code: line for line in listing(worked).lines}
    assert (lines["B1"].timeliness, lines["B1"].days) == (Timeliness.OVERDUE, -5)
    assert (lines["A2"].timeliness, lines["A2"].days) == (Timeliness.ON_TRACK, 87)
    assert (lines["C1"].timeliness, lines["C1"].days) == (Timeliness.DONE_LATE, None)
    assert (lines["C1"].state_label, lines["C1"].unit, lines["C1"].area) == (
        "Đã báo cáo",
        "Chi cục Kiểm lâm",
        "a",
    )
    assert lines["A9"].due_on is None


def test_pages_lead_to_each_other(desk: SmallOffice) -> None:
    wanted = Wanted(sort=Sort.CODE)
    first = listing(desk, wanted, most=6)
    second = listing(desk, wanted, most=6, from_place=first.after)
    last = listing(desk, wanted, most=6, from_place=second.after)
    seen = [line.code for page in (first, second, last) for line in page.lines]
    assert seen == [line.code for line in listing(desk, wanted).lines]
    assert (first.before, last.after) == (None, None)
    again = listing(desk, wanted, most=6, from_place=last.before, backwards=True)
    assert again.lines == second.lines
    assert listing(desk, wanted, most=6, from_place=again.before, backwards=True).before is None


def test_export_gives_every_row_in_order_up_to_its_bound(desk: SmallOffice) -> None:
    def export(most: int) -> list[tuple[str, str]]:
        found = read_export(desk.office, Scope(desk.organization_id), Wanted(sort=Sort.CODE), ON, most)
        return [(line.code, helpers) for line, _, helpers in found]

    assert [code for code, _ in export(1000)] == [
        line.code for line in listing(desk, Wanted(sort=Sort.CODE)).lines
    ]
    assert export(1) == [("A1", "Phòng Tổ chức - Cán bộ")]
    assert len(export(7)) == 7


NO_PERIODS = [
    "", "x", "2021-q0", "2021-q5", "2021-h3", "2021-13", "2021-1", "99999", "9" * 20, "²⁰²¹", "-", "2021-qq1",
]  # fmt: skip


@pytest.mark.parametrize("label", NO_PERIODS)
def test_period_that_is_none_is_not_read(label: str) -> None:
    assert read_period(label) is None


@pytest.mark.parametrize("label", ["2021", "2021-q2", "2021-h1", "2021-05", "2021-12"])
def test_period_is_read_by_its_label(label: str) -> None:
    period = read_period(label)
    assert period is not None
    assert period.label == label


def test_other_order_is_the_same_rows(desk: SmallOffice) -> None:
    wanted = Wanted(sort=Sort.STATE)
    assert codes(desk, replace(wanted, descending=True)) == codes(desk, wanted)[::-1]
