from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.target import Measure, Progress, Target, UnreadableValueError, add_up, measure

TUVAN, GIONG = "Trung tâm Tư vấn nông nghiệp và PTNT", "Trung tâm Giống"
INSPECTED = Target(Measure.SHARE, Decimal(30), 16)
ONLINE = Target(Measure.PERCENT, Decimal("62.5"))
CENTRES = Target(Measure.NAMED, names=(TUVAN, GIONG))
ISO = Target(Measure.UNITS)


@pytest.mark.parametrize(
    ("at_least", "total", "needed"),
    [
        (30, 16, 5),
        (30, 10, 3),
        (30, 1, 1),
        (30, 0, 0),
        (100, 16, 16),
        ("33.3", 3, 1),
        ("33.4", 3, 2),
        (50, 3, 2),
    ],
)
def test_needed_share_is_the_smallest_count_that_is_enough(at_least: str, total: int, needed: int) -> None:
    assert Target(Measure.SHARE, Decimal(at_least), total).needed == needed


@given(st.integers(1, 100), st.integers(1, 5000))
def test_needed_share_is_enough_and_one_less_is_not(at_least: int, total: int) -> None:
    needed = int(Target(Measure.SHARE, Decimal(at_least), total).needed)
    assert needed * 100 >= at_least * total > (needed - 1) * 100


def test_needed_of_the_other_measures() -> None:
    assert ONLINE.needed == Decimal("62.5")
    assert CENTRES.needed == 2


@pytest.mark.parametrize(
    ("value", "progress"),
    [
        ("5", Progress(Decimal(5), Decimal(16), Decimal("31.25"), reached=True)),
        ("5/16", Progress(Decimal(5), Decimal(16), Decimal("31.25"), reached=True)),
        (" 5 / 16 ", Progress(Decimal(5), Decimal(16), Decimal("31.25"), reached=True)),
        ("4", Progress(Decimal(4), Decimal(16), Decimal(25), reached=False, missing_count=Decimal(1))),
        ("4/16", Progress(Decimal(4), Decimal(16), Decimal(25), reached=False, missing_count=Decimal(1))),
        ("0", Progress(Decimal(0), Decimal(16), Decimal(0), reached=False, missing_count=Decimal(5))),
        ("16", Progress(Decimal(16), Decimal(16), Decimal(100), reached=True)),
    ],
)
def test_measure_share_counts_units(value: str, progress: Progress) -> None:
    assert measure(INSPECTED, value) == progress


@pytest.mark.parametrize(
    ("value", "percent", "reached", "missing"),
    [
        ("62,5", "62.5", True, "0"),
        ("62.5", "62.5", True, "0"),
        (" 62,5 % ", "62.5", True, "0"),
        ("100%", "100", True, "0"),
        ("62,4999", "62.4999", False, "0.0001"),
        ("0", "0", False, "62.5"),
    ],
)
def test_measure_percent_reads_decimals_the_vietnamese_way(
    value: str, percent: str, missing: str, *, reached: bool
) -> None:
    progress = measure(ONLINE, value)
    short = Decimal(missing)
    assert progress == Progress(
        Decimal(percent), Decimal(100), Decimal(percent), reached=reached, missing_count=short
    )


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        (f"{TUVAN}; {GIONG}", ()),
        (f"{GIONG}\n{TUVAN}\n", ()),
        (f"{TUVAN.upper()};  trung   tâm giống ", ()),
        (normalize("NFD", f"{TUVAN};{GIONG}"), ()),
        (TUVAN, (GIONG,)),
        (f"{TUVAN};{TUVAN}", (GIONG,)),
        ("", (TUVAN, GIONG)),
    ],
)
def test_measure_named_asks_for_both_centres(value: str, missing: tuple[str, ...]) -> None:
    progress = measure(CENTRES, value)
    assert progress.missing == missing
    assert progress.total == 2
    assert progress.done == 2 - len(missing)
    assert progress.missing_count == len(missing)
    assert progress.reached is (not missing)


@pytest.mark.parametrize(
    ("target", "value"),
    [
        *((INSPECTED, value) for value in ("17", "5/15", "5/", "/16", "5/16/1", "-1", "4,8", "5.0", "1.000")),
        *((INSPECTED, value) for value in ("năm", "5 đơn vị", "1e1", "1_6", "٥", "", "Infinity", "9" * 40)),
        *((ONLINE, value) for value in ("100,01", "-1", "NaN", "62,5,0", "62 5", "%", "1e1", "năm mươi", "")),
        (CENTRES, "Trung tâm Khuyến nông"),
        (CENTRES, f"{TUVAN}, {GIONG}"),
        (CENTRES, "02"),
    ],
)
def test_measure_refuses_nonsense(target: Target, value: str) -> None:
    with pytest.raises(UnreadableValueError):
        measure(target, value)


@given(st.sampled_from([INSPECTED, ONLINE, CENTRES, ISO]), st.text())
def test_measure_reads_or_refuses_whatever_is_typed(target: Target, value: str) -> None:
    try:
        progress = measure(target, value)
    except UnreadableValueError:
        return
    assert 0 <= progress.percent <= 100
    assert progress.reached is (progress.total > 0 and progress.missing_count == 0)


def test_add_up_takes_a_single_tasks_own_value() -> None:
    assert add_up(INSPECTED, [(True, "5/16")]) == measure(INSPECTED, "5")
    assert add_up(CENTRES, [(True, TUVAN)]).missing == (GIONG,)


@pytest.mark.parametrize("target", [INSPECTED, ONLINE, CENTRES])
@pytest.mark.parametrize("task", [(False, "5"), (False, None), (True, None), (True, "không đọc được")])
def test_add_up_counts_nothing_before_it_is_verified_and_readable(
    target: Target, task: tuple[bool, str | None]
) -> None:
    progress = add_up(target, [task])
    assert progress.done == 0
    assert not progress.reached


@pytest.mark.parametrize(
    ("verified", "at_least", "reached"), [(8, 100, True), (7, 100, False), (3, 30, True), (2, 30, False)]
)
def test_add_up_counts_units_whose_task_is_verified(verified: int, at_least: int, *, reached: bool) -> None:
    target = Target(Measure.UNITS, Decimal(at_least))
    progress = add_up(target, [(number < verified, None) for number in range(8)])
    assert progress.done == verified
    assert progress.total == 8
    assert progress.reached is reached


def test_add_up_counts_a_single_unit_too() -> None:
    assert add_up(ISO, [(True, None)]).reached
    assert not add_up(ISO, [(False, None)]).reached


def test_add_up_asks_every_one_of_several_to_reach_the_target() -> None:
    every = [(True, "62,5"), (True, "100"), (True, "70")]
    assert add_up(ONLINE, every).reached
    assert add_up(ONLINE, [*every, (True, "62,4")]) == Progress(
        Decimal(3), Decimal(4), Decimal(75), reached=False, missing_count=Decimal(1)
    )
    assert add_up(ONLINE, [*every, (False, "100")]).done == 3
    assert add_up(ONLINE, [*every, (True, "sai")]).done == 3


@pytest.mark.parametrize("target", [INSPECTED, ISO])
def test_add_up_of_no_task_is_nothing(target: Target) -> None:
    assert add_up(target, []) == Progress(Decimal(0), Decimal(0), Decimal(0), reached=False)
