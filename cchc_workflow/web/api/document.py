"""Owns the API's OpenAPI document: its form from the routes, every word and example from the catalogue."""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from cchc_workflow.web.api.problems import MEDIA_TYPE, PREFIX, Problem
from cchc_workflow.words import find

OPENAPI = "/openapi.json"
REFERENCES = "#/components/schemas/{model}"

ASKED_FOR = frozenset({"If-Match"})
"""What is answered in a way of its own where it is missing, so that the framework must not ask for it."""

Document = dict[str, Any]


def write_document(api: FastAPI, base_url: str) -> Document:
    """Return the document of an API whose routes are all there."""
    document = api.openapi()
    document["servers"] = [{"url": f"{base_url.rstrip('/')}{PREFIX}"}]
    _tell(document["info"], "description", "api_about.description")
    schemas = document["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template=REFERENCES)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, schema in schemas.items():
        _describe_schema(name, schema)
    for operation in operations_of(document):
        _describe_operation(operation)
    for scheme in document["components"]["securitySchemes"].values():
        _tell(scheme, "description", "api_about.token")
    return document


def operations_of(document: Document) -> Iterator[Document]:
    """Yield every operation of a document."""
    for path in document["paths"].values():
        yield from path.values()


def _describe_operation(operation: Document) -> None:
    name = operation["operationId"]
    _tell(operation, "summary", f"api_operation.{name}")
    _tell(operation, "description", f"api_more.{name}")
    for parameter in operation.get("parameters", ()):
        _tell(parameter, "description", f"api_field.{parameter['name'].lower().replace('-', '_')}")
        parameter["schema"].pop("title", None)
        if parameter["name"] in ASKED_FOR:
            parameter["required"] = True
    for status, response in operation["responses"].items():
        _tell(response, "description", f"api_status.{status}")
        for header, described in response.get("headers", {}).items():
            _tell(described, "description", f"api_field.{header.lower().replace('-', '_')}")
        if MEDIA_TYPE in response.get("content", {}):
            response["content"].pop("application/json", None)


def _describe_schema(name: str, schema: Document) -> None:
    _tell(schema, "title", f"api_schema.{name}")
    schema.pop("description", None)
    for field, described in schema.get("properties", {}).items():
        described.pop("title", None)
        described.pop("description", None)
        _tell(described, "description", f"api_field.{field}")
    example = find(f"api_example.{name}")
    if example is not None:
        schema["examples"] = [json.loads(example)]


def _tell(of: Document, what: str, key: str) -> None:
    """Set a text of the document to the catalogue's; its tests find out where there is none."""
    text = find(key)
    if text is not None:
        of[what] = text
