"""Owns the API as an application of its own: its routes, its document, its way with errors."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from cchc_workflow.web.api import around, deeds, files, listing, reads, reference
from cchc_workflow.web.api.bounds import most_of_body
from cchc_workflow.web.api.document import OPENAPI, write_document
from cchc_workflow.web.api.problems import PREFIX, answer_problems
from cchc_workflow.web.api.router import routes_of
from cchc_workflow.web.bodies import SmallBodies
from cchc_workflow.web.site import Site

ROUTERS = (listing.router, reads.router, deeds.router, files.router, around.router)


def add_routes(app: FastAPI, site: Site) -> None:
    """Put the API below its address; nothing of it takes a cookie, so no other site's page can misuse one."""
    app.mount(PREFIX, make_api(app.version, site))


def make_api(version: str, site: Site) -> FastAPI:
    """Return the API over a site."""
    api = FastAPI(
        title="CCHC Workflow",
        version=version,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        routes=routes_of(ROUTERS),
        separate_input_output_schemas=False,
    )
    api.state.site = site
    api.add_middleware(SmallBodies, most=most_of_body)
    document = write_document(api, site.manner.base_url)

    def tell_document() -> Response:
        return JSONResponse(document)

    api.add_api_route(OPENAPI, tell_document, include_in_schema=False)
    reference.add_routes(api, site, document)
    answer_problems(api)
    return api
