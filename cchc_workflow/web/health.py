"""Owns what the watchdog's findings look like to a machine that asks over HTTP."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from cchc_workflow.domain.history import stamp
from cchc_workflow.engine.watch import Health

OK = "ok"
DEGRADED = "degraded"


def describe(health: Health, now: datetime, version: str) -> dict[str, Any]:
    """Return the state of the machinery as JSON values."""
    return {
        "status": OK if health.well else DEGRADED,
        "alerts": [asdict(alert) | {"since": stamp(alert.since)} for alert in health.alerts],
        "outbox": health.outbox,
        "ticks": {job: stamp(at) for job, at in health.ticks.items()},
        "now": stamp(now),
        "version": version,
    }


def describe_trouble(reason: str, now: datetime, version: str) -> dict[str, Any]:
    """Return the answer of a program that can't ask its database, with the reason."""
    return {
        "status": DEGRADED,
        "reason": reason,
        "alerts": [],
        "outbox": {},
        "ticks": {},
        "now": stamp(now),
        "version": version,
    }
