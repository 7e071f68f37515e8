from decimal import Decimal

from cchc_workflow.engine.score.read import UnitScore, unit_scores
from cchc_workflow.store.plans import load_plan_row
from tests.engine.score.scoring import give
from tests.engine.small_office import HEAD, HEAD_TCCB, SmallOffice


def scores_of(desk: SmallOffice) -> dict[str, UnitScore]:
    with desk.database.read() as tx:
        return unit_scores(tx, load_plan_row(tx, desk.plan_id))


def test_unit_scores_are_none_until_given(scored: SmallOffice) -> None:
    assert scores_of(scored) == {
        "VP": (None, None, Decimal("4.0")),
        "TCCB": (None, None, Decimal("2.5")),
        "CCKL": (None, None, Decimal("2.5")),
    }


def test_unit_scores_are_the_sums_of_its_own_criteria(scored: SmallOffice) -> None:
    give(scored, "a.1.1", "1.5", by=HEAD, subject="VP")
    give(scored, "a.1.2", "2.25", by=HEAD, subject="VP")
    give(scored, "a.1.2", appraised="2", subject="VP", version=1)
    give(scored, "a.1.2", "0", by=HEAD_TCCB, subject="TCCB")
    give(scored, "a.1.2", "2.5")
    found = scores_of(scored)
    assert found["VP"] == (Decimal("3.75"), Decimal(2), Decimal("4.0"))
    assert found["TCCB"] == (Decimal(0), None, Decimal("2.5"))
    assert found["CCKL"] == (None, None, Decimal("2.5"))


def test_a_score_of_a_criterion_that_is_served_no_more_is_left_out(scored: SmallOffice) -> None:
    give(scored, "a.1.1", "1.5", by=HEAD, subject="VP")
    document = "18/QĐ-SNN"
    scored.do("giamdoc@so.example", "cancel", "A1", scored.task("A1").due_set_at, note="x", document=document)
    assert scores_of(scored)["VP"] == (None, None, Decimal("2.5"))
