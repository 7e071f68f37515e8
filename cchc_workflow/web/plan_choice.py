"""Owns how the address of a page names the plan that it looks at."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

PARAMETER = "ke-hoach"
LONGEST = 100

PlanCode = Annotated[str | None, Query(alias=PARAMETER, max_length=LONGEST)]
"""The plan that a page looks at, None for the one in force."""


def address_of(path: str, plan_code: str | None, **more: object) -> str:
    """Return the address of a page about a plan, the one in force without a code; None is left out."""
    named = {PARAMETER: plan_code or None, **{name.replace("_", "-"): value for name, value in more.items()}}
    given = {name: value for name, value in named.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path
