import json
from datetime import UTC, datetime

from cchc_workflow.engine.watch import Alert, Health
from cchc_workflow.scheduler.watchdog import Fault
from cchc_workflow.web.health import describe, describe_trouble

NOW = datetime(2021, 6, 1, 1, 0, tzinfo=UTC)


def test_health_is_described_by_kinds_alone() -> None:
    fault = Fault("job_failed", NOW, 1, "sweep", "disk")
    alerts = (fault, Alert("mail_dead", NOW, 2), Alert("mail_dead", NOW))
    health = Health(alerts, {"dead": 2}, {"sweep": NOW})
    assert json.loads(json.dumps(describe(health))) == {
        "status": "degraded",
        "alerts": ["job_failed", "mail_dead"],
    }


def test_health_without_alerts_is_ok() -> None:
    assert describe(Health((), {}, {})) == {"status": "ok", "alerts": []}


def test_trouble_has_the_same_form_and_a_reason() -> None:
    assert describe_trouble("disk_full") == {"status": "degraded", "reason": "disk_full", "alerts": []}
