from starlette.testclient import TestClient

from cchc_workflow.engine.recovery import set_by_hand, set_by_link
from cchc_workflow.store import accounts
from cchc_workflow.store.outbox import list_outbox
from tests.engine.small_office import ADMIN, HEAD
from tests.web.admin.house import NOW, House


def page_of(house: House, address: str) -> str:
    return f"/quan-tri/nguoi-dung/{house.person(address).person_id}"


def test_invitation_is_mailed_and_shown_for_handing_over(house: House, admin: TestClient) -> None:
    page = admin.post(f"{page_of(house, HEAD)}/moi")
    assert page.status_code == 200
    token = page.text.partition("/dat-mat-khau/")[2].partition("<")[0]
    with house.office.database.read() as tx:
        assert list_outbox(tx, 1, most=1)[0].message == "password_link"
    set_by_link(house.office, token, "một câu rất riêng 2021", NOW)
    assert "đã đặt mật khẩu" in admin.get("/quan-tri/nguoi-dung").text
    assert house.journal()[-1:] == ["person_invited"]


def test_link_of_somebody_with_a_password_is_not_shown(house: House, admin: TestClient) -> None:
    person_id = house.person(HEAD).person_id
    set_by_hand(house.office, 1, person_id, "một câu rất riêng 2021", NOW)
    answer = admin.post(f"{page_of(house, HEAD)}/moi")
    assert (answer.status_code, answer.headers["location"].partition("?")[2]) == (
        303,
        "da=person_link_mailed",
    )
    with house.office.database.read() as tx:
        assert list_outbox(tx, 1, most=1)[0].message == "password_link"


def test_second_step_is_turned_off(house: House, admin: TestClient) -> None:
    person_id = house.person(HEAD).person_id
    with house.office.database.begin() as tx:
        accounts.set_totp(tx, person_id, "JBSWY3DPEHPK3PXP", on=True)
    assert "Tắt mã xác thực" in admin.get(page_of(house, HEAD)).text
    assert admin.post(f"{page_of(house, HEAD)}/tat-hai-buoc").status_code == 303
    assert "Tắt mã xác thực" not in admin.get(page_of(house, HEAD)).text
    assert house.journal() == ["totp_turned_off"]


def test_sessions_of_somebody_end(house: House, admin: TestClient) -> None:
    head = house.browser(HEAD)
    assert head.get("/nhiem-vu/A1").status_code == 200
    assert admin.post(f"{page_of(house, HEAD)}/ket-thuc-phien").status_code == 303
    assert head.get("/nhiem-vu/A1").status_code == 303
    assert house.journal() == ["sessions_ended"]


def test_ones_own_session_stays_when_the_others_end(house: House, admin: TestClient) -> None:
    other = house.browser()
    assert admin.post(f"{page_of(house, ADMIN)}/ket-thuc-phien").status_code == 303
    assert admin.get("/quan-tri").status_code == 200
    assert other.get("/quan-tri").status_code == 303


def test_unknown_person_is_not_found(admin: TestClient) -> None:
    for what in ("moi", "tat-hai-buoc", "ket-thuc-phien"):
        assert admin.post(f"/quan-tri/nguoi-dung/999/{what}").status_code == 404
