"""Owns what every group of the API's routes has in common: operations are called as their functions are."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute


def make_router(*refusals: Callable[..., Any]) -> APIRouter:
    """Return an empty group of routes; `refusals` are asked first, for each of them."""
    return APIRouter(
        dependencies=[Depends(refuse) for refuse in refusals], generate_unique_id_function=_name_of
    )


def routes_of(routers: Sequence[APIRouter]) -> list[BaseRoute]:
    """Return the routes themselves: where they are included as groups, none is there to be looked at."""
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


def _name_of(route: APIRoute) -> str:
    return route.name
