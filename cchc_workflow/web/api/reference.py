"""Owns the page that tells people what the API's document tells programs; it shows nothing of the office."""

from dataclasses import dataclass

from fastapi import FastAPI, Request, Response

from cchc_workflow.web.api.document import OPENAPI, Document
from cchc_workflow.web.api.problems import PREFIX
from cchc_workflow.web.site import Site
from cchc_workflow.words import entries


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the page."""

    method: str
    path: str
    summary: str
    description: str


def add_routes(api: FastAPI, site: Site, document: Document) -> None:
    """Add the page at the API's own address: whoever looks for the API finds it."""
    operations = list_operations(document)

    def show_reference(request: Request) -> Response:
        return site.show(
            request,
            "api/reference",
            operations=operations,
            document=f"{PREFIX}{OPENAPI}",
            problems=entries("problem").items(),
        )

    api.add_api_route("/", show_reference, include_in_schema=False)


def list_operations(document: Document) -> list[Operation]:
    """Return every operation of a document, in its order."""
    return [
        Operation(method.upper(), f"{PREFIX}{path}", operation["summary"], operation["description"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
