"""Owns the door's addresses, and where somebody goes on to: the page they wanted, if it is one of ours."""

from typing import Final
from urllib.parse import urlencode, urlsplit

from cchc_workflow.web.site import own_address

SIGN_IN: Final = "/dang-nhap"
CODE_PAGE: Final = "/dang-nhap/ma"
UNLOCK: Final = "/mo-khoa"
FIRST_START: Final = "/khoi-tao"
ACCOUNT: Final = "/tai-khoan"
DOORS: Final = frozenset({SIGN_IN, CODE_PAGE, UNLOCK, FIRST_START, "/dang-xuat", "/khoa"})


def onward(to: str) -> str:
    """Return the page to go on to: an address of ours that is not the door itself, else "/"."""
    address = own_address(to)
    return "/" if urlsplit(address).path in DOORS else address


def with_next(page: str, to: str) -> str:
    """Return a page of the door's, from which one goes on to `to`."""
    address = onward(to)
    return page if address == "/" else f"{page}?{urlencode({'tiep': address})}"
