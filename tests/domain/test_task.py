from dataclasses import FrozenInstanceError

import pytest

from cchc_workflow.domain.task import Act, Event, Evidence, Notice, Phase, Task, Timing
from tests.builders import NOW, make_task


def test_phases_are_what_the_rules_read() -> None:
    assert [str(phase) for phase in Phase] == ["open", "reported", "done", "paused", "void"]


@pytest.mark.parametrize(
    "thing",
    [make_task(), Act(name="start"), Evidence(document="12/BC-VP"), Notice("verified", ("unit_head",))],
    ids=lambda thing: type(thing).__name__,
)
def test_value_can_not_be_changed(thing: Task | Act | Evidence | Notice) -> None:
    field = next(iter(type(thing).__slots__))
    with pytest.raises(FrozenInstanceError):
        setattr(thing, field, "khác")


def test_task_starts_on_its_first_deadline_version_and_counts() -> None:
    task = make_task()
    assert (task.due_version, task.counted, task.excused) == (1, True, False)


def test_event_without_data_has_its_own_empty_mapping() -> None:
    event = Event(name="issued", task_id=1, number=1, at=NOW, actor_id=None, from_state=None, to_state="x")
    assert event.data == {}


def test_notice_waits_for_the_morning_unless_told_otherwise() -> None:
    assert Notice("verified", ("unit_head",)).timing is Timing.MORNING
