from decimal import Decimal

import pytest

from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.score.give import KEPT, LONGEST_EXPLANATION, Marks, Place, give_score
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError, WrongRoleError
from cchc_workflow.store.journal import broken_entry
from tests.engine.rivals import at_once
from tests.engine.score.scoring import give, noted, sheet_of
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
)
from tests.scored_office import FILES, JULY

HOSTILE = '<script>alert("1")</script> & =1+1 \u202e ê'


def test_scores_are_kept_beside_each_other(scored: SmallOffice) -> None:
    assert give(scored, "a.1.1", "1.25", explanation=f" {HOSTILE} ") == 1
    assert give(scored, "a.1.1", appraised="0.5", by=VERIFIER, version=1) == 2
    line = sheet_of(scored).line("a.1.1")
    assert (line.self_points, line.appraised_points, line.version) == (Decimal("1.25"), Decimal("0.5"), 2)
    assert line.explanation == HOSTILE
    assert line.changer == "thamdinh"
    assert noted(scored, "criterion_scored") == [
        (
            "a.1.1",
            {"plan": "so-vi-du-2021", "unit": "", "self_points": "1.25", "explanation": HOSTILE},
        ),
        ("a.1.1", {"plan": "so-vi-du-2021", "unit": "", "appraised_points": "0.5"}),
    ]
    with scored.database.read() as tx:
        assert broken_entry(tx, scored.organization_id) is None


def test_points_can_be_taken_back(scored: SmallOffice) -> None:
    give(scored, "a.1.1", "1.25")
    give(scored, "a.1.1", None, version=1)
    assert sheet_of(scored).line("a.1.1").self_points is None
    assert noted(scored, "criterion_scored")[1][1]["self_points"] is None


def test_what_changes_nothing_writes_nothing(scored: SmallOffice) -> None:
    assert give(scored, "a.1.1") == 0
    give(scored, "a.1.1", "1.2")
    assert give(scored, "a.1.1", "1.20", version=1) == 1
    assert len(noted(scored, "criterion_scored")) == 1


def test_a_unit_has_scores_of_its_own(scored: SmallOffice) -> None:
    give(scored, "a.1.2", "2", by=HEAD_TCCB, subject="TCCB")
    give(scored, "a.1.2", "1", by=HEAD, subject="VP")
    give(scored, "a.1.2", appraised="1.5", subject="TCCB", version=1)
    assert sheet_of(scored, "TCCB").line("a.1.2").appraised_points == Decimal("1.5")
    assert sheet_of(scored, "VP").line("a.1.2").self_points == 1
    assert sheet_of(scored).line("a.1.2").version == 0
    assert noted(scored, "criterion_scored")[0][1]["unit"] == "TCCB"


def test_the_survey_is_scored_for_the_office(scored: SmallOffice) -> None:
    give(scored, "XHH", "80.55")
    assert sheet_of(scored).line("XHH").self_points == Decimal("80.55")


@pytest.mark.parametrize("points", ["1.51", "-0.01", "1.005", "NaN", "Infinity", "1E+30"])
@pytest.mark.parametrize("name", ["self_points", "appraised_points"])
def test_points_beyond_the_criterion_are_refused(scored: SmallOffice, points: str, name: str) -> None:
    wrong = Decimal(points)
    marks = Marks(self_points=wrong) if name == "self_points" else Marks(appraised_points=wrong)
    actor, place = scored.actor(COORDINATOR, JULY), Place(scored.plan_id, "a.1.1")
    with pytest.raises(IncompleteError) as refused:
        give_score(scored.office, actor, place, marks, 0, JULY)
    assert (list(refused.value.missing), refused.value.details) == (["points"], {"most": Decimal("1.5")})
    assert refused.value.action == ("score" if name == "self_points" else "appraise")
    assert sheet_of(scored).line("a.1.1").version == 0


def test_an_endless_explanation_is_refused(scored: SmallOffice) -> None:
    give(scored, "a.1.1", explanation="à" * LONGEST_EXPLANATION)
    with pytest.raises(IncompleteError) as refused:
        give(scored, "a.1.1", explanation="à" * (LONGEST_EXPLANATION + 1), version=1)
    assert list(refused.value.missing) == ["explanation"]


