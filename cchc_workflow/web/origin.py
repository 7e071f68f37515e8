"""Owns refusing what another site's page made a browser send: no form of ours needs a token for that.

Browsers say in Sec-Fetch-Site where a request comes from, and older ones name the page's Origin; a program
that is no browser sends neither, and has no cookie that could be misused.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from cchc_workflow.words import say

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})
SIGNED = "/l/"
"""Pages whose address is itself the key: no cookie counts there. They tell nobody where they are, so that an
older browser names no Origin with their forms."""


class SameOrigin:
    """Refuses unsafe methods that come from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http" and not may_pass(scope):
            await PlainTextResponse(say("trouble.foreign"), 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def may_pass(scope: Scope) -> bool:
    """Tell whether a request can't be another site's doing, or could do nothing for it."""
    return scope["method"] in SAFE or scope["path"].startswith(SIGNED) or is_ours(Headers(scope=scope))


def is_ours(headers: Headers) -> bool:
    """Tell whether a request comes from our own pages, or from no page at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in OURS
    origin = headers.get("origin")
    return origin is None or (origin != "null" and _host_of(origin) == headers.get("host"))


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
