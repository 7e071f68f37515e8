import json
from datetime import UTC, datetime

from cchc_workflow.engine.watch import Alert, Health
from cchc_workflow.scheduler.watchdog import Fault
from cchc_workflow.web.health import describe, describe_trouble

NOW = datetime(2021, 6, 1, 1, 0, tzinfo=UTC)
SINCE = "2021-06-01T01:00:00.000000Z"


def test_health_is_described_as_json() -> None:
    alerts = (Alert("mail_dead", NOW, 2), Fault("job_failed", NOW, 1, "sweep", "disk"))
    health = Health(alerts, {"dead": 2}, {"sweep": NOW})
    assert json.loads(json.dumps(describe(health, NOW, "1.0"))) == {
        "status": "degraded",
        "alerts": [
            {"kind": "mail_dead", "since": SINCE, "count": 2},
            {
                "kind": "job_failed",
                "since": SINCE,
                "count": 1,
                "of": "sweep",
                "reason": "disk",
            },
        ],
        "outbox": {"dead": 2},
        "ticks": {"sweep": SINCE},
        "now": SINCE,
        "version": "1.0",
    }


def test_health_without_alerts_is_ok() -> None:
    assert describe(Health((), {}, {}), NOW, "1.0")["status"] == "ok"


def test_trouble_has_the_same_form_and_a_reason() -> None:
    found = describe_trouble("disk_full", NOW, "1.0")
    assert found.keys() - {"reason"} == describe(Health((), {}, {}), NOW, "1.0").keys()
    assert (found["status"], found["reason"]) == ("degraded", "disk_full")
