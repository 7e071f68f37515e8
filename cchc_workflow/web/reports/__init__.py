"""The reports: what there is and what comes next, one seen as a paper, its remarks, its issue, its files."""

from fastapi import FastAPI

from cchc_workflow.web.reports import differences, issuing, listing, making, page, papers, remarks
from cchc_workflow.web.site import Site


def add_routes(app: FastAPI, site: Site) -> None:
    """Add every page and form of the reports; the one of a single report comes after all that have a name."""
    for module in (listing, making, remarks, issuing, papers, differences, page):
        module.add_routes(app, site)
