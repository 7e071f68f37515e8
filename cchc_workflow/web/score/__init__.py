"""The score sheet: the criteria, their scores, what proves them, and the binder of that."""

from fastapi import FastAPI

from cchc_workflow.web.score import binder, criterion, page, proofs
from cchc_workflow.web.site import Site


def add_routes(app: FastAPI, site: Site) -> None:
    """Add every page of the part."""
    for module in (page, criterion, proofs, binder):
        module.add_routes(app, site)
