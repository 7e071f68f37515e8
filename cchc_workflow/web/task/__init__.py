"""The page of a task and everything done on it: acting, evidence, comments, more time, changes, reminders."""

from fastapi import FastAPI

from cchc_workflow.web.site import Site
from cchc_workflow.web.task import actions, changes, files, more_time, page


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the task's page, its forms and its files; the page comes last, for a code may hold slashes."""
    for module in (actions, more_time, changes, files, page):
        module.add_routes(app, site)
