import pytest
from starlette.testclient import TestClient

from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.refusal import refusal_of
from cchc_workflow.words import find


def test_too_many_tries_say_how_long_to_wait() -> None:
    refusal = refusal_of(EntryError("throttled", 4))
    assert (refusal.status, refusal.headers) == (429, {"Retry-After": "240"})
    assert "4 phút" in refusal.text


@pytest.mark.parametrize("reason", ["wrong", "code_wrong", "password_short"])
def test_every_other_refusal_is_a_form_to_correct(reason: str) -> None:
    refusal = refusal_of(EntryError(reason))
    assert (refusal.status, refusal.headers, refusal.text) == (422, {}, find(f"entry.{reason}"))


def test_page_is_shown_again_with_the_sentence(browser: TestClient) -> None:
    answer = browser.post("/dang-nhap", data={"dia_chi": "a@so.example", "mat_khau": "x"})
    assert answer.status_code == 422
    assert str(find("entry.wrong")) in answer.text
