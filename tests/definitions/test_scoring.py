import json
import re
from decimal import Decimal

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.plan import parse_plan, read_folder
from cchc_workflow.definitions.scoring import FILE, Outline, pinned_tree, read_area, read_scoring
from cchc_workflow.domain.plan import unfold
from cchc_workflow.domain.scoring import ScoringTree
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import shipped
from tests.builders import make_calendar
from tests.scored_office import FILES, TREE

CALENDAR = make_calendar()
REAL = shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021"


def read(text: str) -> ScoringTree:
    parse_plan({**FILES, FILE: text}, CALENDAR, "plans/so-vi-du")
    return pinned_tree(json.dumps({**FILES, FILE: text}))


def test_tree_is_what_its_file_says() -> None:
    tree = read(TREE)
    assert (tree.year, tree.version, tree.source, tree.by_area) == (2021, "2021-1", "Thử nghiệm", False)
    planned, ideas = tree.criteria
    assert [(part.code, part.points, part.duties) for part in planned.parts] == [
        ("a.1.1", Decimal("1.5"), ("A1",)),
        ("a.1.2", Decimal("2.5"), ("U1", "B1")),
    ]
    assert planned.parts[0].evidence == ("Kế hoạch năm 2021",)
    assert all(leaf.assumed for leaf in tree.leaves())
    assert (ideas.title, ideas.points, ideas.area) == ("Sáng kiến", Decimal(6), "a")
    assert tree.survey is not None
    assert (tree.survey.code, tree.survey.title, tree.survey.points) == (
        "XHH",
        "Điều tra xã hội học",
        Decimal(90),
    )


def test_a_part_may_be_the_official_one() -> None:
    tree = read(TREE.replace('title = "Sáng kiến"', 'title = "Sáng kiến"\nassumed = false'))
    assert [leaf.assumed for leaf in tree.leaves()] == [True, True, False]


def test_without_a_file_each_area_is_one_criterion() -> None:
    tree = pinned_tree(json.dumps({name: text for name, text in FILES.items() if name != FILE}))
    (area,) = tree.criteria
    assert tree.by_area
    assert (area.code, area.title, area.points) == ("a", "Chỉ đạo điều hành", Decimal(10))
    assert area.duties == ("A1", "B1", "D1", "U1")
    assert tree.survey is not None
    assert tree.survey.points == 90


def test_an_area_without_criteria_is_one() -> None:
    tree = read(TREE[: TREE.index("[[area.criterion]]")])
    assert [(leaf.code, leaf.points) for leaf in tree.leaves()] == [("a", Decimal(10))]
    assert not tree.by_area


def test_without_points_left_there_is_no_survey() -> None:
    whole = {**FILES, "plan.toml": re.sub("survey_points = 90", "", FILES["plan.toml"])}
    whole["plan.toml"] = whole["plan.toml"].replace("points = 10", "points = 100")
    del whole[FILE]
    parse_plan(whole, CALENDAR)
    assert pinned_tree(json.dumps(whole)).survey is None


