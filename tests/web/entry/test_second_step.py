import re
from xml.etree import ElementTree as ET

import pyotp
import pytest
from starlette.testclient import TestClient

from cchc_workflow.web.entry.second_step import draw, spell
from tests.engine import door
from tests.engine.door import NOW, OTHER, PASSWORD
from tests.engine.small_office import HEAD, SmallOffice
from tests.web.browsers import open_browser

PAGE = "/tai-khoan/ma-hai-buoc"
PICTURE = f"{PAGE}/ma-qr.svg"


def begin(browser: TestClient) -> str:
    """Begin the enrolment and return the secret as the page spells it."""
    assert browser.post(f"{PAGE}/bat-dau").headers["location"] == PAGE
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', browser.get(PAGE).text)
    assert found is not None
    return found[1].replace(" ", "")


def send(browser: TestClient, code: str, password: str = PASSWORD) -> int:
    return browser.post(PAGE, data={"ma": code, "mat_khau": password}).status_code


def test_codes_are_turned_on_with_a_code_and_asked_for_from_then_on(
    peopled: SmallOffice, head: TestClient
) -> None:
    secret = begin(head)
    assert send(head, pyotp.TOTP(secret).at(NOW)) == 303
    assert secret not in head.get(PAGE).text.replace(" ", "")
    other = open_browser(peopled.office, NOW)
    answer = other.post("/dang-nhap", data={"dia_chi": HEAD, "mat_khau": PASSWORD})
    assert answer.headers["location"] == "/dang-nhap/ma"


def test_wrong_code_or_password_turns_nothing_on(peopled: SmallOffice, head: TestClient) -> None:
    secret = begin(head)
    assert send(head, "000") == 422
    assert send(head, pyotp.TOTP(secret).at(NOW), OTHER) == 422
    assert not door.account(peopled, HEAD).totp_on
    assert secret in head.get(PAGE).text.replace(" ", "")


def test_picture_is_our_own_and_there_only_meanwhile(head: TestClient) -> None:
    assert head.get(PICTURE).status_code == 404
    secret = begin(head)
    assert f'src="{PICTURE}"' in head.get(PAGE).text
    answer = head.get(PICTURE)
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/svg+xml", "no-store")
    assert ET.fromstring(answer.content).tag.endswith("svg")  # noqa: S314 - our own
    send(head, pyotp.TOTP(secret).at(NOW))
    assert head.get(PICTURE).status_code == 404


def test_codes_are_turned_off_with_the_password(peopled: SmallOffice, head: TestClient) -> None:
    send(head, pyotp.TOTP(begin(head)).at(NOW))
    assert head.post(f"{PAGE}/tat", data={"mat_khau": OTHER}).status_code == 422
    assert door.account(peopled, HEAD).totp_on
    answer = head.post(f"{PAGE}/tat", data={"mat_khau": PASSWORD})
    assert answer.headers["location"] == "/tai-khoan?da=totp_turned_off"
    assert not door.account(peopled, HEAD).totp_on


@pytest.mark.parametrize("path", [PAGE, PICTURE])
def test_nobody_sees_anything(browser: TestClient, path: str) -> None:
    assert browser.get(path).headers["location"].startswith("/dang-nhap")
    assert browser.post(PAGE, data={"ma": "1"}).status_code == 401


def test_secret_is_spelt_in_groups_and_drawn_with_its_margin() -> None:
    assert spell("ABCDEFGHIJ") == "ABCD EFGH IJ"
    assert spell("") == ""
    assert b"<svg" in draw("otpauth://totp/x?secret=ABC")
    assert b"script" not in draw("<script>")
