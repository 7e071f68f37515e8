"""Owns the list of the site's parts: each adds its own routes; the order is that in which paths are tried."""

from collections.abc import Callable, Sequence

from fastapi import FastAPI

from cchc_workflow.web import admin, entry, link, listing, probes, reports, score, task, today
from cchc_workflow.web.api import app as api
from cchc_workflow.web.api import tokens as api_tokens
from cchc_workflow.web.demo import mailbox, tour
from cchc_workflow.web.planner import feed
from cchc_workflow.web.planner import page as planner
from cchc_workflow.web.shell import bell, guide, guidebook, landing, styleguide
from cchc_workflow.web.site import Site
from cchc_workflow.web.steering import page as steering
from cchc_workflow.web.units import page as units

PARTS: Sequence[Callable[[FastAPI, Site], None]] = (
    probes.add_routes,
    landing.add_routes,
    bell.add_routes,
    guide.add_routes,
    guidebook.add_routes,
    styleguide.add_routes,
    mailbox.add_routes,
    link.add_routes,
    tour.add_routes,
    api_tokens.add_routes,
    api.add_routes,
    entry.add_routes,
    today.add_routes,
    steering.add_routes,
    units.add_routes,
    planner.add_routes,
    feed.add_routes,
    score.add_routes,
    reports.add_routes,
    listing.add_routes,
    task.add_routes,
    admin.add_routes,
)
