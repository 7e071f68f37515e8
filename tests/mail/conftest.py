"""Real SMTP servers on loopback, scripted by recipient, and certificates made for the session."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult

from cchc_workflow.mail.envelope import Envelope, Outcome
from cchc_workflow.mail.smtp import SmtpSender, SmtpServer

HOST = "127.0.0.1"
START_S = 10.0


@dataclass
class Received:
    """One mail as the server got it."""

    sender: str
    recipients: list[str]
    data: bytes
    encrypted: bool
    authenticated: bool


@dataclass
class MailPeer:
    """A real server in a thread; the scripts map an address to a reply, or to `hang` or `drop`."""

    at_mail: dict[str, list[str]] = field(default_factory=dict)
    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    security: Literal["none", "starttls", "tls"] = "none"
    tls: ssl.SSLContext | None = None
    password: str = ""
    login_refusal: str | None = None
    most_connections: int = 1000
    at_ehlo: str = ""
    at_rset: str = "250 OK"
    at_quit: str = "221 Bye"
    port: int = 0
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    opened: int = 0
    hanging: threading.Event = field(default_factory=threading.Event)
    _live: list[Any] = field(default_factory=list)

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(START_S)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(START_S)
        assert not self._thread.is_alive()

    def hang_up(self) -> None:
        """Close every open connection from this side, and return when that has been done."""
        asyncio.run_coroutine_threadsafe(self._abort_all(), self._loop).result(START_S)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        implicit = self.tls if self.security == "tls" else None
        server = await self._loop.create_server(self._new_session, HOST, 0, ssl=implicit)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stopped.wait()
        server.close()
        await self._abort_all()

    async def _abort_all(self) -> None:
        for session in self._live:
            if session.transport is not None:
                session.transport.abort()

    def _new_session(self) -> Any:  # noqa: ANN401 - aiosmtpd is untyped
        self.opened += 1
        session = SMTP(
            self,
            hostname="peer.example",
            tls_context=self.tls if self.security == "starttls" else None,
            authenticator=self._authenticate if self.password else None,
            auth_required=bool(self.password) and self.security == "starttls",
            auth_require_tls=self.security == "starttls",
        )
        self._live.append(session)
        return session

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:  # noqa: ANN401
        if data.password == self.password.encode() and self.login_refusal is None:
            return AuthResult(success=True)
        return AuthResult(success=False, handled=False, message=self.login_refusal)

    async def handle_EHLO(  # noqa: N802
        self,
        server: Any,  # noqa: ANN401
        session: Any,  # noqa: ANN401
        envelope: Any,  # noqa: ANN401
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        if self.at_ehlo:
            return [self.at_ehlo]
        welcome = self._live.index(server) < self.most_connections
        return responses if welcome else ["421 too many connections"]

    async def handle_NOOP(self, server: Any, session: Any, envelope: Any, arg: str) -> str:  # noqa: ANN401, N802
        self.commands.append("NOOP")
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802
        self.commands.append("QUIT")
        return await self._play(server, self.at_quit)

    async def handle_RSET(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802
        return await self._play(server, self.at_rset)

    async def handle_MAIL(  # noqa: N802
        self,
        server: Any,  # noqa: ANN401
        session: Any,  # noqa: ANN401
        envelope: Any,  # noqa: ANN401
        address: str,
        mail_options: list[str],
    ) -> str:
        script = self.at_mail.get(address, [])
        reply = await self._play(server, script.pop(0) if script else "250 OK")
        if reply.startswith("250"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(  # noqa: N802
        self,
        server: Any,  # noqa: ANN401
        session: Any,  # noqa: ANN401
        envelope: Any,  # noqa: ANN401
        address: str,
        rcpt_options: list[str],
    ) -> str:
        reply = await self._play(server, self.at_rcpt.get(address, "250 OK"))
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, N802
        reply = await self._play(server, self.at_data.get(envelope.rcpt_tos[0], "250 OK"))
        if reply.startswith("250"):
            self.received.append(
                Received(
                    sender=envelope.mail_from,
                    recipients=list(envelope.rcpt_tos),
                    data=envelope.original_content,
                    encrypted=server.transport.get_extra_info("sslcontext") is not None,
                    authenticated=bool(session.authenticated),
                )
            )
        return reply

    async def _play(self, server: Any, reply: str) -> str:  # noqa: ANN401
        if reply == "drop":
            server.transport.abort()
        if reply in {"drop", "hang"}:
            self.hanging.set()
            await asyncio.get_running_loop().create_future()
        return reply

    def as_server(self, **over: Any) -> SmtpServer:  # noqa: ANN401
        """Return the settings that reach this server."""
        settings: dict[str, Any] = {
            "security": self.security,
            "timeout_s": 10.0,
            "ehlo_name": "client.example",
        }
        return SmtpServer(HOST, self.port, **(settings | over))


StartPeer = Callable[..., MailPeer]
Deliver = Callable[..., dict[str, Outcome]]


@pytest.fixture
def start_peer() -> Iterator[StartPeer]:
    """Return a function that starts a server; all are stopped at the end of the test."""
    with ExitStack() as stack:

        def start(**script: Any) -> MailPeer:  # noqa: ANN401
            peer = MailPeer(**script)
            peer.start()
            stack.callback(peer.stop)
            return peer

        yield start


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    return context


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="session")
def foreign_ca_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("foreign") / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def deliver() -> Deliver:
    """Return a function that sends envelopes with a sender of their own; outcomes by Message-ID."""

    def run(server: SmtpServer, envelopes: Sequence[Envelope], connections: int = 2) -> dict[str, Outcome]:
        async def send() -> list[Outcome]:
            outcomes: list[Outcome] = []
            sender = SmtpSender(server, connections)
            await sender.send_all(envelopes, outcomes.append)
            await sender.aclose()
            return outcomes

        outcomes = asyncio.run(send())
        assert sorted(each.message_id for each in outcomes) == sorted(each.message_id for each in envelopes)
        return {each.message_id: each for each in outcomes}

    return run
