"""The work of the day: what waits for those who run a plan, each row acted on in its place."""

from fastapi import FastAPI

from cchc_workflow.web.site import Site
from cchc_workflow.web.today import acts, day


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page and what can be done on it."""
    day.add_routes(app, site)
    acts.add_routes(app, site)
