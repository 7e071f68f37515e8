import pytest

from tests.command_line import HEAD_OF_TCCB, Cchc


def test_list_has_sixteen_units_with_their_heads(cchc: Cchc) -> None:
    units = cchc("unit", "list", "--json").json
    assert len(units) == 16
    assert all(len(unit["heads"]) == 1 for unit in units)
    assert {unit["code"] for unit in units if unit["assumed"]} >= {"QLXD", "TTKN"}
    assert "Chi cục Kiểm lâm (giả định)" in cchc("unit", "list").out


def test_standing_adds_up_by_hand(cchc: Cchc) -> None:
    (unit,) = cchc("unit", "standing", "TTG", "--on", "26/6/2021", "--json").json
    tasks = [each for each in cchc("task", "list", "--unit", "TTG", "--json").json if each["counted"]]
    late = [each["code"] for each in tasks if each["due_on"] < "2021-06-26"]
    assert (unit["assigned"], unit["late"], unit["percent"]) == (23, 5, "21.74")
    assert (len(tasks), sorted(unit["late_tasks"])) == (23, sorted(late))
    assert unit["done_on_time"] + unit["done_late"] + unit["open_in_term"] + unit["open_overdue"] == 23
    assert unit["judged"] == unit["assigned"] - unit["open_in_term"]


def test_standing_projects_what_tips_the_unit_over(cchc: Cchc) -> None:
    page = cchc("unit", "standing", "TTG", "--on", "26/6/2021").out
    assert "5 × 100 / 23 = 21,74 %: dưới 30 %" in page
    assert "2 nhiệm vụ chậm nữa -> 30,43 % -> đề xuất không hoàn thành nhiệm vụ" in page
    assert "Sắp đến hạn:   D2/TTG, B2/TTG" in page


def test_standing_names_what_would_save_a_flagged_unit(cchc: Cchc) -> None:
    (unit,) = cchc("unit", "standing", "TCCB", "--on", "1/7/2021", "--json").json
    assert (unit["late"], unit["assigned"], unit["flagged"]) == (9, 29, True)
    assert len(unit["rescue"]) == 1
    page = cchc("unit", "standing", "TCCB", "--on", "1/7/2021").out
    assert f"gia hạn 1 nhiệm vụ để xuống dưới ngưỡng: {unit['rescue'][0]}" in page
    assert "người có thẩm quyền quyết định" in page


def test_standing_of_all_begins_with_the_worst(cchc: Cchc) -> None:
    units = cchc("unit", "standing", "--on", "1/7/2021", "--json").json
    shares = [unit["late"] / unit["assigned"] for unit in units]
    assert len(units) == 16
    assert shares == sorted(shares, reverse=True)
    assert "‼ từ 30 %" in cchc("unit", "standing", "--on", "1/7/2021").lines[1]


def test_standing_shows_the_excused_rate_beside_the_raw(cchc: Cchc) -> None:
    director = "giamdoc@snnptnt-quang-ngai.example"
    assert cchc("task", "act", "T1/TTG", "excuse", "--as", director, "--note", "bão số 5").code == 0
    (unit,) = cchc("unit", "standing", "TTG", "--json").json
    assert unit["excused"] == 1
    assert "(2 sau khi trừ 1) × 100 / 23 = 8,7 %" in cchc("unit", "standing", "TTG").out


def test_standing_shows_a_unit_head_their_own_unit(cchc: Cchc) -> None:
    assert [unit["unit"] for unit in cchc("unit", "standing", "--as", HEAD_OF_TCCB, "--json").json] == [
        "TCCB"
    ]
    assert cchc("unit", "standing", "VP", "--as", HEAD_OF_TCCB).code == 4


@pytest.mark.parametrize("columns", ["80", "120"])
def test_standing_fits_its_terminal(cchc: Cchc, columns: str) -> None:
    cchc.columns = columns
    assert max(map(len, cchc("unit", "standing").lines)) <= int(columns)


def test_unknown_unit_is_not_found(cchc: Cchc) -> None:
    answer = cchc("unit", "standing", "ZZ")
    assert answer.code == 4
    assert "Không có đơn vị “ZZ”." in answer.err
