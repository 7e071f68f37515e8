import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.difference import LONGEST, Difference, Json, differences

CODES = st.text("AB1/.-", max_size=3)
LEAVES = st.none() | st.integers(-5, 5) | st.text(max_size=6)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["late", "title", "code", "x"]), inner, max_size=3),
        st.lists(st.fixed_dictionaries({"code": CODES, "late": inner}), max_size=4),
    ),
    max_leaves=12,
)


def shuffled(value: Json, chance: random.Random) -> Any:  # noqa: ANN401
    """Return the value with every list and object in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    if isinstance(value, list):
        members = [shuffled(member, chance) for member in value]
        chance.shuffle(members)
        return members
    return value


def unordered(value: Json) -> object:
    """Return what is equal for values that are equal but for an order."""
    if isinstance(value, dict):
        return ("object", frozenset((name, unordered(inner)) for name, inner in value.items()))
    if isinstance(value, list):
        return ("list", tuple(sorted((unordered(member) for member in value), key=repr)))
    return value


@given(VALUES, st.randoms(use_true_random=False))
def test_order_makes_no_difference(value: Json, chance: random.Random) -> None:
    assert list(differences(value, shuffled(value, chance))) == []


@given(VALUES, VALUES)
def test_values_differ_exactly_where_something_is_told(before: Json, after: Json) -> None:
    assert bool(list(differences(before, after))) == (unordered(before) != unordered(after))


@given(VALUES, VALUES)
def test_difference_looks_the_same_from_the_other_side(before: Json, after: Json) -> None:
    there = {(each.what, each.before, each.after) for each in differences(before, after)}
    back = {(each.what, each.after, each.before) for each in differences(after, before)}
    assert there == back


@given(st.text(max_size=400), st.text(max_size=400))
def test_two_texts_are_shown_short_and_different(before: str, after: str) -> None:
    for each in differences(before, after):
        assert each.before != each.after
        assert all(len(str(shown)) <= LONGEST + 2 for shown in (each.before, each.after))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"totals": {"late": 3}}, {"totals": {"late": 4}}, [("totals.late", 3, 4)]),
        (
            {"units": [{"code": "VP", "late": 1}, {"code": "TCCB", "late": 2}]},
            {"units": [{"code": "TCCB", "late": 3}, {"code": "VP", "late": 1}]},
            [("units[TCCB].late", 2, 3)],
        ),
        ({"units": []}, {"units": [{"code": "VP", "name": "Văn phòng"}]}, [("units[VP]", None, "Văn phòng")]),
        (
            {"late": ["A1", "B1"]},
            {"late": ["B1", "C1"]},
            [("late[C1]", None, "C1"), ("late[A1]", "A1", None)],
        ),
        (
            {"areas": [{"code": None, "total": 5}, {"code": "a", "total": 3}]},
            {"areas": [{"code": None, "total": 6}, {"code": "a", "total": 3}]},
            [("areas[-].total", 5, 6)],
        ),
        (
            {"asked": [{"task_code": "A1", "on": "1"}, {"task_code": "A1", "on": "2"}]},
            {
                "asked": [
                    {"task_code": "A1", "on": "2"},
                    {"task_code": "A1", "on": "1"},
                    {"task_code": "A1", "on": "3"},
                ]
            },
            [("asked[A1 (3)]", None, "A1")],
        ),
        ({"a": [[1, 2]]}, {"a": [[2, 1]]}, []),
        ({"head": None}, {"head": {"name": "Ông A"}}, [("head", None, "Ông A")]),
        ({"rows": [1, 2]}, {"rows": None}, [("rows", 2, None)]),
        ({"a": 3}, {"a": {}}, [("a", 3, 1)]),
    ],
)
def test_difference_goes_by_names(before: Json, after: Json, told: list[tuple[object, ...]]) -> None:
    found = [(each.what, each.before, each.after) for each in differences(before, after)]
    assert sorted(found, key=repr) == sorted(told, key=repr)


def test_long_text_is_shown_where_it_differs() -> None:
    text = "a" * 2000
    (found,) = differences({"title": text + "x"}, {"title": text + "y" * 300})
    assert found == Difference("title", "…" + "a" * 40 + "x", "…" + "a" * 40 + "y" * 120 + "…")
