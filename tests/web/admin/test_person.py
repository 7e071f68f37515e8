from datetime import date

import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.people import Role
from cchc_workflow.store import staff
from tests.builders import vn
from tests.engine.small_office import ADMIN, HEAD, OFFICER
from tests.web.admin.house import House


def page_of(house: House, address: str) -> str:
    return f"/quan-tri/nguoi-dung/{house.person(address).person_id}"


def office_of(house: House, address: str) -> int:
    with house.office.database.read() as tx:
        return int(staff.offices_of(tx, 1, house.person(address).person_id)[0].id)


def test_page_shows_offices_past_and_present(house: House, admin: TestClient) -> None:
    admin.post(f"/quan-tri/chuc-danh/{office_of(house, HEAD)}/ket-thuc", data={"ngay_cuoi": "2021-05-31"})
    admin.post(
        f"{page_of(house, HEAD)}/chuc-danh",
        data={"chuc_danh": "verifier", "don_vi": "", "tu_ngay": "2021-06-01"},
    )
    page = admin.get(page_of(house, HEAD)).text
    assert "Đã giữ" in page
    assert "31/5/2021" in page
    assert "Người thẩm định" in page
    assert house.journal() == ["person_appointed", "office_ended"]


def test_name_is_corrected(house: House, admin: TestClient) -> None:
    assert admin.post(f"{page_of(house, HEAD)}/ten", data={"ten": "Trưởng phòng mới"}).status_code == 303
    assert house.person(HEAD).name == "Trưởng phòng mới"
    refused = admin.post(f"{page_of(house, HEAD)}/ten", data={"ten": ""})
    assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)


def test_head_is_appointed_from_a_day(house: House, admin: TestClient) -> None:
    given = {"chuc_danh": "unit_head", "don_vi": "TCCB", "tu_ngay": "2021-06-01"}
    assert admin.post(f"{page_of(house, OFFICER)}/chuc-danh", data=given).status_code == 303
    assert house.person(OFFICER).holds({Role.UNIT_HEAD}, 2)
    twice = admin.post(f"{page_of(house, OFFICER)}/chuc-danh", data=given)
    assert twice.status_code == 409
    assert house.journal() == ["person_appointed"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"chuc_danh": "unit_head", "don_vi": ""}, 422),
        ({"chuc_danh": "unit_head", "don_vi": "../x"}, 404),
        ({"chuc_danh": "clerk", "tu_ngay": "hôm nay"}, 422),
        ({"chuc_danh": "clerk", "tu_ngay": "2021-06-10", "den_ngay": "2021-06-09"}, 422),
        ({"chuc_danh": "director", "tu_ngay": "2021-06-10", "den_ngay": "2021-06-11"}, 422),
        ({"chuc_danh": "emperor"}, 422),
    ],
)
def test_refused_appointment_keeps_what_was_typed(
    house: House, admin: TestClient, given: dict[str, str], status: int
) -> None:
    page = admin.post(f"{page_of(house, OFFICER)}/chuc-danh", data=given)
    assert page.status_code == status
    if given["chuc_danh"] != "emperor":
        assert f'<option value="{given["chuc_danh"]}" selected>' in page.text
        assert f'value="{given.get("tu_ngay", "")}"' in page.text
    assert house.journal() == []


def test_somebody_stands_in_for_some_days(house: House, admin: TestClient) -> None:
    given = {
        "dang_giu": str(office_of(house, HEAD)), "nguoi_thay": OFFICER, "tu_ngay": "2021-06-01",
        "den_ngay": "2021-06-05",
    }  # fmt: skip
    assert admin.post(f"{page_of(house, HEAD)}/nguoi-thay", data=given).status_code == 303
    assert house.person(OFFICER).holds({Role.UNIT_HEAD}, 1)
    assert "thay truongphong.vp" in admin.get(page_of(house, OFFICER)).text
    assert house.journal() == ["person_substituted"]


@pytest.mark.parametrize(
    "over",
    [{"nguoi_thay": ""}, {"den_ngay": ""}, {"nguoi_thay": HEAD}, {"nguoi_thay": "ai@so.example"}],
)
def test_refused_stand_in_keeps_what_was_typed(house: House, admin: TestClient, over: dict[str, str]) -> None:
    given = {
        "dang_giu": str(office_of(house, HEAD)), "nguoi_thay": OFFICER, "tu_ngay": "2021-06-03",
        "den_ngay": "2021-06-05",
    }  # fmt: skip
    page = admin.post(f"{page_of(house, HEAD)}/nguoi-thay", data=given | over)
    assert page.status_code in {404, 422}
    assert 'value="2021-06-03"' in page.text
    assert house.journal() == []


def test_stand_in_for_somebody_elses_office_is_refused(house: House, admin: TestClient) -> None:
    given = {"dang_giu": str(office_of(house, ADMIN)), "nguoi_thay": OFFICER, "den_ngay": "2021-06-05"}
    assert admin.post(f"{page_of(house, HEAD)}/nguoi-thay", data=given).status_code == 422


def test_last_administrator_can_not_end_their_office(house: House, admin: TestClient) -> None:
    page = admin.post(
        f"/quan-tri/chuc-danh/{office_of(house, ADMIN)}/ket-thuc", data={"ngay_cuoi": "2021-06-30"}
    )
    assert page.status_code == 422
    assert "người quản trị khác" in page.text
    assert 'value="2021-06-30"' in page.text
    assert house.browser(now=vn(1, 8, 9)).get("/quan-tri").status_code == 200


def test_unknown_office_is_not_found(admin: TestClient) -> None:
    answer = admin.post("/quan-tri/chuc-danh/999/ket-thuc", data={"ngay_cuoi": date(2021, 6, 1).isoformat()})
    assert answer.status_code == 404
