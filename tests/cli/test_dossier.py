from decimal import Decimal

import pytest

from cchc_workflow.cli.dossier import progress_text, target_facts
from cchc_workflow.domain.target import Measure, Target, add_up


@pytest.mark.parametrize(
    ("target", "value", "text"),
    [
        (Target(Measure.SHARE, Decimal(30), 16), "6/16", "6/16, cần 5"),
        (Target(Measure.SHARE, Decimal(30), 16), "3/16", "3/16, cần 5"),
        (Target(Measure.PERCENT, Decimal(50)), "62,5", "62,5 %, cần 50 %"),
        (Target(Measure.NAMED, names=("Giống", "Tư vấn")), "giống", "1/2, cần 2"),
    ],
)
def test_progress_is_said_with_what_is_needed(target: Target, value: str, text: str) -> None:
    assert progress_text(target_facts(target, add_up(target, [(True, value)]))) == text


def test_target_facts_name_what_is_missing() -> None:
    target = Target(Measure.NAMED, names=("Giống", "Tư vấn"), label="Trung tâm")
    facts = target_facts(target, add_up(target, [(True, "giống")]))
    assert facts["missing"] == ["Tư vấn"]
    assert facts["reached"] is False


def test_target_over_several_tasks_counts_tasks() -> None:
    target = Target(Measure.UNITS, Decimal(50))
    tasks: list[tuple[bool, str | None]] = [(True, None), (True, None), (False, None)]
    facts = target_facts(target, add_up(target, tasks), len(tasks))
    assert (facts["done"], facts["total"], facts["needed"], facts["reached"]) == (2, 3, 2, True)
