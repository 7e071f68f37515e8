from decimal import Decimal

from cchc_workflow.web.score.layout import lay_out_areas
from tests.engine.score.scoring import give, sheet_of
from tests.engine.small_office import SmallOffice
from tests.scored_office import prove_a1


def test_a_criterion_with_parts_is_their_sum(scored: SmallOffice) -> None:
    prove_a1(scored)
    give(scored, "a.1.1", "1.25")
    (area,) = lay_out_areas(sheet_of(scored))
    assert [(row.criterion.code, row.depth, row.line is None) for row in area.rows] == [
        ("a.1", 0, True),
        ("a.1.1", 1, False),
        ("a.1.2", 1, False),
        ("a.2", 0, False),
    ]
    whole, first, second, _ = area.rows
    assert whole.points.expected == first.points.expected + second.points.expected
    assert (whole.sums.self_points, whole.sums.most) == (Decimal("1.25"), Decimal("4.0"))
    assert area.sums.most == 10
    assert sum(part.width for part in area.gauge.parts) == 100


def test_only_what_lacks_evidence_stays(scored: SmallOffice) -> None:
    prove_a1(scored)
    (area,) = lay_out_areas(sheet_of(scored), missing=True)
    assert [row.criterion.code for row in area.rows] == ["a.1", "a.1.2", "a.2"]
    assert area.sums.most == Decimal("8.5")


def test_an_area_without_rows_is_left_out(scored: SmallOffice) -> None:
    assert lay_out_areas(sheet_of(scored), "b") == ()
    (area,) = lay_out_areas(sheet_of(scored, "TCCB"))
    assert [row.criterion.code for row in area.rows] == ["a.1", "a.1.2"]
