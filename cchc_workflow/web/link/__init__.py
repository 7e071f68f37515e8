"""The pages behind the signed links of the mails: one task, one person, one big button; nobody signs in."""

from fastapi import FastAPI

from cchc_workflow.web.link import files, page, steps
from cchc_workflow.web.site import Site


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page, its files and what can be done on it."""
    page.add_routes(app, site)
    files.add_routes(app, site)
    steps.add_routes(app, site)
