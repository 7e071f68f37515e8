import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.house_files import list_own
from cchc_workflow.web.tools import NO_TOOLS
from tests.engine.small_office import shipped_definitions
from tests.web.admin.house import House, fields

LADDER = "/quan-tri/bac-thang"
TEXT = shipped_definitions().ladder[0]
CHANGED = TEXT.replace('name = "T-15"\noffset = -15', 'name = "T-20"\noffset = -20')


def seen_in(admin: TestClient) -> str:
    return fields(admin.get(LADDER).text)["ban_da_xem"]


def test_ladder_in_force_is_a_table(admin: TestClient) -> None:
    page = admin.get(LADDER).text
    for text in ("T-15", "trước 15 ngày", "quá 10 ngày", "07:00", "giữ bậc thang lúc kế hoạch được ban hành"):
        assert text in page


def test_changed_ladder_is_in_force_for_what_is_issued_from_now_on(house: House, admin: TestClient) -> None:
    given = {"noi_dung": CHANGED.replace("\n", "\r\n"), "ban_da_xem": seen_in(admin)}
    assert admin.post(f"{LADDER}/ap-dung", data=given).status_code == 303
    assert "T-20" in admin.get(LADDER).text
    assert house.office.definitions.ladder[0] == CHANGED
    assert list_own(house.home) == ("workflows/escalation.toml",)
    assert house.journal() == ["ladder_changed"]


def test_shipped_ladder_comes_back(house: House, admin: TestClient) -> None:
    admin.post(f"{LADDER}/ap-dung", data={"noi_dung": CHANGED, "ban_da_xem": seen_in(admin)})
    assert admin.post(f"{LADDER}/khoi-phuc", data={"ban_da_xem": "khác"}).status_code == 409
    assert admin.post(f"{LADDER}/khoi-phuc", data={"ban_da_xem": seen_in(admin)}).status_code == 303
    assert house.office.definitions.ladder[0] == TEXT
    assert list_own(house.home) == ()
    assert house.journal() == ["ladder_restored", "ladder_changed"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "thiếu"),
        ("soon = ", "không đúng cú pháp TOML"),
        (TEXT.replace("offset = 3\n", "ofset = 3\n"), "có phải “ofset”"),
        (TEXT.replace('"reminder"', '"<script>"', 1), "&lt;script&gt;"),
        (TEXT + "\n" + "x" * 50_000, "cú pháp"),
    ],
)
def test_wrong_ladder_is_refused_with_what_was_typed(
    house: House, admin: TestClient, text: str, said: str
) -> None:
    page = admin.post(f"{LADDER}/ap-dung", data={"noi_dung": text, "ban_da_xem": seen_in(admin)})
    assert page.status_code == 422
    assert said in page.text
    assert '<script>"' not in page.text
    assert text[-20:].replace('"', "&#34;") in page.text
    assert (list_own(house.home), house.journal()) == ((), [])


def test_second_administrator_keeps_what_they_typed(house: House, admin: TestClient) -> None:
    seen = seen_in(admin)
    admin.post(f"{LADDER}/ap-dung", data={"noi_dung": CHANGED, "ban_da_xem": seen})
    late = admin.post(
        f"{LADDER}/ap-dung", data={"noi_dung": CHANGED.replace("T-20", "T-21"), "ban_da_xem": seen}
    )
    assert late.status_code == 409
    assert "T-21" in late.text
    assert house.office.definitions.ladder[0] == CHANGED


def test_program_without_a_folder_only_shows(house: House) -> None:
    admin = house.browser(tools=NO_TOOLS)
    assert "chỉ để xem" in admin.get(LADDER).text
    assert admin.post(f"{LADDER}/ap-dung", data={"noi_dung": CHANGED}).status_code == 404
    assert admin.post(f"{LADDER}/khoi-phuc").status_code == 404
