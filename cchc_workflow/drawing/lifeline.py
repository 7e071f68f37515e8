"""Owns the life of one task as spans of days: from which day to which it was what, and where it was late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cchc_workflow.domain.task import Phase
from cchc_workflow.drawing.ink import Tone

_TONES: dict[Phase, Tone] = {Phase.REPORTED: "waits", Phase.PAUSED: "idle"}
_ENDS = frozenset({Phase.DONE, Phase.VOID})


@dataclass(frozen=True, slots=True)
class Step:
    """What moved a task: its name in words, its local day, the phase after it; `begun` is past the first."""

    words: str
    on: date
    phase: Phase
    begun: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """Days of one tone, the first included and the last not."""

    from_on: date
    to_on: date
    tone: Tone


@dataclass(frozen=True, slots=True)
class Life:
    """A task's life on one day; of `dues`, all the deadlines it had, the last is the one that holds."""

    steps: tuple[Step, ...]
    dues: tuple[date, ...]
    on: date
    spans: tuple[Span, ...]

    @property
    def due_on(self) -> date | None:
        """Return the deadline that holds."""
        return self.dues[-1] if self.dues else None

    @property
    def ended(self) -> bool:
        """Tell whether nothing more is to come."""
        return bool(self.steps) and self.steps[-1].phase in _ENDS

    @property
    def reported_on(self) -> date | None:
        """Return the day of the report that stands: it waits, or was accepted."""
        phase = self.steps[-1].phase if self.steps else None
        if phase not in {Phase.REPORTED, Phase.DONE}:
            return None
        return next((step.on for step in reversed(self.steps) if step.phase is Phase.REPORTED), None)

    @property
    def days_late(self) -> int:
        """Return the days from the deadline to the report, or to today; negative when they are left."""
        judged = self.reported_on or self.on
        return (judged - self.due_on).days if self.due_on else 0


def draw_life(steps: Sequence[Step], dues: Sequence[date], on: date) -> Life:
    """Return the life of a task from its steps, the earliest first, and its deadlines, the present one last.

    What is worked on after the end of the present deadline's day is late; a deadline that was moved makes
    nothing late.
    """
    due_on = dues[-1] if dues else None
    spans: list[Span] = []
    for step, until in [(one, other.on) for one, other in pairwise(steps)] + [
        (step, on) for step in steps[-1:]
    ]:
        if step.phase not in _ENDS and until > step.on:
            spans += _split(step, until, due_on)
    return Life(tuple(steps), tuple(dict.fromkeys(dues[::-1]))[::-1], on, tuple(spans))


def _split(step: Step, until: date, due_on: date | None) -> list[Span]:
    tone = _TONES.get(step.phase) or ("plain" if step.begun else "done")
    turns = due_on + timedelta(days=1) if due_on is not None and step.phase is Phase.OPEN else until
    middle = min(max(turns, step.on), until)
    parts = (Span(step.on, middle, tone), Span(middle, until, "late"))
    return [span for span in parts if span.from_on < span.to_on]
