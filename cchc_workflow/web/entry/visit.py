"""Owns who stands at the door as far as a request tells: which browser, from where, with which cookie."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from fastapi import Request

from cchc_workflow.engine.proof import Visit
from cchc_workflow.engine.sessions import Browser
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import read_token

BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Zalo", "Zalo"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""Part of a User-Agent and what people call it; the first that fits counts, for they all name each other."""


def visit_of(request: Request, site: Site) -> Visit:
    """Return the visit that a request is."""
    return Visit(
        now=site.now(),
        browser=Browser(
            name_browser(request.headers.get("user-agent", "")), source_of(request, site.manner.behind_proxy)
        ),
        terms=site.manner.terms,
        token=read_token(request, site),
    )


def source_of(request: Request, behind_proxy: bool) -> str:  # noqa: FBT001 - one setting
    """Return the network address that a request comes from; behind a proxy, the one that the proxy saw.

    Of X-Forwarded-For only the last hop was written by our own proxy: the others anybody can invent.
    """
    peer = request.client.host if request.client else ""
    if behind_proxy:
        seen = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return network_of(seen) or network_of(peer) or peer
    return network_of(peer) or peer


def network_of(text: str) -> str:
    """Return an address as it is counted: an IPv6 one by its /64, which is one household's; "" for none."""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((int(address), 64), strict=False))
    return str(address)


def name_browser(user_agent: str) -> str:
    """Return what people call a browser and its machine ("Chrome, Windows"), "" for what is no browser."""
    found = (next((name for part, name in known if part in user_agent), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
