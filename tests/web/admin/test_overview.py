from starlette.testclient import TestClient

from cchc_workflow.web.tools import NO_TOOLS
from tests.web.admin.house import ROLES_SHUT_OUT, House

PAGES = (
    "", "/nguoi-dung", "/nguoi-dung/1", "/don-vi", "/don-vi/1", "/lich", "/bac-thang", "/mau-thu",
    "/mau-thu/reminder", "/thu-di", "/thu-di/1", "/ke-hoach", "/nhat-ky",
)  # fmt: skip
POSTS = (
    "/nguoi-dung", "/nguoi-dung/1/ten", "/nguoi-dung/1/chuc-danh", "/nguoi-dung/1/nguoi-thay",
    "/nguoi-dung/1/moi", "/nguoi-dung/1/tat-hai-buoc", "/nguoi-dung/1/ket-thuc-phien",
    "/chuc-danh/1/ket-thuc", "/don-vi/1", "/lich/xem-truoc", "/lich/ap-dung", "/bac-thang/thu",
    "/bac-thang/ap-dung", "/bac-thang/khoi-phuc", "/mau-thu/reminder", "/mau-thu/reminder/xem-thu",
    "/mau-thu/reminder/khoi-phuc", "/thu-di/gui-lai", "/thu-di/1/gui-lai", "/ke-hoach/xem-truoc",
    "/ke-hoach/nap", "/ke-hoach/so-vi-du-2021/ban-hanh", "/nhat-ky/kiem-chung",
)  # fmt: skip
NOWHERE = (
    "/nguoi-dung/999", f"/nguoi-dung/{2**63}", "/nguoi-dung/-1", "/nguoi-dung/x", "/don-vi/999",
    "/thu-di/999", "/thu-di/1/html", "/mau-thu/unheard", "/mau-thu/..%2f..%2fetc", "/mau-thu/xem/999",
    "/bac-thang/thu/999", "/nhat-ky/kiem-chung/999", "/ke-hoach/khong-co/ban-hanh",
    "/ke-hoach/..%2f..%2fx/ban-hanh", "/khong-co",
)  # fmt: skip


def test_overview_shows_the_state_and_every_part(admin: TestClient) -> None:
    page = admin.get("/quan-tri")
    assert page.status_code == 200
    for path in ("nguoi-dung", "don-vi", "lich", "bac-thang", "mau-thu", "thu-di", "ke-hoach", "nhat-ky"):
        assert f'href="/quan-tri/{path}"' in page.text
    assert "SQLite" in page.text
    assert "0001" in page.text
    assert "Đang dùng nguyên các tệp" in page.text


def test_overview_names_the_files_that_the_office_changed(house: House) -> None:
    (house.home / "workflows").mkdir()
    (house.home / "workflows" / "escalation.toml").write_text("x", "utf-8")
    assert "workflows/escalation.toml" in house.browser().get("/quan-tri").text


def test_every_page_opens_for_the_administrator_alone(house: House) -> None:
    admin, nobody = house.browser(), house.browser(None)
    for path in PAGES:
        assert admin.get(f"/quan-tri{path}").status_code == 200, path
        assert nobody.get(f"/quan-tri{path}").headers["location"].startswith("/dang-nhap"), path
    for role in ROLES_SHUT_OUT:
        other = house.browser(f"{role}@so.example")
        assert {path: other.get(f"/quan-tri{path}").status_code for path in PAGES} == dict.fromkeys(
            PAGES, 403
        )


def test_nobody_else_can_change_anything(house: House) -> None:
    nobody = house.browser(None)
    for path in POSTS:
        assert nobody.post(f"/quan-tri{path}").status_code == 401, path
    for role in ROLES_SHUT_OUT:
        other = house.browser(f"{role}@so.example")
        for path in POSTS:
            assert other.post(f"/quan-tri{path}").status_code in {403, 422}, (role, path)
    assert house.journal() == []


def test_every_page_opens_in_a_program_without_a_folder(house: House) -> None:
    admin = house.browser(tools=NO_TOOLS)
    for path in PAGES:
        assert admin.get(f"/quan-tri{path}").status_code == 200, path


def test_unknown_things_are_not_found(admin: TestClient) -> None:
    for path in NOWHERE:
        assert admin.get(f"/quan-tri{path}").status_code == 404, path