@pytest.mark.parametrize(
    ("by", "subject", "own", "appraised"),
    [
        (VERIFIER, "", "1", KEPT),
        (DIRECTOR, "", "1", KEPT),
        (DIRECTOR, "", KEPT, "1"),
        (DIRECTOR, "", KEPT, KEPT),
        (COORDINATOR, "TCCB", "1", KEPT),
        (CHIEF, "TCCB", "1", KEPT),
        (HEAD_TCCB, "TCCB", KEPT, "1"),
        (OFFICER, "VP", "1", KEPT),
        (OFFICER, "VP", KEPT, KEPT),
    ],
)
def test_who_may_not_is_refused(
    scored: SmallOffice,
    by: str,
    subject: str,
    own: str,
    appraised: str,
) -> None:
    with pytest.raises(WrongRoleError):
        give(scored, "a.1.2", own, appraised, by=by, subject=subject, explanation="vì")
    assert noted(scored, "criterion_scored") == []


@pytest.mark.parametrize(
    ("by", "subject", "criterion"),
    [
        (COORDINATOR, "", "a.1"),
        (COORDINATOR, "", "a"),
        (COORDINATOR, "", "x"),
        (COORDINATOR, "", ""),
        (COORDINATOR, "", "a.1.1\0"),
        (COORDINATOR, "XYZ", "a.1.2"),
        (COORDINATOR, "TCCB", "a.1.1"),
        (COORDINATOR, "VP", "a.2"),
        (COORDINATOR, "VP", "XHH"),
        (HEAD_TCCB, "", "a.1.2"),
        (HEAD_TCCB, "VP", "a.1.2"),
        (HEAD, "TCCB", "a.1.2"),
    ],
)
def test_what_is_not_in_sight_is_not_there(
    scored: SmallOffice, by: str, subject: str, criterion: str
) -> None:
    with pytest.raises(NotFoundError):
        give(scored, criterion, "1", by=by, subject=subject)


@pytest.mark.parametrize("plan_id", [0, 99, 2**63 - 1, 2**63, -1])
def test_an_unknown_plan_is_not_there(scored: SmallOffice, plan_id: int) -> None:
    actor = scored.actor(COORDINATOR, JULY)
    with pytest.raises(NotFoundError):
        give_score(scored.office, actor, Place(plan_id, "a.1.1"), Marks(self_points=Decimal(1)), 0, JULY)


def test_a_draft_and_another_offices_plan_are_not_there(scored: SmallOffice) -> None:
    draft = {**FILES, "plan.toml": FILES["plan.toml"].replace("so-vi-du-2021", "du-thao")}
    foreign = {**FILES, "plan.toml": FILES["plan.toml"].replace('"so-vi-du"', '"so-khac"')}
    actor = scored.actor(COORDINATOR, JULY)
    for files in (draft, foreign):
        plan_id = load_plan(scored.office, files, JULY)
        with pytest.raises(NotFoundError):
            give_score(scored.office, actor, Place(plan_id, "a.1.1"), Marks(self_points=Decimal(1)), 0, JULY)


@pytest.mark.parametrize("version", [0, 2, 99, -1])
def test_a_stale_version_loses(scored: SmallOffice, version: int) -> None:
    give(scored, "a.1.1", "1")
    with pytest.raises(ConflictError) as refused:
        give(scored, "a.1.1", "0.5", version=version)
    assert (refused.value.kind, refused.value.id) == ("score", "a.1.1")
    assert sheet_of(scored).line("a.1.1").self_points == 1


@pytest.mark.parametrize("first", [True, False])
def test_of_two_at_once_one_wins(scored: SmallOffice, first: bool) -> None:  # noqa: FBT001 - a row
    version = 0
    if not first:
        version = give(scored, "a.1.1", "0.1")
    outcomes = at_once(
        lambda: give(scored, "a.1.1", "0.5", version=version),
        lambda: give(scored, "a.1.1", "1", version=version),
    )
    won = [each for each in outcomes if each == version + 1]
    lost = [each for each in outcomes if isinstance(each, ConflictError)]
    assert (len(won), len(lost)) == (1, 1)
    assert sheet_of(scored).line("a.1.1").version == version + 1
