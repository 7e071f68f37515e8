"""Owns the addresses of the tasks behind a figure: which of them a word of the counts means in the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.store.narrowing import Kind
from cchc_workflow.web.listing.address import link
from cchc_workflow.web.pages import task_path

_IN_TERM: Final = (Timeliness.ON_TRACK, Timeliness.DUE_SOON, Timeliness.UNDATED)
MEANINGS: Final[Mapping[str, Sequence[Timeliness]]] = {
    "all": (),
    "assigned": tuple(each for each in Timeliness if each is not Timeliness.VOID),
    "late": (Timeliness.OVERDUE, Timeliness.DONE_LATE),
    "open": (*_IN_TERM, Timeliness.OVERDUE),
    "not_done": (*_IN_TERM, Timeliness.PAUSED, Timeliness.OVERDUE),
    "in_term": (*_IN_TERM, Timeliness.PAUSED),
    "overdue": (Timeliness.OVERDUE,),
    "done_on_time": (Timeliness.DONE_ON_TIME,),
    "done_late": (Timeliness.DONE_LATE,),
    "cancelled": (Timeliness.VOID,),
}
"""What domain/standing.py counts under each name, as the task table can be asked for it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The addresses of one plan's tasks, as a template asks for them: `tasks("late", unit="VP")`.

    Dormant tasks stand in no count. `newest` tells that no later plan may have a task of the same code.
    """

    plan_code: str
    newest: bool = True

    def __call__(self, meaning: str, **narrow: Any) -> str:  # noqa: ANN401 - what `link` takes
        """Return where the tasks of this meaning are listed, narrowed as `listing.address.link` allows.

        Raises:
            KeyError: there is no such meaning.
        """
        return link(plan=self.plan_code, timeliness=MEANINGS[meaning], kind=Kind.COUNTED, **narrow)

    def one(self, code: str) -> str:
        """Return the path of a task of the plan."""
        return task_path(code if self.newest else f"{self.plan_code}:{code}")


def figures_of(plan: Any, plans: Sequence[Any]) -> Figures:  # noqa: ANN401 - rows
    """Return the addresses of a plan's tasks, among all plans of its organization."""
    return Figures(plan.code, newest=plan.id == max(each.id for each in plans))
