"""Owns a mail server that takes everything and keeps nothing, in a process of its own; prints its port."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class _Nothing:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        return "250 OK"


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(_Nothing(), hostname="sink.example"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until whoever started it has enough
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
