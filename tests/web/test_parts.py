from collections import Counter

from fastapi import FastAPI
from fastapi.routing import APIRoute

from cchc_workflow.web.pages import Pages
from cchc_workflow.web.parts import PARTS
from cchc_workflow.web.site import Manner, Site
from tests.engine.small_office import ISSUED_AT, SmallOffice


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    found = [route for route in app.routes if isinstance(route, APIRoute)]
    return [(method, route.path) for route in found for method in sorted(route.methods or ())]


def test_no_two_parts_answer_to_one_address(small: SmallOffice) -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for add_routes in PARTS:
        add_routes(app, Site(small.office, lambda: ISSUED_AT, Pages(small.office.calendar.local), Manner()))
    counted = Counter(routes_of(app))
    assert counted["GET", "/"] == 1
    assert [route for route, number in counted.items() if number > 1] == []
