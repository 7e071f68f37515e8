"""Owns a mail server in a thread that takes everything and keeps it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_S = 20.0


class Sink:
    """What came in, as bytes, in the order in which it was accepted."""

    def __init__(self) -> None:
        self.port = 0
        self.received: list[bytes] = []
        self._sessions: list[Any] = []

    async def serve(self, ready: threading.Event) -> None:
        """Take mail until stopped."""
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._new_session, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stopped.wait()
        server.close()
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()

    def stop(self) -> None:
        """End `serve`, from another thread."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    def _new_session(self) -> Any:  # noqa: ANN401 - aiosmtpd is untyped
        self._sessions.append(SMTP(self, hostname="sink.example"))
        return self._sessions[-1]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        self.received.append(envelope.original_content)
        return "250 OK"


@contextmanager
def running_sink() -> Iterator[Sink]:
    """Run a sink for as long as the block lasts."""
    sink, ready = Sink(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(sink.serve(ready)), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield sink
    finally:
        sink.stop()
        thread.join(PATIENCE_S)
    assert not thread.is_alive()