@pytest.mark.parametrize(
    ("sound", "wrong", "key", "reason"),
    [
        ("year = 2021", "year = 2022", "scoring.year", "the plan is of 2021"),
        ("year = 2021", "", "scoring.year", "missing"),
        ('version = "2021-1"', 'version = " "', "scoring.version", "must not be blank"),
        ("points = 90", "points = 89", "survey.points", "leaves 90 points"),
        ('code = "a"', 'code = "b"', "area[1].code", "unknown value 'b'"),
        ("points = 10", "points = 9", "area[1].points", "gives the area 10 points"),
        ("points = 6", "points = 5.99", "area[1].criterion", "add up to 9.99 instead of 10"),
        ("points = 1.5", "points = 1.4", "area[1].criterion[1].part", "add up to 3.9 instead of 4"),
        ("points = 1.5", "points = 1.495", "area[1].criterion[1].part[1].points", "two decimals"),
        ("points = 6", "points = 0", "area[1].criterion[2].points", "above 0"),
        ("points = 6", "points = -6", "area[1].criterion[2].points", "above 0"),
        ("points = 6", "points = 1e90", "area[1].criterion[2].points", "above 0"),
        ("points = 6", 'points = "6"', "area[1].criterion[2].points", "must be a number"),
        ("points = 6", "points = true", "area[1].criterion[2].points", "must be a number"),
        ('code = "a.2"', 'code = "a.1"', "area[1].criterion[2].code", "'a.1' is used twice"),
        ('code = "a.2"', 'code = "A.1.1"', "area[1].criterion[2].code", "'A.1.1' is used twice"),
        ('code = "a.2"', 'code = "a"', "area[1].criterion[2].code", "'a' is used twice"),
        ('code = "a.2"', 'code = "xhh"', "area[1].criterion[2].code", "'xhh' is used twice"),
        ('code = "a.2"', 'code = "../a"', "area[1].criterion[2].code", "must be letters"),
        ('code = "a.2"', 'code = "a 2"', "area[1].criterion[2].code", "must be letters"),
        ('code = "a.2"', f'code = "{"a" * 21}"', "area[1].criterion[2].code", "must be letters"),
        ('title = "Sáng kiến"', 'title = " "', "area[1].criterion[2].title", "must not be blank"),
        ('["D1"]', '["A9"]', "area[1].criterion[2].duties", "unknown duty 'A9'"),
        ('["D1"]', '["D1", "A1"]', "area[1].criterion[2].duties", "'A1' serves 'a.1.1' already"),
        ('["D1"]', '["D1", "D1"]', "area[1].criterion[2].duties", "'D1' serves 'a.2' already"),
        ('["D1"]', "[]", "area[1].criterion", "no criterion has the duty 'D1'"),
        ('["D1"]', '["U1/VP"]', "area[1].criterion[2].duties", "unknown duty 'U1/VP'"),
        ("points = 4", "points = 4\nduties = []", "area[1].criterion[1].duties", "belongs to the parts"),
        ("points = 4", "points = 4\nevidence = []", "area[1].criterion[1].evidence", "belongs to the parts"),
        ("points = 6", "points = 6\nduty = []", "area[1].criterion[2].duty", "unknown key 'duty'"),
        ("assumed = true", "assume = true", "scoring.assume", "unknown key 'assume'"),
    ],
)
def test_a_wrong_tree_is_refused_with_file_and_key(sound: str, wrong: str, key: str, reason: str) -> None:
    assert TREE.count(sound) >= 1
    with pytest.raises(DefinitionError) as caught:
        read(TREE.replace(sound, wrong, 1))
    assert (caught.value.path, caught.value.key) == ("plans/so-vi-du/scoring.toml", key)
    assert reason in caught.value.reason


def test_an_area_of_the_plan_may_not_be_missing() -> None:
    with pytest.raises(DefinitionError, match="the plan's area 'a' is missing"):
        read(TREE[: TREE.index("[[area]]")])


def test_an_area_is_given_once() -> None:
    with pytest.raises(DefinitionError, match="'a' is used twice"):
        read(TREE + '\n[[area]]\ncode = "a"\npoints = 10\n')


def test_a_duty_of_another_area_is_refused() -> None:
    areas = toml.parse('[[area]]\ncode = "a"\ntitle = "A"\nclause = "1"\npoints = 10\n', "plan.toml")
    outline = Outline(
        year=2021,
        areas=tuple(read_area(area) for area in areas.tables("area")),
        duties={"A1": "a", "U1": "a", "B1": "b", "D1": None},
        survey_points=Decimal(90),
    )
    with pytest.raises(DefinitionError, match="'B1' is not of the area 'a'"):
        read_scoring(toml.parse(TREE, FILE), outline)


def test_the_real_tree_adds_up_and_leaves_no_duty_out() -> None:
    files = read_folder(REAL)
    plan = parse_plan(files, CALENDAR)
    tree = pinned_tree(json.dumps(files))
    assert FILE in files
    assert sum(leaf.points for leaf in tree.leaves()) == Decimal("67.5")
    assert tree.survey is not None
    assert tree.survey.points == Decimal("32.5")
    for area in plan.areas:
        assert sum(criterion.points for criterion in tree.of_area(area.code)) == area.points
    served = {duty for leaf in tree.leaves() for duty in leaf.duties}
    assert served == {draft.duty.code for draft in unfold(plan) if draft.duty.area}
    assert all(leaf.evidence and leaf.assumed for leaf in tree.leaves())
    results = [area.previous_points for area in plan.areas]
    assert [str(points) for points in results] == ["7.43", "6.5", "None", "8.0", "9.34", "9.0", "10.5"]
