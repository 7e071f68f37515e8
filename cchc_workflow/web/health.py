"""Owns what the watchdog's findings look like to anybody who asks: their kinds, no number and no name."""

from typing import Any

from cchc_workflow.engine.watch import Health

OK = "ok"
DEGRADED = "degraded"


def describe(health: Health) -> dict[str, Any]:
    """Return the state of the machinery as JSON values."""
    kinds = sorted({alert.kind for alert in health.alerts})
    return {"status": OK if health.well else DEGRADED, "alerts": kinds}


def describe_trouble(reason: str) -> dict[str, Any]:
    """Return the answer of a program that can't ask its database, with the reason."""
    return {"status": DEGRADED, "reason": reason, "alerts": []}
