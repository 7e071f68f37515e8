"""Owns how much is read of what a request sends: the framework reads a form before it asks who sends it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES: Final = 2 * 2**20
"""More than any form of ours can have, but those with files."""

BOUNDED_THEMSELVES: Final = (
    "/api/",
    "/l/",
    "/viec/",
    "/viec-hom-nay/",
    "/quan-tri/ke-hoach/xem-truoc",
    "/cham-diem/",
)
"""How the addresses begin that ask who is there first, and then read within bounds of their own."""


class SmallBodies:
    """Stops reading a body that has more bytes than `most` tells of the request's path; None is no bound."""

    def __init__(self, app: ASGIApp, most: Callable[[str], int | None]) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, its body counted: what its headers say of its length is not believed."""
        most = self._most(scope["path"]) if scope["type"] == "http" else None
        if most is None:
            await self._app(scope, receive, send)
            return
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, count, send)


def most_of_form(path: str) -> int | None:
    """Return how many bytes a form of the pages may have at this path."""
    return None if path.startswith(BOUNDED_THEMSELVES) else MOST_BYTES
