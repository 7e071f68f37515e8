from starlette.testclient import TestClient

from tests.web.admin.house import House

UNIT = "/quan-tri/don-vi/1"


def test_unit_is_corrected(house: House, admin: TestClient) -> None:
    given = {"ten": "<i>Văn phòng</i>", "loai": "room", "nhom": "phong, phong ,khoi-so", "gia_dinh": "1"}
    assert admin.post(UNIT, data=given).status_code == 303
    page = admin.get("/quan-tri/don-vi").text
    assert "&lt;i&gt;Văn phòng&lt;/i&gt;" in page
    assert "khoi-so, phong" in page
    assert "chưa xác nhận" in page
    assert admin.post(UNIT, data=given | {"gia_dinh": ""}).status_code in {303, 422}
    assert "unit_corrected" in house.journal()


def test_assumption_is_confirmed(house: House, admin: TestClient) -> None:
    given = {"ten": "Văn phòng Sở", "loai": "room", "nhom": ""}
    admin.post(UNIT, data=given | {"gia_dinh": "1"})
    assert admin.post(UNIT, data=given).status_code == 303
    assert "chưa xác nhận" not in admin.get("/quan-tri/don-vi").text


def test_refused_unit_keeps_what_was_typed(admin: TestClient) -> None:
    page = admin.post(UNIT, data={"ten": "", "loai": "room", "nhom": "nhóm mới"})
    assert page.status_code == 422
    assert 'value="nhóm mới"' in page.text
    same = admin.post(UNIT, data={"ten": "Văn phòng Sở", "loai": "room", "nhom": ""})
    assert (same.status_code, "chưa có gì khác" in same.text) == (422, True)
