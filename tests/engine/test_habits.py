import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.engine.habits import PROFILES, TEXTS, draw, habits_of

UNITS = {key: f"U{key}" for key in range(1, 17)}


@given(st.integers(0, 10**6), st.text(max_size=8), st.integers())
def test_draw_lies_from_0_to_below_1_and_is_always_the_same(seed: int, about: str, number: int) -> None:
    drawn = draw(seed, about, number)
    assert 0 <= drawn < 1
    assert draw(seed, about, number) == drawn


def test_draw_is_spread_evenly() -> None:
    drawn = [draw(1, number) for number in range(2000)]
    quarters = [sum(low <= each < low + 0.25 for each in drawn) for low in (0, 0.25, 0.5, 0.75)]
    assert all(450 < quarter < 550 for quarter in quarters)


def test_draw_parts_what_it_is_about() -> None:
    assert len({draw(1, "a", "b"), draw(1, "ab"), draw(1, "b", "a"), draw(2, "a", "b")}) == 4


@pytest.mark.parametrize("seed", range(5))
def test_habits_of_sixteen_units_hold_every_kind(seed: int) -> None:
    habits = list(habits_of(seed, UNITS).values())
    assert [habits.count(kind) for _, kind in PROFILES] == [5, 6, 3, 2]


def test_habits_of_a_unit_depend_on_the_seed() -> None:
    assert len({habits_of(seed, UNITS)[1] for seed in range(20)}) > 1


def test_habits_of_a_unit_depend_on_its_code_and_not_its_key() -> None:
    moved = {key + 100: code for key, code in UNITS.items()}
    assert habits_of(1, moved) == {key + 100: habits for key, habits in habits_of(1, UNITS).items()}


@pytest.mark.parametrize("count", range(1, 5))
def test_habits_of_a_few_units_are_found(count: int) -> None:
    units = {key: UNITS[key] for key in range(1, count + 1)}
    assert habits_of(1, units).keys() == units.keys()


def test_profiles_go_from_the_diligent_to_the_slow() -> None:
    shares = [share for share, _ in PROFILES]
    late = [habits.late for _, habits in PROFILES]
    assert (shares, late) == (sorted(shares), sorted(late))
    assert shares[-1] == 1


def test_texts_are_given() -> None:
    assert all(text.strip() for texts in TEXTS.values() for text in texts)
