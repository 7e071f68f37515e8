import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from cchc_workflow.web.pages import Pages
from cchc_workflow.web.site import Manner, Site, own_address, wants_part
from tests.engine.small_office import ISSUED_AT, SmallOffice


def ask(path: str = "/nhiem-vu", **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(
        {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": Headers(named).raw}
    )


@pytest.fixture
def site(small: SmallOffice) -> Site:
    return Site(small.office, lambda: ISSUED_AT, Pages(small.office.calendar.local))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/nhiem-vu", "/nhiem-vu"),
        ("/nhiem-vu/a/1?trang=2#cuoi", "/nhiem-vu/a/1?trang=2#cuoi"),
        ("/", "/"),
        ("", "/"),
        ("nhiem-vu", "/"),
        ("//xau.example", "/"),
        ("/\\xau.example", "/"),
        ("https://xau.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/nhiem-vu\r\nSet-Cookie: x=y", "/"),
        ("/\t/xau.example", "/"),
        (" //xau.example", "/"),
    ],
)
def test_own_address_leads_nowhere_else(text: str, address: str) -> None:
    assert own_address(text) == address


@given(st.text())
def test_own_address_always_stays_on_this_site(text: str) -> None:
    found = own_address(text)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isprintable()


def test_browser_is_sent_on_and_told_what_was_done(site: Site) -> None:
    answer = site.go(ask(), "/nhiem-vu?trang=2", told="verified")
    assert (answer.status_code, answer.headers["location"]) == (303, "/nhiem-vu?trang=2&da=verified")
    assert site.go(ask(), "/nhiem-vu").headers["location"] == "/nhiem-vu"
    assert site.go(ask(), "/lich#rieng", told="seen").headers["location"] == "/lich?da=seen#rieng"


def test_htmx_is_sent_on_by_a_header_of_its_own(site: Site) -> None:
    answer = site.go(ask(hx_request="true"), "/nhiem-vu", told="verified")
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/nhiem-vu?da=verified")
    assert "location" not in answer.headers
    far = site.go(ask(hx_request="true"), "/nhiem-vu?tu-khoa=Đường&trang=2").headers["hx-redirect"]
    assert far == site.go(ask(), "/nhiem-vu?tu-khoa=Đường&trang=2").headers["location"]


def test_only_htmx_wants_a_part() -> None:
    assert wants_part(ask(hx_request="true"))
    assert not wants_part(ask(hx_request="false"))
    assert not wants_part(ask())


@pytest.mark.parametrize(
    ("url", "secure"), [("https://cchc.so.example", True), ("http://10.0.0.5:8000", False)]
)
def test_site_is_secure_over_https_alone(url: str, secure: bool) -> None:  # noqa: FBT001
    assert Manner(base_url=url).secure is secure
