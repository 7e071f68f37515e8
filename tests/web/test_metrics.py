import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from starlette.types import Scope

from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.watch import Alert, Health, note_run
from cchc_workflow.web.app import create_app
from cchc_workflow.web.metrics import NOWHERE, route_of
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import Tools
from tests.builders import vn
from tests.engine.small_office import SmallOffice

NOW = vn(1, 7, 8)
MANNER = Manner(metrics_token="abc")


def browse(small: SmallOffice, tools: Tools | None = None) -> TestClient:
    app = create_app(small.office, lambda: NOW, MANNER, tools or Tools())
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


def figures(client: TestClient) -> dict[str, float]:
    """Return every sample by its name with labels."""
    text = client.get("/metrics", headers={"Authorization": "Bearer abc"}).text
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def requests_in(found: dict[str, float]) -> dict[tuple[str, str, str], float]:
    pattern = re.compile(r'cchc_requests_total\{method="(\w+)",route="([^"]*)",status="(\d+)"\}')
    return {
        (match[1], match[2], match[3]): value
        for name, value in found.items()
        if (match := pattern.match(name))
    }


def test_requests_are_counted_by_route_and_status(small: SmallOffice) -> None:
    client = browse(small)
    for path in ("/readyz", "/readyz", "/khong-co", "/khong-co-nua", "/api/v1/tasks/1", "/api/v1/tasks/2"):
        client.get(path)
    assert requests_in(figures(client)) == {
        ("GET", "/readyz", "200"): 2,
        ("GET", NOWHERE, "404"): 2,
        ("GET", "/api/v1/tasks/{task_id}", "401"): 2,
    }


def test_times_are_measured_by_route(small: SmallOffice) -> None:
    client = browse(small)
    client.get("/readyz")
    found = figures(client)
    assert found['cchc_request_seconds_count{method="GET",route="/readyz"}'] == 1
    assert 0 < found['cchc_request_seconds_sum{method="GET",route="/readyz"}'] < 10
    assert found['cchc_request_seconds_bucket{le="+Inf",method="GET",route="/readyz"}'] == 1


def test_a_method_that_somebody_made_up_is_no_label(small: SmallOffice) -> None:
    client = browse(small)
    client.request("BREW", "/readyz")
    assert {method for method, _, _ in requests_in(figures(client))} == {"OTHER"}


def test_a_crash_counts_as_such(small: SmallOffice) -> None:
    states = iter([None])

    def crash_once() -> Health:
        if next(states, Health) is None:
            raise ZeroDivisionError
        return Health((), {}, {})

    client = browse(small, Tools(health=crash_once))
    assert client.get("/healthz").status_code == 500
    assert requests_in(figures(client)) == {("GET", "/healthz", "500"): 1}


def test_the_offices_state_is_read_when_asked(small: SmallOffice) -> None:
    sweep(small.office, NOW)
    note_run(small.office, "sweep", NOW - timedelta(seconds=90))
    found = figures(browse(small))
    assert found['cchc_outbox{state="queued"}'] + found['cchc_outbox{state="held"}'] > 0
    assert found['cchc_outbox{state="dead"}'] == 0
    assert found['cchc_job_age_seconds{job="sweep"}'] == 90
    plan = 'organization="1",plan="so-vi-du-2021"'
    assert (found[f"cchc_tasks_assigned{{{plan}}}"], found[f"cchc_tasks_late{{{plan}}}"]) == (2, 1)


def test_alerts_are_named(small: SmallOffice) -> None:
    tools = Tools(health=lambda: Health((Alert("mail_dead", NOW, 3), Alert("mail_dead", NOW)), {}, {}))
    found = figures(browse(small, tools))
    assert [name for name in found if name.startswith("cchc_alert")] == ['cchc_alert{kind="mail_dead"}']


def test_each_application_counts_for_itself(small: SmallOffice) -> None:
    first, second = browse(small), browse(small)
    first.get("/readyz")
    assert requests_in(figures(second)) == {}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, NOWHERE),
        ({"route": None}, NOWHERE),
        ({"route": type("Route", (), {"path": "/x/{id}"})}, "/x/{id}"),
        ({"route": type("Route", (), {"path": "/x"}), "root_path": "/api/v1"}, "/api/v1/x"),
    ],
)
def test_route_is_a_template_never_what_was_typed(scope: Scope, expected: str) -> None:
    assert route_of({"path": "/typed", **scope}) == expected
