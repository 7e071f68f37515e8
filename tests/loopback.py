"""Owns the guard that keeps tests off the network; it judges addresses and must not replace any socket.

An audit hook sees every connection of this process, whichever library makes it, and can't be taken out again.
It does not see other processes (PostgreSQL, a browser) nor C libraries with sockets of their own: what starts
those gives them loopback addresses.
"""

import ipaddress
import socket
import sys

_ADDRESS_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESERVED = (".localhost", ".invalid")  # RFC 6761: the first is loopback, the second never resolves


class NetworkRefusedError(RuntimeError):
    """A test reached beyond loopback; not an OSError, which a program takes for a network fault."""


def guard_network() -> None:
    """Refuse, from now on, every connection, datagram and name look-up of this process beyond loopback."""
    sys.addaudithook(_refuse_beyond_loopback)


def is_loopback(host: object) -> bool:
    """Return whether `host`, a name or an address, stays on this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not isinstance(name, str):
        return name is None
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in {"", "localhost", socket.gethostname()} or name.endswith(_RESERVED)


def _refuse_beyond_loopback(event: str, arguments: tuple[object, ...]) -> None:
    if event in _ADDRESS_EVENTS:
        connection, address = arguments
        over_ip = isinstance(connection, socket.SocketType) and connection.family in {
            socket.AF_INET,
            socket.AF_INET6,
        }
        if over_ip and isinstance(address, tuple) and not is_loopback(address[0]):
            raise NetworkRefusedError(event, address)
    elif event == "socket.getaddrinfo" and not is_loopback(arguments[0]):
        raise NetworkRefusedError(event, arguments[0])
