"""Owns the ranking of the units at the year's end, by score where there is one, else by punctuality."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from cchc_workflow.domain.standing import percent
from cchc_workflow.engine.report.figures.counts import Facts
from cchc_workflow.engine.report.figures.units import UnitPart
from cchc_workflow.engine.score.read import UnitScore

NO_SCORE: UnitScore = (None, None, Decimal(0))

_Merit = tuple[bool, Fraction, Fraction, Fraction]


def rank(parts: Iterable[UnitPart], scores: Mapping[str, UnitScore]) -> list[Facts]:
    """Return the units, the best first; those that are equal in all share a rank, by code.

    The appraised score counts, else the self-score, as a share of the points to be had; then the share of
    tasks done on time among those done or due, then the lesser share of late ones. A unit without a score
    comes after those with one (docs/decisions/0010-frozen-figures.md).
    """
    merits = [(_merit(part, scores.get(part.unit.code, NO_SCORE)), part) for part in parts]
    merits.sort(key=lambda pair: pair[1].unit.code)
    merits.sort(key=lambda pair: pair[0], reverse=True)
    shown: list[Facts] = []
    place, last = 0, None
    for number, (merit, part) in enumerate(merits, start=1):
        if merit != last:
            place, last = number, merit
        shown.append({"rank": place} | _show(part, scores.get(part.unit.code, NO_SCORE)))
    return shown


def _merit(part: UnitPart, score: UnitScore) -> _Merit:
    counts = part.standing.counts
    own, appraised, most = score
    points = own if appraised is None else appraised
    return (
        points is not None,
        Fraction(points or 0) / Fraction(most or 1),
        Fraction(counts.done_on_time, counts.judged or 1),
        -Fraction(counts.late, counts.assigned or 1),
    )


def _show(part: UnitPart, score: UnitScore) -> Facts:
    counts = part.standing.counts
    return {
        "unit": part.unit.name,
        "unit_code": part.unit.code,
        "assigned": counts.assigned,
        "done_on_time": counts.done_on_time,
        "done_late": counts.done_late,
        "open_overdue": counts.open_overdue,
        "late": counts.late,
        "percent": str(percent(counts.late, counts.assigned)),
        "on_time_percent": str(percent(counts.done_on_time, counts.judged)),
        "self_score": _text(score[0]),
        "appraised_score": _text(score[1]),
        "flagged": part.standing.flagged,
    }


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)
