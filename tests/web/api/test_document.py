import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cchc_workflow.web.api import deeds, views
from cchc_workflow.web.api.document import operations_of
from cchc_workflow.web.api.problems import Problem
from cchc_workflow.words import entries
from tests.engine.small_office import SmallOffice
from tests.web.api.calling import open_api


@pytest.fixture
def document(desk: SmallOffice) -> dict[str, Any]:
    found: dict[str, Any] = open_api(desk).get("/openapi.json").json()
    return found


def schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from document["components"]["schemas"].items()


def test_document_is_of_the_form_it_says(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://localhost:8000/api/v1"}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_operation_says_what_it_does_and_needs_a_token(document: dict[str, Any]) -> None:
    names = set()
    for operation in operations_of(document):
        names.add(operation["operationId"])
        assert operation["summary"], operation["operationId"]
        assert operation["description"], operation["operationId"]
        assert operation["security"] == [{"token": []}]
    assert names == set(entries("api_operation")) == set(entries("api_more"))


def test_every_parameter_header_and_status_is_described(document: dict[str, Any]) -> None:
    for operation in operations_of(document):
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), parameter["name"]
        for status, response in operation["responses"].items():
            assert response["description"] == entries("api_status")[status]
            for name, header in response.get("headers", {}).items():
                assert header.get("description"), name


def test_every_shape_and_field_is_described(document: dict[str, Any]) -> None:
    for name, schema in schemas(document):
        assert schema["title"] == entries("api_schema").get(name), name
        for field, described in schema.get("properties", {}).items():
            assert described.get("description"), f"{name}.{field}"
    assert {name for name, _ in schemas(document)} == set(entries("api_schema"))


def test_every_problem_is_a_problem(document: dict[str, Any]) -> None:
    for operation in operations_of(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


def test_what_is_asked_for_is_marked_so(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/tasks/{task_id}/actions/{action}"]["post"]["parameters"]
    required = {each["name"]: each.get("required", False) for each in parameters}
    assert required == {"task_id": True, "action": True, "If-Match": True, "Idempotency-Key": False}


@pytest.mark.parametrize("name", sorted(entries("api_example")))
def test_every_example_is_of_its_shape(document: dict[str, Any], name: str) -> None:
    model = Problem if name == "Problem" else getattr(views, name, None) or getattr(deeds, name)
    (example,) = document["components"]["schemas"][name]["examples"]
    checked = model.model_validate(example)
    assert json.loads(checked.model_dump_json()) == example


def test_every_operation_and_problem_is_written_down(document: dict[str, Any]) -> None:
    written = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
    for path in document["paths"]:
        assert re.sub(r"\{\w+_id\}", "{id}", path) in written
    of_definitions = {"definition", "settings", "entry", "error", "refused"}
    assert [code for code in set(entries("problem")) - of_definitions if f"`{code}`" not in written] == []


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    given = {name for name, _ in schemas(document) if name.endswith("Given")}
    assert given <= set(entries("api_example"))
