import pytest
from starlette.testclient import TestClient

from tests.engine.small_office import HEAD
from tests.web.admin.house import House

PEOPLE = "/quan-tri/nguoi-dung"


def test_people_are_found_without_marks(admin: TestClient) -> None:
    admin.post(PEOPLE, data={"dia_chi": "moi@so.example", "ten": "Trần Đường"})
    page = admin.get(PEOPLE, params={"tim": "duong"}).text
    assert "Trần Đường" in page
    assert HEAD not in page
    assert "Không tìm thấy ai" in admin.get(PEOPLE, params={"tim": "<script>"}).text


def test_person_is_added_and_shown(house: House, admin: TestClient) -> None:
    answer = admin.post(PEOPLE, data={"dia_chi": "Moi@so.example", "ten": "<script>alert(1)</script>"})
    assert answer.status_code == 303
    page = admin.get(answer.headers["location"].partition("?")[0]).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert house.journal() == ["person_added"]


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [(HEAD, "Ai đó", 409), ("khong-phai", "Ai đó", 422), ("moi@so.example", " ", 422)],
)
def test_refused_person_keeps_what_was_typed(admin: TestClient, address: str, name: str, status: int) -> None:
    page = admin.post(PEOPLE, data={"dia_chi": address, "ten": name})
    assert page.status_code == status
    assert 'role="alert"' in page.text
    assert f'value="{address}"' in page.text
    assert f'value="{name}"' in page.text


def test_huge_text_is_refused(admin: TestClient) -> None:
    assert admin.post(PEOPLE, data={"dia_chi": "a@so.example", "ten": "x" * 100_000}).status_code == 422
