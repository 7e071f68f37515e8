from dataclasses import FrozenInstanceError, fields, replace

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
    with pytest.raises(FrozenInstanceError):
        setattr(thing, fields(thing)[0].name, "khác")


def test_evolve_is_a_replacement() -> None:
    task = make_task()
    changes: dict[str, object] = {"state": "reported", "phase": Phase.REPORTED, "reported_on": None}
    assert task.evolve(**changes) == replace(task, **changes)  # type: ignore[arg-type]  # known fields
    assert task.evolve() == task == make_task()


def test_evolve_refuses_a_field_that_a_task_lacks() -> None:
    with pytest.raises(TypeError, match="titel"):
        make_task().evolve(titel="Khác")


def test_names_are_the_fields_in_order() -> None:
    assert Task.names() == tuple(field.name for field in fields(Task))


def test_task_starts_on_its_first_deadline_version_and_counts() -> None:
    task = make_task()
    assert (task.due_version, task.counted, task.excused) == (1, True, False)


def test_event_without_data_has_its_own_empty_mapping() -> None:
    event = Event(name="issued", task_id=1, number=1, at=NOW, actor_id=None, from_state=None, to_state="x")
    assert event.data == {}


def test_notice_waits_for_the_morning_unless_told_otherwise() -> None:
    assert Notice("verified", ("unit_head",)).timing is Timing.MORNING
