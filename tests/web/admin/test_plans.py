from base64 import b64encode
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from starlette.testclient import TestClient

from cchc_workflow.definitions.plan_archive import MOST_BYTES, MOST_TEXT, pack_plan
from cchc_workflow.store.plans import read_plans
from cchc_workflow.web.admin.plans import list_folders
from tests.engine.small_office import duty, plan_files
from tests.web.admin.house import House, fields

PLANS = "/quan-tri/ke-hoach"
NEXT = plan_files(
    duty("A1").replace("Nhiệm vụ A1", "<script>alert(1)</script>"),
    duty("A2", "VP", None, 'deadline = "khi thích hợp"'),
    code="ke-hoach-2022",
)


def zipped(**over: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in NEXT.items():
            archive.writestr(name, text)
        for name, content in over.items():
            archive.writestr(f"tasks/{name}.toml", content)
    return buffer.getvalue()


def codes(house: House) -> list[tuple[str, str]]:
    with house.office.database.read() as tx:
        return [(row.code, row.state) for row in read_plans(tx, 1)]


def test_uploaded_plan_is_previewed_and_then_loaded(house: House, admin: TestClient) -> None:
    page = admin.post(f"{PLANS}/xem-truoc", files={"tep": ("../../ke-hoach.zip", zipped())})
    assert page.status_code == 200
    assert "Kế hoạch mới" in page.text
    assert "khi thích hợp" in page.text
    assert "<script>alert" not in page.text
    assert codes(house) == [("so-vi-du-2021", "issued")]
    carried = fields(page.text)
    assert admin.post(f"{PLANS}/nap", data=carried).status_code == 303
    assert codes(house) == [("so-vi-du-2021", "issued"), ("ke-hoach-2022", "draft")]
    assert house.journal() == ["plan_loaded"]
    assert admin.post(f"{PLANS}/nap", data=carried).status_code == 409


def test_changed_plan_is_compared_with_the_draft(house: House, admin: TestClient) -> None:
    packed = {"goi": b64encode(pack_plan(NEXT)).decode(), "ban_da_xem": ""}
    admin.post(f"{PLANS}/nap", data=packed)
    changed = NEXT | {"tasks/a.toml": NEXT["tasks/a.toml"].replace('"Báo cáo"', '"Quyết định"')}
    page = admin.post(f"{PLANS}/xem-truoc", files={"tep": ("a.zip", pack_plan(changed))}).text
    assert "Thay dự thảo đã nạp" in page
    assert "Quyết định" in page
    admin.post(f"{PLANS}/nap", data=fields(page))
    late = admin.post(f"{PLANS}/nap", data=fields(page))
    assert (late.status_code, "vừa được người khác nạp lại" in late.text) == (409, True)


def test_plan_folder_of_the_house_is_previewed(house: House, admin: TestClient) -> None:
    folder = house.home / "workflows" / "plans" / "cua-co-quan" / "tasks"
    folder.mkdir(parents=True)
    for name, text in NEXT.items():
        (folder.parent / name).write_text(text, "utf-8")
    assert "cua-co-quan" in list_folders(house.home)
    page = admin.post(f"{PLANS}/xem-truoc", data={"thu_muc": "cua-co-quan"})
    assert "ke-hoach-2022" in page.text


def test_real_plan_is_another_offices(admin: TestClient) -> None:
    page = admin.post(f"{PLANS}/xem-truoc", data={"thu_muc": "snnptnt-quang-ngai-2021"})
    assert page.status_code == 200
    assert "thuộc cơ quan khác" in page.text
    assert "Nạp dự thảo này" not in page.text
    assert admin.post(f"{PLANS}/nap", data=fields(page.text)).status_code in {404, 409}


def test_issued_plan_is_not_loaded_again(house: House, admin: TestClient) -> None:
    issued = NEXT | {"plan.toml": NEXT["plan.toml"].replace("ke-hoach-2022", "so-vi-du-2021")}
    page = admin.post(f"{PLANS}/xem-truoc", files={"tep": ("a.zip", pack_plan(issued))})
    assert "đã ban hành nên không nạp lại được" in page.text
    assert admin.post(f"{PLANS}/nap", data=fields(page.text)).status_code == 409
    assert house.journal() == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "không phải tệp zip"),
        (b"MZ not a zip", "không phải tệp zip"),
        (zipped(b=b" " * (MOST_TEXT + 1)), "KB chữ"),
        (b"\0" * (MOST_BYTES + 1), "lớn hơn 512 KB"),
        (zipped(b=b"[[task]]\n"), "tasks/b.toml"),
        (zipped(b=b"\xff"), "không phải UTF-8"),
    ],
)
def test_upload_that_can_not_be_read_is_refused(admin: TestClient, data: bytes, said: str) -> None:
    page = admin.post(f"{PLANS}/xem-truoc", files={"tep": ("ke-hoach.zip", data)})
    assert page.status_code == 422
    assert said in page.text


@pytest.mark.parametrize(
    ("folder", "status"), [("", 422), ("../../../etc", 404), ("khong-co", 404), ("x" * 200, 422)]
)
def test_folder_that_is_none_is_refused(admin: TestClient, folder: str, status: int) -> None:
    assert admin.post(f"{PLANS}/xem-truoc", data={"thu_muc": folder}).status_code == status


@pytest.mark.parametrize("packed", ["", "%%%", "AAAA", b64encode(zipped(b=b"x")[:-9]).decode()])
def test_what_no_page_carried_is_refused(house: House, admin: TestClient, packed: str) -> None:
    assert admin.post(f"{PLANS}/nap", data={"goi": packed}).status_code == 422
    assert house.journal() == []
