"""The administration: people, units, calendar, ladder, letters, outbox, plans, the audit trail."""

from fastapi import FastAPI

from cchc_workflow.web.admin import (
    audit,
    calendar,
    ladder,
    ladder_trial,
    letters,
    outbox,
    overview,
    people,
    person,
    person_access,
    plan_issue,
    plans,
    units,
)
from cchc_workflow.web.site import Site

MODULES = (
    overview, people, person, person_access, units, calendar, ladder, ladder_trial, letters, outbox, plans,
    plan_issue, audit,
)  # fmt: skip


def add_routes(app: FastAPI, site: Site) -> None:
    """Add every page of the administration."""
    for module in MODULES:
        module.add_routes(app, site)
