from cchc_workflow.web.api.reference import Operation, list_operations
from cchc_workflow.words import entries
from tests.engine.small_office import SmallOffice
from tests.web.api.calling import open_api


def test_page_lists_every_operation_and_problem(desk: SmallOffice) -> None:
    client = open_api(desk)
    answer = client.get("/")
    assert answer.status_code == 200
    for operation in list_operations(client.get("/openapi.json").json()):
        assert operation.path in answer.text
        assert operation.summary in answer.text
    for code in entries("problem"):
        assert f'id="{code}"' in answer.text


def test_page_without_a_slash_leads_to_it(desk: SmallOffice) -> None:
    answer = open_api(desk).get("http://testserver/api/v1", follow_redirects=False)
    assert answer.headers["location"].endswith("/api/v1/")


def test_operations_are_listed_in_the_documents_order() -> None:
    first, second = ({"summary": letter, "description": letter * 2} for letter in "st")
    paths = {"/b": {"get": first}, "/a": {"post": second}}
    assert list_operations({"paths": paths}) == [
        Operation("GET", "/api/v1/b", "s", "ss"),
        Operation("POST", "/api/v1/a", "t", "tt"),
    ]
