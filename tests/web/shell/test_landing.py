import pytest

from tests.engine.small_office import (
    ADMIN,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    ISSUED_AT,
    OFFICER,
    SmallOffice,
)
from tests.web.browsers import open_browser


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (DIRECTOR, "/dieu-hanh"),
        (COORDINATOR, "/viec-hom-nay"),
        (ADMIN, "/viec-hom-nay"),
        (HEAD, "/don-vi/VP"),
        (HEAD_TCCB, "/don-vi/TCCB"),
        (OFFICER, "/don-vi/VP"),
        (None, "/dang-nhap"),
    ],
)
def test_everybody_is_led_to_their_page(small: SmallOffice, who: str | None, path: str) -> None:
    answer = open_browser(small.office, ISSUED_AT, who).get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "no-store" in answer.headers["cache-control"] or who is None


def test_what_was_done_is_told_on_the_page_one_is_led_to(small: SmallOffice) -> None:
    answer = open_browser(small.office, ISSUED_AT, HEAD).get("/?da=set_up")
    assert answer.headers["location"] == "/don-vi/VP?da=set_up"


def test_head_is_answered_like_get(small: SmallOffice) -> None:
    assert open_browser(small.office, ISSUED_AT, HEAD).head("/").headers["location"] == "/don-vi/VP"
