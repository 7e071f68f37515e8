from datetime import timedelta

from fastapi import Response

from cchc_workflow.engine.entry import Entered
from cchc_workflow.web.app import create_app
from cchc_workflow.web.entry.cookie import drop_cookie, give_cookie
from cchc_workflow.web.site import Manner, Site
from tests.engine.door import NOW
from tests.engine.small_office import SmallOffice


def site(small: SmallOffice, base_url: str) -> Site:
    found: Site = create_app(small.office, lambda: NOW, Manner(base_url=base_url)).state.site
    return found


def test_cookie_is_kept_from_scripts_and_from_other_sites(small: SmallOffice) -> None:
    response = give_cookie(Response(), site(small, "http://localhost:8000"), Entered("x", timedelta(hours=2)))
    assert response.headers["set-cookie"] == "cchc=x; HttpOnly; Max-Age=7200; Path=/; SameSite=lax"


def test_cookie_over_https_is_bound_to_the_host(small: SmallOffice) -> None:
    response = give_cookie(
        Response(), site(small, "https://cchc.so.example/"), Entered("x", timedelta(hours=2))
    )
    expected = "__Host-cchc=x; HttpOnly; Max-Age=7200; Path=/; SameSite=lax; Secure"
    assert response.headers["set-cookie"] == expected


def test_cookie_is_dropped(small: SmallOffice) -> None:
    dropped = drop_cookie(Response(), site(small, "https://cchc.so.example/")).headers["set-cookie"]
    assert dropped.startswith('__Host-cchc=""; expires=')
    assert "Max-Age=0; Path=/; SameSite=lax; Secure" in dropped
