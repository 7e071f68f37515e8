"""Owns the addresses that machines ask: whether the program lives, whether it is ready, and its figures."""

import secrets

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from cchc_workflow.engine.watch import Health, watch
from cchc_workflow.errors import StorageError
from cchc_workflow.store.schema import check_schema
from cchc_workflow.web.health import OK, describe, describe_trouble
from cchc_workflow.web.metrics import MEDIA_TYPE, Measured, Metrics
from cchc_workflow.web.site import Site

READ = ["GET", "HEAD"]
READY = "ready"
NOT_READY = "not_ready"


def add_routes(app: FastAPI, site: Site) -> None:
    """Add /healthz, /readyz and, where the office set a token for it, /metrics.

    /healthz is for a person's monitor: 503 while anything is amiss. /readyz is for a load balancer: 503 only
    while this node can answer nobody.
    """

    def ask_health() -> Health:
        now = site.now()
        return site.tools.health() if site.tools.health else watch(site.office, now)

    def tell_health() -> Response:
        try:
            check_schema(site.office.database)
            found = describe(ask_health())
        except StorageError as error:
            found = describe_trouble(error.reason)
        return JSONResponse(found, 200 if found["status"] == OK else 503)

    def tell_ready() -> Response:
        try:
            check_schema(site.office.database)
        except StorageError as error:
            return JSONResponse({"status": NOT_READY, "reason": error.reason}, 503)
        return JSONResponse({"status": READY})

    app.add_api_route("/healthz", tell_health, methods=READ)
    app.add_api_route("/readyz", tell_ready, methods=READ)
    if site.manner.metrics_token is not None:
        _add_metrics(app, Metrics(site, ask_health), site.manner.metrics_token)


def _add_metrics(app: FastAPI, metrics: Metrics, token: str) -> None:
    """Add /metrics: whoever comes without the token can't tell that it is there."""
    expected = f"Bearer {token}".encode()

    def tell_metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not secrets.compare_digest(given, expected):
            raise HTTPException(404)
        return Response(metrics.render(), media_type=MEDIA_TYPE)

    app.add_middleware(Measured, metrics=metrics)
    app.add_api_route("/metrics", tell_metrics, methods=["GET"])
