"""Owns the doors of the site: every route with one of its methods, and what it is knocked at with.

A parameter of a new name has to be given a value in PARAMETERS.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.dependencies.models import Dependant
from starlette.routing import BaseRoute, Mount

from cchc_workflow.web.api.bearer import Bearing
from cchc_workflow.web.link.steps import visit
from cchc_workflow.web.viewer import Holding, find_viewer, require_viewer
from cchc_workflow.words import find
from tests.web.api.calling import API

PARAMETERS: dict[str, str] = {
    "_rest": "x", "action": "start", "chapter": "dau-moi", "evidence_id": "1", "extension_id": "1",
    "flag_id": "1", "form": "docx", "mail_id": "1", "message": "reminder", "number": "1", "office_id": "1",
    "person_id": "1", "picture": "viec-hom-nay.jpg", "proof_id": "1", "report_id": "1", "request_id": "1",
    "row_id": "1", "session_id": "1", "task_id": "1", "token": "x", "token_id": "1", "unit_id": "1",
    "upload_id": "1", "view_id": "1",
}  # fmt: skip
CODES = {
    "/nhiem-vu/": "A1",
    "/don-vi/": "VP",
    "/api/v1/units/": "VP",
    "/quan-tri/ke-hoach/": "so-vi-du-2021",
}
"""What a parameter named `code` is the code of, by the beginning of the path."""

FORM = {"document": "12/BC-VP"}
VERSIONED = FORM | {"version": "1"}
"""What a form of the pages can't be read without; all else in them may be left out."""

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


@dataclass(frozen=True)
class Door:
    """One route with one of its methods."""

    method: str
    path: str
    route: BaseRoute

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[str]:
        return _PARAMETER.findall(self.path)

    def address(self, **over: str) -> str:
        """Return the path with every parameter filled in."""
        return _PARAMETER.sub(lambda found: {**self.values(), **over}[found[1]], self.path)

    def values(self) -> dict[str, str]:
        """Return a value for every parameter."""
        code = next((code for start, code in CODES.items() if self.path.startswith(start)), None)
        return PARAMETERS | ({"code": code} if code else {})


def walk(routes: list[BaseRoute], prefix: str = "") -> Iterator[Door]:
    """Yield every route below, those of mounted applications too."""
    for route in routes:
        inner = getattr(route.app, "routes", None) if isinstance(route, Mount) else None
        if inner:
            yield from walk(inner, prefix + getattr(route, "path", ""))
            continue
        path = prefix + getattr(route, "path", "?")
        for method in sorted((getattr(route, "methods", None) or {"GET"}) - {"HEAD"}):
            yield Door(method, path, route)


def calls_of(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """Yield every function that a route depends on, however deep."""
    for each in dependant.dependencies:
        if each.call is not None:
            yield each.call
        yield from calls_of(each)


def body_of(door: Door) -> dict[str, Any]:
    """Return what a body of the right form is sent with: the API's own example of it, else an empty form."""
    field = getattr(door.route, "body_field", None)
    example = find(f"api_example.{getattr(field.field_info.annotation, '__name__', '')}") if field else None
    if example:
        return {"json": json.loads(example)}
    return {"data": FORM if door.path.startswith(API) else VERSIONED}


def is_guard(call: Callable[..., Any]) -> bool:
    return call in {find_viewer, require_viewer, visit} or isinstance(call, Holding | Bearing)
