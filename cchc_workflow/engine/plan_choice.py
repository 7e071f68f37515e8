"""Owns which plan is meant when somebody names one, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.plans import read_plans


@dataclass(frozen=True, slots=True)
class Choice:
    """The plan that is looked at, and every plan that could be, both as rows; `plan` is None without any."""

    plan: Any
    plans: tuple[Any, ...]


def choose_plan(tx: Transaction, organization_id: int, code: str | None, on: date) -> Choice:
    """Return the issued plan with this code, or the one to look at on the day `on`.

    Raises:
        NotFoundError: the organization has issued no plan with this code.
    """
    issued = tuple(plan for plan in read_plans(tx, organization_id) if plan.state == "issued")
    found = pick_plan(issued, code or None, on)
    if code and found is None:
        raise NotFoundError("plan", code)
    return Choice(found, issued)


def pick_plan(known: Sequence[Any], code: str | None, on: date) -> Any | None:  # noqa: ANN401
    """Return the issued plan with this code; without one, the plan in force on the day, else the newest.

    None where there is no such plan.
    """
    issued = [plan for plan in known if plan.state == "issued"]
    if code is not None:
        return next((plan for plan in reversed(issued) if plan.code == code), None)
    in_force = [plan for plan in issued if plan.first_on <= on <= plan.last_on]
    return (in_force or issued or [None])[-1]
