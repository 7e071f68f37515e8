from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.scoring import Proof
from cchc_workflow.engine.score.sheet import see_subject, serves, sum_lines
from cchc_workflow.errors import NotFoundError
from tests.builders import vn
from tests.engine.score.scoring import give, sheet_of
from tests.engine.small_office import HEAD_TCCB, SmallOffice
from tests.scored_office import prove_a1


def test_office_sheet_has_every_criterion_and_the_survey_last(scored: SmallOffice) -> None:
    sheet = sheet_of(scored)
    assert [line.criterion.code for line in sheet.lines] == ["a.1.1", "a.1.2", "a.2", "XHH"]
    assert (sheet.subject, sheet.unit) == ("", None)
    assert sheet.sums.most == 100


def test_projection_goes_by_each_criterions_own_tasks(scored: SmallOffice) -> None:
    """By hand: A1 accepted in time, B1 overdue, three of U1 ahead: the rate is 1/2.

    a.1.1 has 1.5 secured; a.1.2 shares 2.5 among four: 1.875 reachable, half of which is expected; a.2 has
    only a sleeping task and can lose nothing.
    """
    prove_a1(scored)
    sheet = sheet_of(scored)
    found = {line.criterion.code: line.index for line in sheet.lines}
    assert found["a.1.1"].points.secured == Decimal("1.50")
    shared = found["a.1.2"]
    assert (shared.work.assigned, shared.work.late, shared.work.ahead) == (4, 1, 3)
    assert [str(each) for each in (shared.points.expected, shared.points.reachable, shared.points.lost)] == [
        "0.94",
        "1.88",
        "0.62",
    ]
    assert shared.per_late_task == Decimal("0.63")
    assert found["a.2"].points.expected == 6
    assert found["XHH"].points.expected == 90
    assert sheet.index is not None
    area = sheet.area_index("a")
    assert area is not None
    assert area.points.expected == Decimal("8.44"), "the sum of what is shown"
    assert sheet.index.expected == Decimal("98.44")
    assert sheet.index.margin == Decimal("13.44")
    assert area.per_late_task == Decimal("0.80"), "4 points hang on 5 tasks"
    assert sheet.area_index("b") is None


def test_unit_sheet_has_what_its_own_tasks_serve(scored: SmallOffice) -> None:
    tccb = sheet_of(scored, "TCCB")
    assert [line.criterion.code for line in tccb.lines] == ["a.1.2"]
    assert tccb.lines[0].index.work.assigned == 2
    assert (tccb.subject, tccb.index, tccb.area_index("a")) == ("TCCB", None, None)
    assert [line.criterion.code for line in sheet_of(scored, "VP").lines] == ["a.1.1", "a.1.2"]
    assert sheet_of(scored, "VP").sums.most == Decimal("4.0")


def test_a_dormant_or_cancelled_task_serves_nothing(scored: SmallOffice) -> None:
    cancelled = "18/QĐ-SNN"
    scored.do("giamdoc@so.example", "cancel", "A1", vn(1, 6, 8), note="Không còn", document=cancelled)
    assert [line.criterion.code for line in sheet_of(scored, "VP").lines] == ["a.1.2"]
    assert sheet_of(scored).line("a.1.1").index.work.assigned == 0


def test_what_lacks_evidence_comes_in_order(scored: SmallOffice) -> None:
    assert [line.criterion.code for line in sheet_of(scored).lacking] == ["a.1.1", "a.1.2", "a.2"]
    scored.report("B1", vn(28, 6, 8), HEAD_TCCB)
    sheet = sheet_of(scored)
    assert [(line.criterion.code, line.proof) for line in sheet.lacking] == [
        ("a.1.1", Proof.NONE),
        ("a.2", Proof.NONE),
        ("a.1.2", Proof.SOME),
    ]
    prove_a1(scored)
    assert sheet_of(scored).line("a.1.1").proof is Proof.WHOLE


def test_a_returned_report_proves_nothing(scored: SmallOffice) -> None:
    scored.report("A1", vn(28, 6, 8))
    assert sheet_of(scored).line("a.1.1").proven == 1
    scored.do("thamdinh@so.example", "return", "A1", vn(29, 6, 8), note="Thiếu phụ lục")
    assert sheet_of(scored).line("a.1.1").proven == 0


def test_sums_are_none_while_nothing_was_given(scored: SmallOffice) -> None:
    sums = sheet_of(scored).sums
    assert (sums.self_points, sums.appraised_points, sums.scored, sums.appraised) == (None, None, 0, 0)
    give(scored, "a.1.1", "0")
    give(scored, "a.1.2", "2.25", "1.5")
    sums = sheet_of(scored).sums
    assert (sums.self_points, sums.appraised_points) == (Decimal("2.25"), Decimal("1.5"))
    assert (sums.scored, sums.appraised) == (2, 1)
    assert sum_lines([]).most == 0


@pytest.mark.parametrize(
    ("scope", "subject"),
    [
        (Scope(1, frozenset({2})), ""),
        (Scope(1, frozenset()), "TCCB"),
        (Scope(1), "XYZ"),
        (Scope(2), "TCCB"),
    ],
)
def test_a_sheet_out_of_sight_is_not_there(scored: SmallOffice, scope: Scope, subject: str) -> None:
    with pytest.raises(NotFoundError):
        sheet_of(scored, subject, scope)


def test_a_head_sees_the_own_units_sheet(scored: SmallOffice) -> None:
    own = Scope(1, frozenset({scored.unit_id("TCCB")}))
    assert [line.criterion.code for line in sheet_of(scored, "TCCB", own).lines] == ["a.1.2"]
    with scored.database.read() as tx:
        unit = see_subject(tx, own, "TCCB")
    assert unit is not None
    assert unit.code == "TCCB"


def test_a_line_that_is_not_there_is_not_found(scored: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        sheet_of(scored, "TCCB").line("a.1.1")
    assert [line.criterion.code for line in sheet_of(scored).of_area("a")] == ["a.1.1", "a.1.2", "a.2"]
    assert serves(sheet_of(scored).lines[0].criterion, {"A1", "Z"})
    assert not serves(sheet_of(scored).lines[0].criterion, ())
    assert sheet_of(scored).plan.last_on == date(2021, 12, 31)
