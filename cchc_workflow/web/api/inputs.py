"""Owns the kinds of things that a caller may give, each bounded; what doesn't fit never gets further."""

import re
from typing import Annotated, Any

from fastapi import Header, Path, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from cchc_workflow.web.api.problems import ProblemError

GREATEST_ID = 2**63 - 1
LONGEST_TEXT = 4000
NO_NUL = r"^[^\x00]*$"
"""PostgreSQL can't keep that letter in a text."""

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TAG = re.compile(r'(?:W/)?"([0-9]{1,19})"')


def _only_digits(given: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Refuse what Python would take for a number: "1_0", " 1", "+1", "1.0"."""
    if isinstance(given, str) and _WHOLE.fullmatch(given) is None:
        raise PydanticCustomError("int_parsing", "not a whole number")
    return given


def _only_iso(given: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Refuse what could be taken for a date: seconds since 1970, a date with a time."""
    if isinstance(given, str) and _DAY.fullmatch(given):
        return given
    raise PydanticCustomError("date_parsing", "not a date like 2021-06-30")


Id = Annotated[int, Path(ge=1, le=GREATEST_ID), BeforeValidator(_only_digits)]
Digits = BeforeValidator(_only_digits)
Iso = BeforeValidator(_only_iso)
Name = Annotated[str, Path(min_length=1, max_length=40, pattern="^[a-z_]+$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=NO_NUL)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]

IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=200)]
IdempotencyKey = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")
]


class Given(BaseModel):
    """A body or a query; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


def refuse_query(request: Request) -> None:
    """Refuse every query: the operation takes none.

    Raises:
        ProblemError: 422, something is asked in the address's query.
    """
    unknown = sorted(request.query_params)
    if unknown:
        raise ProblemError(422, "unknown_query", names=[name[:100] for name in unknown[:10]])


def seen_version(if_match: str | None) -> int | None:
    """Return the version that a caller has seen by its entity tag, None for "*": whichever it is.

    A tag made weak on the way, as proxies do that compress, is taken for what it was: our tags count changes.

    Raises:
        ProblemError: 428 where none is given, 412 where it is no tag of ours.
    """
    if if_match is None:
        raise ProblemError(428, "precondition_required")
    if if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise ProblemError(412, "precondition_failed")
    return int(found[1])


def tag_of(version: int) -> str:
    """Return a task's entity tag."""
    return f'"{version}"'
