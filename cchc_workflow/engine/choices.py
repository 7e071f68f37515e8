"""Owns what tasks can be narrowed by in an organization: its units, areas, plans, states, their meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.task import Phase
from cchc_workflow.domain.timeliness import last_soon_day
from cchc_workflow.engine.office import Office
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.listing import areas_of, pinned_definitions
from cchc_workflow.store.people import read_units
from cchc_workflow.store.plans import read_plans


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The organization's own words for its tasks, as rows and by key.

    Attributes:
        states: (name, label) of every state there is, in the order of the newest workflow.
        phases: what the rules call a state, in each workflow that has it.
        soon: the last day on which a deadline is near, by the ladder that a task pinned.
    """

    units: Mapping[int, Any]
    areas: Mapping[int, Any]
    plans: Mapping[int, Any]
    workflows: Mapping[int, Workflow]
    states: tuple[tuple[str, str], ...]
    phases: Mapping[str, frozenset[Phase]]
    soon: Mapping[int, date]

    def unit_keys(self, codes: tuple[str, ...]) -> tuple[int, ...]:
        """Return the keys of the units with these codes."""
        return tuple(key for key, row in self.units.items() if row.code in codes)

    def area_keys(self, codes: tuple[str, ...]) -> tuple[int, ...]:
        """Return the keys of the areas with these codes, of whatever plan."""
        return tuple(key for key, row in self.areas.items() if row.code in codes)

    def plan_keys(self, code: str) -> tuple[int, ...]:
        """Return the key of the plan with this code."""
        return tuple(key for key, row in self.plans.items() if row.code == code)

    def area_titles(self) -> dict[str, str]:
        """Return the title of each area's code, the newest plan's where plans differ."""
        titles: dict[str, str] = {}
        for row in self.areas.values():
            titles.setdefault(row.code, row.title)
        return titles

    def path_code(self, plan_id: int, code: str) -> str:
        """Return what a task is found by: its code, with its plan's where a newer one may have the same."""
        newest = max(self.plans, default=plan_id)
        return code if plan_id == newest else f"{self.plans[plan_id].code}:{code}"

    def label(self, workflow_id: int, state: str) -> str:
        """Return what the workflow that a task pinned calls its state."""
        found = self.workflows[workflow_id].states.get(state)
        return found.label if found else state


def read_choices(tx: Transaction, office: Office, organization_id: int, on: date) -> Choices:
    """Return what an organization's tasks can be narrowed by on the day `on`."""
    workflows, soon = {}, {}
    for row in pinned_definitions(tx):
        if row.kind == "task":
            workflows[row.id] = office.workflow(tx, row.id)
        else:
            soon[row.id] = last_soon_day(on, office.calendar, office.ladder(tx, row.id).soon)
    newest_first = [workflow for _, workflow in sorted(workflows.items(), reverse=True)]
    states = {
        name: state.label for workflow in reversed(newest_first) for name, state in workflow.states.items()
    }
    names = dict.fromkeys(name for workflow in newest_first for name in workflow.states)
    return Choices(
        units={row.id: row for row in read_units(tx, organization_id)},
        areas={row.id: row for row in areas_of(tx, organization_id)},
        plans={row.id: row for row in read_plans(tx, organization_id) if row.state != "draft"},
        workflows=workflows,
        states=tuple((name, states[name]) for name in names),
        phases={
            name: frozenset(each.states[name].phase for each in newest_first if name in each.states)
            for name in names
        },
        soon=soon,
    )
