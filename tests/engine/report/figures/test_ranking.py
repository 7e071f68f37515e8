from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.domain.standing import Counts, Projection, Standing
from cchc_workflow.engine.report.figures.ranking import rank
from cchc_workflow.engine.report.figures.units import UnitPart
from cchc_workflow.engine.score.read import UnitScore
from tests.builders import vn
from tests.engine.report.occasions import figures
from tests.engine.small_office import SmallOffice


def part(code: str, on_time: int = 0, late: int = 0, ahead: int = 0) -> UnitPart:
    counts = Counts(
        assigned=on_time + late + ahead, late=late, done_on_time=on_time, done_late=late, open_in_term=ahead
    )
    nothing = Projection(None, (), None, None)
    standing = Standing(counts, flagged=False, flagged_excused=False, projection=nothing)
    return UnitPart(SimpleNamespace(id=1, code=code, name=f"Đơn vị {code}"), (), standing)


def score(own: str | None, appraised: str | None = None, most: str = "10") -> UnitScore:
    return (
        None if own is None else Decimal(own),
        None if appraised is None else Decimal(appraised),
        Decimal(most),
    )


@pytest.mark.parametrize(
    ("parts", "scores", "places"),
    [
        ([part("A", 1, 1), part("B", 2)], {}, [(1, "B"), (2, "A")]),
        ([part("B", 1), part("A", 7), part("C", 0, 1)], {}, [(1, "A"), (1, "B"), (3, "C")]),
        ([part("A", 1, 1, 8), part("B", 1, 1)], {}, [(1, "A"), (2, "B")]),
        ([part("A"), part("B", 0, 1)], {}, [(1, "A"), (2, "B")]),
        ([part("A", 9), part("B", 1, 1)], {"B": score("5")}, [(1, "B"), (2, "A")]),
        ([part("A", 9), part("B", 1, 1)], {"B": score("0")}, [(1, "B"), (2, "A")]),
        ([part("A"), part("B")], {"A": score("9", "6"), "B": score("7")}, [(1, "B"), (2, "A")]),
        ([part("A"), part("B")], {"A": score("9", most="20"), "B": score("8")}, [(1, "B"), (2, "A")]),
        ([part("A", 1, 1), part("B", 1)], {"A": score("8"), "B": score("9", "8")}, [(1, "B"), (2, "A")]),
        ([part("A")], {"A": score("0", most="0")}, [(1, "A")]),
        ([], {}, []),
    ],
)
def test_rank_is_by_score_then_punctuality_then_code(
    parts: list[UnitPart], scores: dict[str, UnitScore], places: list[tuple[int, str]]
) -> None:
    assert [(each["rank"], each["unit_code"]) for each in rank(parts, scores)] == places


def test_rank_shows_what_it_is_by() -> None:
    (shown,) = rank([part("A", 2, 1, 3)], {"A": score("8.5", "7.25")})
    assert shown == {
        "rank": 1, "unit": "Đơn vị A", "unit_code": "A", "assigned": 6, "done_on_time": 2, "done_late": 1,
        "open_overdue": 0, "late": 1, "percent": "16.67", "on_time_percent": "66.67", "self_score": "8.5",
        "appraised_score": "7.25", "flagged": False,
    }  # fmt: skip


def test_units_of_a_plan_are_ranked(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    found = figures(desk, ReportKind.RANKING, date(2021, 7, 1))["ranking"]
    assert [(each["rank"], each["unit_code"], each["on_time_percent"]) for each in found] == [
        (1, "VP", "100.00"),
        (2, "CCKL", "0.00"),
        (2, "TCCB", "0.00"),
    ]
