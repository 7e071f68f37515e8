import socket

import pytest

from tests.loopback import NetworkRefusedError, is_loopback


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", b"localhost", "a.localhost", None, ""]
)
def test_is_loopback_knows_this_machine(host: object) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "notlocalhost", "example.org", b"example.org"])
def test_is_loopback_knows_what_lies_beyond(host: object) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, ("192.0.2.1", 25)), (socket.AF_INET6, ("2001:db8::1", 25))]
)
def test_guard_refuses_to_connect_beyond_loopback(
    family: socket.AddressFamily, address: tuple[str, int]
) -> None:
    with socket.socket(family) as client:
        client.settimeout(0)
        with pytest.raises(NetworkRefusedError):
            client.connect(address)
        with pytest.raises(NetworkRefusedError):
            client.connect_ex(address)


def test_guard_refuses_datagrams_beyond_loopback() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(NetworkRefusedError):
        client.sendto(b"", ("192.0.2.1", 9))


def test_guard_refuses_to_look_up_names_elsewhere() -> None:
    with pytest.raises(NetworkRefusedError):
        socket.getaddrinfo("example.org", 25)


def test_guard_lets_loopback_through() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()
