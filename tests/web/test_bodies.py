from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from cchc_workflow.web.bodies import BOUNDED_THEMSELVES, MOST_BYTES, most_of_form
from tests.engine.small_office import ADMIN, ISSUED_AT, SmallOffice
from tests.web.browsers import open_browser

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="tep"; filename="a.pdf"\r\n\r\n'


def in_pieces(beginning: bytes, size: int) -> Iterator[bytes]:
    """Yield a body of this size whose length no header tells."""
    yield beginning
    for left in range(size - len(beginning), 0, -(2**16)):
        yield b"a" * min(left, 2**16)


@pytest.mark.parametrize("who", [None, ADMIN])
@pytest.mark.parametrize("path", ["/dang-nhap", "/quan-tri/mau-thu/reminder"])
@pytest.mark.parametrize(("kind", "beginning"), [(URLENCODED, b"dia_chi="), (MULTIPART, PART)])
def test_a_form_without_end_is_refused_whoever_sends_it(
    small: SmallOffice, who: str | None, path: str, kind: str, beginning: bytes
) -> None:
    browser = open_browser(small.office, ISSUED_AT, who)
    answer = browser.post(path, content=in_pieces(beginning, 2 * MOST_BYTES), headers={"Content-Type": kind})
    assert answer.status_code in {400, 413}


def test_many_fields_are_no_way_around_the_bound(small: SmallOffice) -> None:
    body = b"&".join(b"f%d=" % number + b"a" * 10_000 for number in range(MOST_BYTES // 10_000 + 1))
    answer = open_browser(small.office, ISSUED_AT).post(
        "/dang-nhap", content=body, headers={"Content-Type": URLENCODED}
    )
    assert answer.status_code == 413
    assert "quá lớn" in answer.text


def test_a_form_below_the_bound_is_read(small: SmallOffice) -> None:
    body = b"dia_chi=a&x=" + b"b" * 1_000_000
    answer = open_browser(small.office, ISSUED_AT).post(
        "/quen-mat-khau", content=body, headers={"Content-Type": URLENCODED}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/dang-nhap", MOST_BYTES),
        ("/lich/dia-chi-moi", MOST_BYTES),
        ("/quan-tri/ke-hoach/nap", MOST_BYTES),
        ("/viec/1/tep", None),
        ("/l/x/report", None),
        ("/api/v1/tasks/1/uploads", None),
    ],
)
def test_what_takes_files_has_bounds_of_its_own(path: str, most: int | None) -> None:
    assert most_of_form(path) == most


def test_no_form_that_the_framework_reads_is_without_a_bound(small: SmallOffice) -> None:
    client = open_browser(small.office, ISSUED_AT)
    routes = [route for route in client.app.routes if isinstance(route, APIRoute)]  # type: ignore[attr-defined]
    unbounded = [route for route in routes if route.path.startswith(BOUNDED_THEMSELVES)]
    assert unbounded
    assert [route.path for route in unbounded if route.body_field is not None] == []
