from types import SimpleNamespace

import pytest

from cchc_workflow.engine.ladder_trial import Load, compare_loads, read_changed
from cchc_workflow.errors import DefinitionError
from tests.engine.small_office import SmallOffice, shipped_definitions

TEXT = shipped_definitions().ladder[0]


def test_read_changed_returns_the_ladder(desk: SmallOffice) -> None:
    assert read_changed(desk.office, TEXT.replace("offset = 3\n", "offset = 4\n")).steps[6].offset == 4


@pytest.mark.parametrize(
    ("was", "text", "key"),
    [
        ("offset = 3\n", "offset = 30\n", "step[8].offset"),
        ('message = "reminder"', 'message = "reminders"', "step[1].message"),
        ('to = ["director"]', 'to = ["boss"]', "step[10].to"),
        ("offset = 3\n", "ofset = 3\n", "step[7].offset"),
        ("soon = 7", "soon = ", "soon"),
    ],
)
def test_wrong_ladder_is_refused_with_its_key(desk: SmallOffice, was: str, text: str, key: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_changed(desk.office, TEXT.replace(was, text, 1))
    assert refused.value.key == key


def test_compare_loads_puts_the_largest_change_first() -> None:
    people = [
        SimpleNamespace(address="a@so.example", name="A"),
        SimpleNamespace(address="b@so.example", name="B"),
    ]
    loads = compare_loads(
        {"a@so.example": 5, "b@so.example": 9}, {"a@so.example": 4, "c@so.example": 2}, people
    )
    assert loads == (
        Load("b@so.example", "B", 9, 0),
        Load("c@so.example", "c@so.example", 0, 2),
        Load("a@so.example", "A", 5, 4),
    )
    assert [load.more for load in loads] == [-9, 2, -1]
