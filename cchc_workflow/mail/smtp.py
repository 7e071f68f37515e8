"""Owns delivery over SMTP on reused connections; it neither composes mail nor decides when to try again."""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import aiosmtplib
from aiosmtplib import SMTPException, SMTPHeloError, SMTPResponseException, SMTPServerDisconnected

from cchc_workflow.errors import SettingsError
from cchc_workflow.mail.address import header_text, is_mailbox
from cchc_workflow.mail.envelope import Envelope, Outcome, Trouble
from cchc_workflow.mail.verdict import explain, judge_connection, judge_login, judge_mail

_GOING_AWAY = 421
_NOT_KNOWN = 500
_PATIENCE = 3
_LONGEST_GOODBYE_S = 5.0


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over, and how.

    `ca_file` replaces the system's trusted authorities; `timeout_s` bounds each reply, not a whole delivery;
    an empty `ehlo_name` means this machine's full name; a connection idle for `stale_after_s` is asked first
    whether it still lives.
    """

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 60.0
    ca_file: str = ""
    ehlo_name: str = ""
    max_per_connection: int = 100
    stale_after_s: float = 30.0


class SmtpSender:
    """Sends over up to `connections` connections, kept open between calls; use it within one event loop.

    A mail is accepted for all its recipients or handed over to none, so another try never doubles it. What
    the server says for good (5xx) about a recipient or the content is permanent. What is wrong with the
    server or with our settings (no connection, TLS, login, a refused sender) never is: mail waits for repair.

    Raises:
        SettingsError: `ca_file` can't be read.
    """

    def __init__(self, server: SmtpServer, connections: int = 2) -> None:
        tls = _tls_context(server)
        self._connections = [_Connection(server, tls) for _ in range(connections)]

    async def send(self, envelope: Envelope) -> Outcome:
        """Send one envelope on the first connection."""
        outcomes: list[Outcome] = []
        await self.send_all([envelope], outcomes.append)
        return outcomes[0]

    async def send_all(self, envelopes: Sequence[Envelope], report: Callable[[Outcome], object]) -> None:
        """Send all, the connections taking from one queue; see `Sender.send_all`.

        A connection that can't be made leaves its mail to the others; when the last one leaves, what remains
        is reported with its trouble, untried. Cancelling closes the connections with mail under way.
        """
        used = self._connections[: len(envelopes)]
        queue = _Queue(deque(envelopes), report, workers=len(used))
        workers = [asyncio.create_task(queue.work(each)) for each in used]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def aclose(self) -> None:
        """Say goodbye on every open connection."""
        await asyncio.gather(*(each.close() for each in self._connections))


@dataclass
class _Queue:
    """The mails of one call that still wait, and how many connections work on them."""

    waiting: deque[Envelope]
    report: Callable[[Outcome], object]
    workers: int

    async def work(self, connection: "_Connection") -> None:
        failures = 0
        while self.waiting:
            envelope = self.waiting.popleft()
            try:
                outcome = await connection.deliver(envelope)
            except _NoConnectionError as error:
                self.waiting.appendleft(envelope)
                self._leave(error.outcome)
                return
            self.report(outcome)
            failures = failures + 1 if outcome.trouble in {"timeout", "dropped"} else 0
            if failures >= _PATIENCE:
                self._leave(outcome)
                return
        self.workers -= 1

    def _leave(self, outcome: Outcome) -> None:
        self.workers -= 1
        while self.waiting and not self.workers:
            self.report(_about(self.waiting.popleft(), outcome))


class _NoConnectionError(Exception):
    """The server can't be used now; the outcome says why, and holds for every mail."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class _Connection:
    """One connection, opened when first needed and renewed when it is worn, stale or lost."""

    def __init__(self, server: SmtpServer, tls: ssl.SSLContext | None) -> None:
        self._server = server
        self._tls = tls
        self._client: aiosmtplib.SMTP | None = None
        self._transport: asyncio.BaseTransport | None = None
        self._turn = asyncio.Lock()
        self._begun = 0
        self._used_at = 0.0

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand one envelope over; raises _NoConnectionError where no mail could be."""
        unfit = [each for each in (envelope.sender, *envelope.recipients) if not is_mailbox(each)]
        if unfit or not envelope.recipients:
            reason = f"unfit address: {header_text(', '.join(unfit))}" if unfit else "no recipient"
            unsendable = Outcome("", accepted=False, permanent=True, trouble="address", reason=reason)
            return _about(envelope, unsendable)
        async with self._turn:
            try:
                return _about(envelope, await self._try(envelope))
            except asyncio.CancelledError:
                self._drop()
                raise

    async def close(self) -> None:
        """Say goodbye, if there is somebody to say it to."""
        async with self._turn:
            await self._quit()

    async def _try(self, envelope: Envelope) -> Outcome:
        try:
            await self._transfer(envelope)
        except (SMTPException, OSError) as error:
            trouble, permanent = judge_mail(error)
            await self._reset()
            return self._outcome(error, trouble, permanent=permanent)
        return Outcome("", accepted=True)

    async def _transfer(self, envelope: Envelope) -> None:
        client = await self._begin(envelope)
        self._begun += 1
        for recipient in envelope.recipients:
            await client.rcpt(recipient)
        await client.data(envelope.data)
        self._used_at = asyncio.get_running_loop().time()

    async def _begin(self, envelope: Envelope) -> aiosmtplib.SMTP:
        """Name the sender on a live connection; one that the server left while idle is replaced once."""
        client = await self._reusable()
        if client is not None:
            try:
                await _mail(client, envelope)
            except SMTPServerDisconnected:
                self._drop()
            except SMTPResponseException as error:
                if error.code != _GOING_AWAY:
                    raise
                self._drop()
            else:
                return client
        client = await self._open()
        await _mail(client, envelope)
        return client

    async def _reusable(self) -> aiosmtplib.SMTP | None:
        client = self._client
        if client is None or not client.is_connected:
            return None
        if self._begun >= self._server.max_per_connection:
            await self._quit()
            return None
        if asyncio.get_running_loop().time() - self._used_at >= self._server.stale_after_s:
            try:
                await client.noop()
            except (SMTPException, OSError):
                self._drop()
                return None
        return client

    async def _open(self) -> aiosmtplib.SMTP:
        server = self._server
        client = self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=server.ehlo_name or None,
            timeout=server.timeout_s,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=self._tls,
        )
        self._begun = 0
        try:
            await client.connect()
            self._transport = client.transport
            await _greet(client)
        except (SMTPException, OSError) as error:
            self._drop()
            raise _NoConnectionError(self._outcome(error, judge_connection(error))) from error
        try:
            if server.username:
                await client.login(server.username.encode(), server.password.encode())
        except (SMTPException, OSError) as error:
            self._drop()
            raise _NoConnectionError(self._outcome(error, judge_login(error))) from error
        return client

    async def _reset(self) -> None:
        """Make the server forget a refused mail, or hang up."""
        client = self._client
        if client is None or not client.is_connected:
            self._drop()
            return
        try:
            await client.rset()
        except (SMTPException, OSError):
            self._drop()

    async def _quit(self) -> None:
        """Say goodbye and hang up; a goodbye that fails changes nothing, every mail has had its outcome."""
        try:
            if self._client is not None and self._client.is_connected:
                await self._client.quit(timeout=min(_LONGEST_GOODBYE_S, self._server.timeout_s))
        except (SMTPException, OSError):
            return
        finally:
            self._drop()

    def _drop(self) -> None:
        """Hang up at once: after half a command nothing is understood; a lost TLS peer says no goodbye."""
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
        if self._client is not None:
            self._client.close()
        self._client = self._transport = None

    def _outcome(self, error: Exception, trouble: Trouble, *, permanent: bool = False) -> Outcome:
        code = error.code if isinstance(error, SMTPResponseException) else None
        reason = explain(error, self._server.username, self._server.password)
        return Outcome("", accepted=False, permanent=permanent, trouble=trouble, reason=reason, code=code)


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except SMTPHeloError as error:
        if error.code < _NOT_KNOWN:
            raise
        await client.helo()


async def _mail(client: aiosmtplib.SMTP, envelope: Envelope) -> None:
    options = [f"SIZE={len(envelope.data)}"] if client.supports_extension("size") else []
    await client.mail(envelope.sender, options=options)


def _about(envelope: Envelope, outcome: Outcome) -> Outcome:
    return replace(outcome, message_id=envelope.message_id)


def _tls_context(server: SmtpServer) -> ssl.SSLContext | None:
    if server.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file or None)
    except OSError as error:
        raise SettingsError("ca_file", f"{server.ca_file}: {error.strerror or error}") from error
