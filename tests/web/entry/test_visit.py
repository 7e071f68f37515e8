import pytest
from fastapi import Request

from cchc_workflow.web.entry.visit import name_browser, network_of, source_of

KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


def request(peer: str | None, forwarded: str = "") -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return Request({"type": "http", "headers": headers, "client": (peer, 1234) if peer else None})


@pytest.mark.parametrize(
    ("peer", "forwarded", "behind", "source"),
    [
        ("10.0.0.7", "", False, "10.0.0.7"),
        ("10.0.0.7", "1.2.3.4", False, "10.0.0.7"),
        ("127.0.0.1", "1.2.3.4", True, "1.2.3.4"),
        ("127.0.0.1", "6.6.6.6, 1.2.3.4", True, "1.2.3.4"),
        ("127.0.0.1", "1.2.3.4, <script>", True, "127.0.0.1"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("testclient", "", False, "testclient"),
        (None, "", False, ""),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.7", "", False, "10.0.0.7"),
    ],
)
def test_source_is_the_network_that_our_own_side_saw(
    peer: str | None,
    forwarded: str,
    behind: bool,  # noqa: FBT001
    source: str,
) -> None:
    assert source_of(request(peer, forwarded), behind) == source


def test_what_is_no_address_is_no_network() -> None:
    assert [network_of(text) for text in ("", "x", "1.2.3", "1.2.3.4:80", "1" * 10_000)] == [""] * 5


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0) {KHTML} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
            "Edge, Windows",
        ),
        (f"Mozilla/5.0 (Linux; Android 14) {KHTML} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {KHTML} Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"),
        ("curl/8.8.0", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_browser_is_called_what_people_call_it(agent: str, name: str) -> None:
    assert name_browser(agent) == name
