import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from cchc_workflow.engine.evidence import MOST_BYTES
from cchc_workflow.web.received import MOST_FIELDS, Sent, clean
from tests.engine.small_office import HEAD_CCKL
from tests.web.desks import Desk


@pytest.mark.parametrize(("typed", "kept"), [
    (" a ", "a"), ("co\u0301", "có"), ("a\r\nb\rc", "a\nb\nc"), ("a\0b\x1b", "ab"),
    ("\u202egnp.exe", "gnp.exe"), ("tab\tgiữ", "tab\tgiữ"), ("", ""),
])  # fmt: skip
def test_a_text_is_cleaned(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_a_clean_text_stays_as_it_is(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)
    clean(typed).encode()


def test_a_field_is_read_by_its_name() -> None:
    sent = Sent({"a": [" một ", "hai"], "n": ["12"], "x": ["1x"]})
    assert (sent.text("a"), sent.text("b"), sent.texts("a")) == ("một", "", ["một", "hai"])
    assert (sent.number("n"), sent.number("x"), sent.number("b")) == (12, None, None)
    assert sent.typed() == {"a": "một; hai", "n": "12", "x": "1x"}


@pytest.mark.parametrize("number", ["-1", "1.5", "9" * 19, "²", ""])
def test_a_number_is_one_that_a_page_wrote(number: str) -> None:
    assert Sent({"n": [number]}).number("n") is None


def test_a_text_beyond_what_a_form_lets_type_is_refused() -> None:
    assert Sent({"a": ["x" * 200]}).text("a", 200)
    with pytest.raises(HTTPException):
        Sent({"a": ["x" * 201]}).text("a", 200)
    with pytest.raises(HTTPException):
        Sent({"a": ["x" * 101, "y" * 100]}).texts("a", 200)


@pytest.mark.parametrize(("content", "kind"), [
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"), (b"", "multipart/form-data"),
    (b"x", "multipart/form-data; boundary=x"),
])  # fmt: skip
def test_what_is_no_form_is_refused(desk: Desk, content: bytes, kind: str) -> None:
    answer = desk.browser().post(desk.path("A1", "y-kien"), content=content, headers={"Content-Type": kind})
    assert answer.status_code == 422


def test_another_content_has_no_fields(desk: Desk) -> None:
    answer = desk.browser().post(desk.path("A1", "y-kien"), json={"text": "x"})
    assert answer.status_code == 422
    assert "nội dung ý kiến" in answer.text


def test_too_many_fields_are_refused(desk: Desk) -> None:
    data = {f"f{number}": "x" for number in range(MOST_FIELDS + 1)}
    assert desk.browser().post(desk.path("A1", "y-kien"), data=data).status_code == 422


def test_a_huge_field_is_refused(desk: Desk) -> None:
    data = {"text": "x" * 300_000}
    assert desk.browser().post(desk.path("A1", "y-kien"), data=data).status_code == 422


def test_nobody_sends_anything(desk: Desk) -> None:
    """The body is not read before it is known who sends it."""
    files = [("files", ("a.pdf", bytes(MOST_BYTES + 2), "application/pdf"))]
    assert desk.browser(None).post(desk.path("A1", "tep"), files=files).status_code == 401
    assert desk.browser(HEAD_CCKL).post(desk.path("A1", "tep"), files=files).status_code == 404
