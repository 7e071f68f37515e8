"""What the API's document promises holds whatever is sent: Schemathesis tries, always the same way."""

from datetime import date
from typing import Any

import pytest

from cchc_workflow.web.app import create_app
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, SmallOffice
from tests.web.api.calling import API, NOW, token_of

schemathesis = pytest.importorskip(
    "schemathesis", reason="no Schemathesis here: requirements-dev.txt is not installed"
)

EXAMPLES = 15
PHASES = {"EXAMPLES", "COVERAGE", "FUZZING", "STATEFUL_TESTING"}
CONFIG: dict[str, Any] = {
    "seed": 2021,
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
    "checks": {
        # A request of the right form may still come too late (412), be incomplete or against a rule (422).
        "positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 409, 412, 422]},
        # RFC 6585 has a status of its own for a precondition that is not given.
        "missing_required_header": {"expected-statuses": [400, 401, 403, 406, 415, 422, 428]},
    },
}


@pytest.fixture(scope="module")
def engine() -> Any:  # noqa: ANN401 - its types are not ours
    """Give what tries an API in this process."""
    return pytest.importorskip("schemathesis.engine")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("who", [COORDINATOR, HEAD, CHIEF])
def test_api_keeps_its_promises(desk: SmallOffice, engine: Any, who: str) -> None:  # noqa: ANN401
    desk.ask("A2", date(2021, 10, 30), NOW)
    auth = {"openapi": {"token": {"bearer": token_of(desk, who)}}}
    document = schemathesis.openapi.from_asgi(
        f"{API}/openapi.json",
        create_app(desk.office, lambda: NOW),
        config=schemathesis.Config.from_dict({**CONFIG, "auth": auth}),
    )
    broken: list[str] = []
    checks, phases = 0, set()
    for event in engine.from_schema(document).execute():
        if isinstance(event, engine.events.NonFatalError | engine.events.FatalError):
            broken.append(repr(event))
        if isinstance(event, engine.events.PhaseFinished):
            phases.add(event.phase.name.name)
        if isinstance(event, engine.events.ScenarioFinished):
            for check in (check for case in event.recorder.checks.values() for check in case):
                checks += 1
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    broken.append(f"{event.recorder.label}: {check.name}: {failure.title}: {failure.message}")
    assert broken == []
    assert phases >= PHASES
    assert checks > 1_000
