"""Owns the areas of a plan in a report, and the projected index that their tasks make."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from cchc_workflow.definitions.scoring import pinned_tree
from cchc_workflow.domain.index import AreaIndex, ProjectedIndex, project_index
from cchc_workflow.domain.scoring import (
    NOTHING,
    CriterionIndex,
    DutyWork,
    Points,
    Work,
    round_points,
    sum_points,
    sum_work,
)
from cchc_workflow.domain.standing import percent
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.index import area_works, criterion_work
from cchc_workflow.engine.report.entries import Entry
from cchc_workflow.engine.report.figures.counts import Facts, count_entries
from cchc_workflow.engine.report.ledger import Ledger

_NO_POINTS = Points(NOTHING, NOTHING, NOTHING, NOTHING)


def index_of(ledger: Ledger) -> ProjectedIndex:
    """Return the office's projected index, of all its tasks whatever the report is about."""
    works = area_works(pinned_tree(ledger.plan.source), ledger.areas, _works(ledger, ledger.whole))
    return project_index(works, ledger.plan.survey_points, ledger.plan.goal)


def show_index(index: ProjectedIndex) -> Facts:
    """Return the index; `rate` is the share on time so far, in percent."""
    return {
        "points": str(index.points),
        "survey_points": str(index.survey_points),
        "goal": str(index.goal),
        "secured": str(index.secured),
        "expected": str(index.expected),
        "reachable": str(index.reachable),
        "lost": str(index.tasks.lost),
        "margin": str(index.margin),
        "rate": str(percent(index.rate.numerator, index.rate.denominator)),
    }


def areas(ledger: Ledger, index: ProjectedIndex) -> list[Facts]:
    """Return the areas in the order of the plan, then the general tasks, which carry no points.

    Of a report about a unit: the areas in which it leads a task, with its own part of their points.
    """
    by_area: defaultdict[int | None, list[Entry]] = defaultdict(list)
    for entry in ledger.entries:
        if entry.duty.counted:
            by_area[entry.area_id].append(entry)
    shown: list[Facts] = []
    for area, found in zip(ledger.areas, index.areas, strict=True):
        own = by_area[area.id]
        if ledger.subject is not None and not own:
            continue
        part = found.points if ledger.subject is None else part_of(found, _works(ledger, own), index.rate)
        shown.append(
            {"code": area.code, "title": area.title}
            | count_entries(own, ledger.on)
            | {"points": str(area.points), "previous_points": _text(area.previous_points)}
            | _show_points(part, found.per_late_task)
        )
    if by_area[None]:
        general: Facts = {"code": None, "title": ""}
        general |= count_entries(by_area[None], ledger.on)
        shown.append(general | {"points": None, "previous_points": None} | _show_points(_NO_POINTS, NOTHING))
    return shown


def part_of(area: AreaIndex, own: Sequence[DutyWork], rate: Fraction) -> Points:
    """Return what some of an area's tasks make of its points: each task is worth what it is to the whole."""
    return sum_points(_part(each, _serving(each, own), rate) for each in area.criteria)


def _serving(each: CriterionIndex, own: Sequence[DutyWork]) -> Work:
    """An area that is one criterion is served by all its tasks."""
    return criterion_work(own, each.criterion.duties) if each.criterion.duties else sum_work(own)


def _part(each: CriterionIndex, own: Work, rate: Fraction) -> Points:
    if not each.work.assigned:
        return _NO_POINTS
    share = Fraction(each.criterion.points) / each.work.assigned
    reachable = round_points(share * (own.assigned - own.late))
    on_time = own.verified_on_time + own.reported_on_time
    return Points(
        secured=round_points(share * own.verified_on_time),
        expected=round_points(share * (on_time + own.ahead * rate)),
        reachable=reachable,
        lost=round_points(share * own.assigned) - reachable,
    )


def _works(ledger: Ledger, entries: Iterable[Entry]) -> tuple[DutyWork, ...]:
    codes = {area.id: area.code for area in ledger.areas}
    by_duty: defaultdict[tuple[str, int | None], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.duty.counted and entry.duty.phase is not Phase.VOID:
            by_duty[entry.duty_code, entry.area_id].append(entry)
    return tuple(
        _work(duty, codes.get(area_id or 0), several) for (duty, area_id), several in by_duty.items()
    )


def _work(duty: str, area: str | None, entries: Sequence[Entry]) -> DutyWork:
    on_time = [entry.duty.phase for entry in entries if not entry.late]
    return DutyWork(
        duty=duty,
        area=area,
        assigned=len(entries),
        verified_on_time=on_time.count(Phase.DONE),
        reported_on_time=on_time.count(Phase.REPORTED),
        late=len(entries) - len(on_time),
    )


def _show_points(points: Points, per_late_task: Decimal) -> Facts:
    return {
        "secured": str(points.secured),
        "expected": str(points.expected),
        "reachable": str(points.reachable),
        "lost": str(points.lost),
        "per_late_task": str(per_late_task),
    }


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)
