from datetime import date, datetime
from typing import Any

import pytest

from cchc_workflow.domain.task import Event, Phase
from cchc_workflow.engine.replay import differences, replay
from tests.builders import make_calendar, make_task, shipped_workflow, vn

ASSIGNED: dict[str, object] = {"title": "Nhiệm vụ A1", "lead": 7, "counted": True, "due_on": "2021-06-30"}


def make_events(
    *told: tuple[str, str, dict[str, Any]], first: dict[str, object] | None = None
) -> list[Event]:
    """Return the events of a task from (name, state, data), one a day from 15/4/2021, 9:00."""
    whole = (("assigned", "assigned", ASSIGNED if first is None else first), *told)
    return [
        Event(
            name=name,
            task_id=11,
            number=number,
            at=vn(14 + number, 4, 9),
            actor_id=100,
            from_state=None,
            to_state=state,
            data=data,
        )
        for number, (name, state, data) in enumerate(whole, start=1)
    ]


def replayed(
    *told: tuple[str, str, dict[str, Any]], first: dict[str, object] | None = None
) -> dict[str, object]:
    return replay(make_events(*told, first=first), shipped_workflow("task"), make_calendar().today)


def test_replay_begins_with_what_was_assigned() -> None:
    assert replayed() == {
        "title": "Nhiệm vụ A1",
        "lead_unit_id": 7,
        "counted": True,
        "due_on": date(2021, 6, 30),
        "original_due_on": date(2021, 6, 30),
        "due_version": 1,
        "excused": False,
        "reported_at": None,
        "reported_on": None,
        "reported_by": None,
        "value": None,
        "phase": Phase.OPEN,
        "version": 1,
        "last_event_at": vn(15, 4, 9),
    }


def test_replay_reads_a_report_and_its_return() -> None:
    report = ("reported", "reported", {"value": "5/16"})
    told = replayed(report)
    assert (told["reported_at"], told["reported_on"]) == (vn(16, 4, 9), date(2021, 4, 16))
    assert (told["reported_by"], told["value"], told["phase"]) == (100, "5/16", Phase.REPORTED)
    returned = replayed(report, ("returned", "in_progress", {"note": "Thiếu"}))
    assert (returned["reported_on"], returned["value"]) == (None, None)


@pytest.mark.parametrize("name", ["amended", "extension_approved", "resumed"])
def test_replay_moves_the_deadline(name: str) -> None:
    told = replayed(
        (name, "in_progress", {"due_on": "2021-07-30"}), (name, "in_progress", {"due_on": "2021-08-31"})
    )
    assert (told["due_on"], told["original_due_on"]) == (date(2021, 8, 31), date(2021, 6, 30))
    assert told["due_version"] == 3


def test_replay_wakes_a_dormant_task() -> None:
    dormant = {**ASSIGNED, "due_on": None, "counted": False}
    assert replayed(first=dormant)["counted"] is False
    assert "due_on" not in replayed(first=dormant)
    told = replayed(("amended", "assigned", {"due_on": "2021-07-30"}), first=dormant)
    assert (told["counted"], told["original_due_on"], told["due_version"]) == (True, date(2021, 7, 30), 2)


def test_replay_reads_the_rest() -> None:
    told = replayed(
        ("amended", "assigned", {"lead": 8, "unit": "Đơn vị khác", "title": "Tên mới"}),
        ("excused", "assigned", {"note": "Bão số 5"}),
        ("suspended", "suspended", {"note": "Chờ"}),
    )
    assert (told["lead_unit_id"], told["title"], told["excused"], told["phase"]) == (
        8,
        "Tên mới",
        True,
        Phase.PAUSED,
    )


def test_differences_name_the_fields() -> None:
    events = make_events(("started", "in_progress", {}))
    workflow, today = shipped_workflow("task"), make_calendar().today
    over: dict[str, Any] = {"title": "Nhiệm vụ A1", "version": 2, "last_event_at": events[-1].at}
    assert list(differences(make_task(**over), events, workflow, today)) == []
    wrong = make_task(**over | {"title": "Khác", "due_on": date(2021, 7, 1), "value": "", "excused": True})
    assert set(differences(wrong, events, workflow, today)) == {"title", "due_on", "excused"}


def test_replay_takes_the_local_day() -> None:
    def tomorrow(at: datetime) -> date:
        return date.fromordinal(at.toordinal() + 1)

    told = replay(make_events(("reported", "reported", {})), shipped_workflow("task"), tomorrow)
    assert told["reported_on"] == date(2021, 4, 17)
