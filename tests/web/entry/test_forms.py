import pytest
from starlette.testclient import TestClient

from cchc_workflow.errors import EntryError
from cchc_workflow.web.entry.forms import MOST, check_again


def test_password_is_typed_twice_alike() -> None:
    check_again("mười chữ ạ", "mười chữ ạ")
    with pytest.raises(EntryError) as refusal:
        check_again("mười chữ ạ", "mười chữ")
    assert refusal.value.reason == "password_differs"


@pytest.mark.parametrize("field", ["dia_chi", "mat_khau", "tiep"])
def test_field_of_any_length_beyond_is_refused(browser: TestClient, field: str) -> None:
    assert browser.post("/dang-nhap", data={field: "x" * MOST}).status_code == 422
    assert browser.post("/dang-nhap", data={field: "x" * (MOST + 1)}).status_code == 422


def test_empty_form_is_a_wrong_sign_in(browser: TestClient) -> None:
    answer = browser.post("/dang-nhap")
    assert answer.status_code == 422
    assert "mật khẩu không đúng" in answer.text
