"""Owns what is measured for Prometheus: the requests as they pass, and the office's state when asked."""

from collections.abc import Callable, Iterator
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cchc_workflow.engine.watch import Health
from cchc_workflow.store.outbox import OutboxState
from cchc_workflow.store.plans import read_plans
from cchc_workflow.store.standing import kept_tallies
from cchc_workflow.web.site import Site

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NOWHERE = "unknown"
"""The route of every address that leads nowhere: what people type must not become a label."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Among them the 100 ms and 150 ms that the pages promise."""


class Metrics:
    """The figures of one application, in a registry of their own."""

    def __init__(self, site: Site, health: Callable[[], Health]) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        labels = ("method", "route")
        self._requests = Counter(
            "cchc_requests", "Requests answered.", (*labels, "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "cchc_request_seconds",
            "Time from a request to the last byte of its answer.",
            labels,
            buckets=_BOUNDS_S,
            registry=self._registry,
        )
        self._registry.register(_OfficeState(site, health))

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        labels = (method, route_of(scope))
        self._requests.labels(*labels, str(status)).inc()
        self._seconds.labels(*labels).observe(seconds)

    def render(self) -> bytes:
        """Return everything in Prometheus' text form."""
        return generate_latest(self._registry)


class Measured:
    """Counts and times what passes through it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it was answered; one that raises counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 500, perf_counter()

        async def watch_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch_status)
        finally:
            self._metrics.note(scope, status, perf_counter() - started)


def route_of(scope: Scope) -> str:
    """Return the template of the route that answered: "/api/v1/tasks/{task_id}", never what was typed."""
    route = getattr(scope.get("route"), "path", None)
    if route is None:
        return NOWHERE
    return f"{scope.get('root_path', '')}{route}"


class _OfficeState(Collector):
    """Reads the database when it is asked, so that nothing has to be kept up to date."""

    def __init__(self, site: Site, health: Callable[[], Health]) -> None:
        self._site = site
        self._health = health

    def collect(self) -> Iterator[Metric]:
        """Yield the state of the machinery and of the running plans."""
        health = self._health()
        yield self._outbox(health)
        yield self._jobs(health)
        yield self._alerts(health)
        yield from self._plans()

    def _outbox(self, health: Health) -> Metric:
        family = GaugeMetricFamily("cchc_outbox", "Messages by the state they are in.", labels=["state"])
        for state in OutboxState:
            family.add_metric([state], health.outbox.get(state, 0))
        return family

    def _jobs(self, health: Health) -> Metric:
        family = GaugeMetricFamily("cchc_job_age_seconds", "Time since a job last ran.", labels=["job"])
        now = self._site.now()
        for job, at in sorted(health.ticks.items()):
            family.add_metric([job], (now - at).total_seconds())
        return family

    def _alerts(self, health: Health) -> Metric:
        family = GaugeMetricFamily("cchc_alert", "What is amiss, 1 while it lasts.", labels=["kind"])
        for kind in sorted({alert.kind for alert in health.alerts}):
            family.add_metric([kind], 1)
        return family

    def _plans(self) -> Iterator[Metric]:
        labels = ["organization", "plan"]
        assigned = GaugeMetricFamily(
            "cchc_tasks_assigned", "Tasks that count in a running plan.", labels=labels
        )
        late = GaugeMetricFamily(
            "cchc_tasks_late", "Those overdue or finished late, as last counted.", labels=labels
        )
        with self._site.office.database.read() as tx:
            for plan in read_plans(tx):
                tallies = [tally for _, tally in kept_tallies(tx, plan.id)]
                whose = [str(plan.organization_id), plan.code]
                assigned.add_metric(whose, sum(tally.assigned for tally in tallies))
                late.add_metric(whose, sum(tally.late for tally in tallies))
        yield assigned
        yield late
