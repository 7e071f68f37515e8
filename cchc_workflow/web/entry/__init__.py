"""The door: signing in and out, the lock, passwords, codes, one's own account, the first start."""

from fastapi import FastAPI

from cchc_workflow.web.entry import (
    account,
    code,
    first_start,
    forgotten,
    lock,
    new_password,
    second_step,
    sign_in,
)
from cchc_workflow.web.site import Site

MODULES = (sign_in, code, lock, forgotten, new_password, account, second_step, first_start)


def add_routes(app: FastAPI, site: Site) -> None:
    """Add every page of the door."""
    for module in MODULES:
        module.add_routes(app, site)
