from fastapi import APIRouter
from fastapi.routing import APIRoute

from cchc_workflow.web.api.router import make_router, routes_of


def refuse() -> None:
    """Refuse nothing."""


def hello() -> str:
    return "hello"


def test_operations_are_called_as_their_functions() -> None:
    router = make_router(refuse)
    router.add_api_route("/a/b", hello)
    (route,) = routes_of([router])
    assert isinstance(route, APIRoute)
    assert route.unique_id == "hello"
    assert [each.call for each in route.dependant.dependencies] == [refuse]


def test_routes_of_several_groups_follow_each_other() -> None:
    routers = [make_router(), APIRouter(), make_router()]
    for path, router in zip(("/a", "/b", "/c"), routers, strict=True):
        router.add_api_route(path, hello)
    assert [getattr(route, "path", "") for route in routes_of(routers)] == ["/a", "/b", "/c"]
