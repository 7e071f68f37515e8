"""Owns the session's cookie: how it is named, set and dropped; what it stands for is the engine's."""

from fastapi import Response

from cchc_workflow.engine.entry import Entered
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import COOKIE, SECURE_COOKIE


def cookie_name(site: Site) -> str:
    """Return the cookie's name, which over https binds it to this very host."""
    return SECURE_COOKIE if site.manner.secure else COOKIE


def give_cookie(response: Response, site: Site, entered: Entered) -> Response:
    """Let the browser carry the new session.

    SameSite is lax, for a link in a mail must arrive signed in; what comes from other sites' forms is refused
    by its origin.
    """
    response.set_cookie(
        cookie_name(site),
        entered.token,
        max_age=int(entered.lasts.total_seconds()),
        path="/",
        secure=site.manner.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def drop_cookie(response: Response, site: Site) -> Response:
    """Let the browser forget the session."""
    response.delete_cookie(
        cookie_name(site), path="/", secure=site.manner.secure, httponly=True, samesite="lax"
    )
    return response
