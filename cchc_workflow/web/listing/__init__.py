"""The part of the site that lists tasks: table, board, bulk actions, export, search."""

from fastapi import FastAPI

from cchc_workflow.web.listing import board, bulk, export, move, search, table
from cchc_workflow.web.site import Site


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the pages of the listing; they stand before the page of a task, whose path takes any code."""
    for part in (table, bulk, export, board, move, search):
        part.add_routes(app, site)
