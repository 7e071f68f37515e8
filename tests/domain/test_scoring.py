from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.scoring import (
    Criterion,
    DutyWork,
    Points,
    Proof,
    ScoringTree,
    Work,
    fits,
    project_criterion,
    proof_of,
    rate_of,
    read_points,
    sum_points,
    sum_work,
)


def make_criterion(code: str = "a.1", points: str = "3", *parts: Criterion) -> Criterion:
    return Criterion(code=code, area="a", title="", points=Decimal(points), parts=parts)


def shown(points: Points) -> list[str]:
    return [str(each) for each in (points.secured, points.expected, points.reachable, points.lost)]


PLANNED = make_criterion("a.1", "2", make_criterion("a.1.1", "0.5"), make_criterion("a.1.2", "1.5"))
TREE = ScoringTree(
    year=2021,
    version="1",
    source="",
    criteria=(PLANNED, make_criterion("a.2", "1")),
    survey=Criterion(code="XHH", area="", title="", points=Decimal("32.5")),
)


def test_leaves_are_what_is_scored() -> None:
    assert [leaf.code for leaf in TREE.leaves()] == ["a.1.1", "a.1.2", "a.2"]
    assert [leaf.code for leaf in TREE.scored()] == ["a.1.1", "a.1.2", "a.2", "XHH"]
    assert TREE.of_area("a") == TREE.criteria
    assert TREE.of_area("b") == ()


@pytest.mark.parametrize(("code", "found"), [("a.1.2", True), ("XHH", True), ("a.1", False), ("", False)])
def test_only_what_is_scored_is_found(code: str, found: bool) -> None:  # noqa: FBT001 - a row
    assert (TREE.find(code) is not None) is found


def test_a_criterion_by_hand() -> None:
    """The example of decision 0011: 2.5 points over 16 tasks, by the plan's rate of 3/4."""
    work = Work(assigned=16, verified_on_time=5, reported_on_time=3, late=2)
    found = project_criterion(make_criterion(points="2.5"), work, Fraction(3, 4))
    assert shown(found.points) == ["0.78", "1.95", "2.19", "0.31"]
    assert str(found.per_late_task) == "0.16"


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Work(), ["0.00", "3.00", "3.00", "0.00"]),
        (Work(assigned=2), ["0.00", "1.50", "3.00", "0.00"]),
        (Work(assigned=2, late=2), ["0.00", "0.00", "0.00", "3.00"]),
        (Work(assigned=2, verified_on_time=2), ["3.00", "3.00", "3.00", "0.00"]),
        (Work(assigned=2, reported_on_time=1, late=1), ["0.00", "1.50", "1.50", "1.50"]),
    ],
)
def test_a_criterion_at_the_edges(work: Work, expected: list[str]) -> None:
    assert shown(project_criterion(make_criterion(), work, Fraction(1, 2)).points) == expected


@given(
    points=st.decimals("0.01", 100, places=2),
    counts=st.tuples(*(st.integers(0, 300) for _ in range(4))),
    rate=st.fractions(0, 1),
)
def test_points_stand_in_order_and_add_up(
    points: Decimal, counts: tuple[int, int, int, int], rate: Fraction
) -> None:
    verified, reported, late, _ = counts
    work = Work(assigned=sum(counts), verified_on_time=verified, reported_on_time=reported, late=late)
    found = project_criterion(make_criterion(points=str(points)), work, rate).points
    assert 0 <= found.secured <= found.expected <= found.reachable <= points
    assert found.lost + found.reachable == points


def test_sums_are_those_of_what_is_shown() -> None:
    works = [Work(assigned=3, late=1), DutyWork(duty="A1", area="a", assigned=2, verified_on_time=1)]
    assert sum_work(works) == Work(assigned=5, late=1, verified_on_time=1)
    assert rate_of(works) == Fraction(1, 2)
    assert rate_of([]) == 1
    some = Points(*map(Decimal, ("1.01", "2.02", "3.03", "4.04")))
    assert shown(sum_points([some, some])) == ["2.02", "4.04", "6.06", "8.08"]


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("7,43", "7.43"), (" 10 ", "10"), ("0", "0"), ("1.5", "1.5"), ("100,00", "100.00"),
        ("", None), ("-1", None), ("+1", None), ("1,234", None), ("1e2", None), ("NaN", None), (",5", None),
        ("5,", None), ("1,2,3", None), ("١", None), ("1 5", None), ("=1+1", None), ("<b>1</b>", None),
        ("1000", None), ("1\n2", None),
    ],
)  # fmt: skip
def test_points_are_read_as_people_type_them(typed: str, points: str | None) -> None:
    assert read_points(typed) == (None if points is None else Decimal(points))


@pytest.mark.parametrize(
    ("points", "given"),
    [
        ("0", True), ("1.5", True), ("1.50", True), ("0.01", True),
        ("1.51", False), ("-0.01", False), ("0.005", False), ("NaN", False), ("Infinity", False),
        ("1E+40", False), ("1E-40", False), ("-Infinity", False),
    ],
)  # fmt: skip
def test_points_fit_a_criterion(points: str, given: bool) -> None:  # noqa: FBT001 - a row
    assert fits(Decimal(points), Decimal("1.5")) is given


@pytest.mark.parametrize(
    ("counts", "proof"),
    [
        ((0, 0, 0), Proof.NONE),
        ((3, 0, 0), Proof.NONE),
        ((3, 1, 0), Proof.SOME),
        ((3, 0, 5), Proof.SOME),
        ((3, 3, 0), Proof.WHOLE),
        ((0, 0, 1), Proof.WHOLE),
    ],
)
def test_proof_of_a_criterion(counts: tuple[int, int, int], proof: Proof) -> None:
    assert proof_of(*counts) is proof
