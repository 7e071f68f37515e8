from cchc_workflow.web.api.app import make_api
from cchc_workflow.web.app import create_app
from tests.engine.small_office import HEAD, SmallOffice
from tests.web.api.calling import NOW, open_api


def test_api_is_below_its_address_only(desk: SmallOffice) -> None:
    client = open_api(desk, HEAD)
    assert client.get("/me").status_code == 200
    assert client.get("http://testserver/me").status_code == 404
    assert client.get("http://testserver/api/v2/me").status_code == 404


def test_document_is_public_and_the_same_for_all(desk: SmallOffice) -> None:
    nobody, head = open_api(desk).get("/openapi.json"), open_api(desk, HEAD).get("/openapi.json")
    assert nobody.status_code == 200
    assert nobody.content == head.content


def test_answers_are_kept_nowhere_and_guarded(desk: SmallOffice) -> None:
    answer = open_api(desk, HEAD).get("/tasks")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_api_stands_on_its_own_too(desk: SmallOffice) -> None:
    app = create_app(desk.office, lambda: NOW)
    paths = {getattr(route, "path", "") for route in make_api("1.0", app.state.site).routes}
    assert {"/tasks", "/me", "/openapi.json", "/"} <= paths
