"""Owns how a refusal at the door is answered: the same page again, with the sentence and the right status."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request, Response

from cchc_workflow.engine.throttle import THROTTLED
from cchc_workflow.errors import EntryError
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Viewer
from cchc_workflow.words import explain

NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}
"""For pages with a secret in them: not even the browser keeps them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a page that is shown again says and answers with."""

    text: str
    status: int
    headers: Mapping[str, str]


def refusal_of(error: EntryError) -> Refusal:
    """Return how an error is answered: 429 with Retry-After for too many tries, else 422."""
    if error.reason == THROTTLED:
        headers = {"Retry-After": str(error.minutes * 60)}
        return Refusal(explain(error), HTTPStatus.TOO_MANY_REQUESTS, headers)
    return Refusal(explain(error), HTTPStatus.UNPROCESSABLE_ENTITY, {})


def show_with(
    site: Site,
    request: Request,
    name: str,
    refused: EntryError | None,
    viewer: Viewer | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    **shown: object,
) -> Response:
    """Return a page of the door: as it is, or again with what was refused."""
    refusal = refusal_of(refused) if refused is not None else None
    return site.show(
        request,
        name,
        viewer,
        status=refusal.status if refusal else 200,
        headers={**(headers or {}), **(refusal.headers if refusal else {})},
        refusal=refusal,
        **shown,
    )
