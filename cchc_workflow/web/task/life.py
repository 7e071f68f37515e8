"""Owns how a task's folder becomes the picture of its life; it decides nothing and asks no database."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from cchc_workflow.drawing.lifeline import Step, draw_life
from cchc_workflow.drawing.picture import Picture
from cchc_workflow.drawing.sheet_life import draw_life_picture
from cchc_workflow.drawing.svg import LOOKS
from cchc_workflow.engine.folder import Folder
from cchc_workflow.store.rows import from_json
from cchc_workflow.words import label


def draw_task_life(folder: Folder, on: date, day_of: Callable[[datetime], date]) -> list[Picture]:
    """Return the picture for a wide and for a narrow place; `day_of` tells the local day of an instant."""
    life = draw_life(list(_steps(folder, day_of)), list(_dues(folder)), on)
    return [draw_life_picture(life, look) for look in LOOKS]


def _steps(folder: Folder, day_of: Callable[[datetime], date]) -> Iterator[Step]:
    """Only what moved the task from one state to another is a step."""
    workflow = folder.file.workflow
    for event in folder.file.events:
        state = workflow.states.get(event.to_state)
        if state is not None and event.from_state != event.to_state:
            begun = event.to_state != workflow.initial
            yield Step(label("event", event.name), day_of(event.at), state.phase, begun)


def _dues(folder: Folder) -> Iterator[date]:
    """Yield the deadlines in the order in which they were set; none of a task that has none now."""
    task = folder.task
    if task.due_on is None:
        return
    if task.original_due_on is not None:
        yield task.original_due_on
    for event in folder.file.events:
        data = from_json(event.data)
        if data.get("due_on") and "previous_due_on" in data:
            yield date.fromisoformat(data["due_on"])
    yield task.due_on
