from zipfile import ZipFile

import pytest

from tests.command_line import COORDINATOR, DIRECTOR, HEAD, HEAD_OF_TCCB, VERIFIER, Cchc


def give(cchc: Cchc, *typed: str, by: str = COORDINATOR) -> str:
    answer = cchc("score", "set", *typed, "--as", by)
    assert answer.code == 0, answer.err
    return answer.out


def test_show_has_every_criterion_of_the_plan(cchc: Cchc) -> None:
    found = cchc("score", "show", "--json").json
    assert (len(found["criteria"]), found["most_points"], found["version"]) == (48, "100.00", "2021-1")
    assert (found["self_points"], found["unit"]) == (None, None)
    first = found["criteria"][0]
    assert (first["code"], first["points"], first["proof"], first["assumed"]) == (
        "a.1.1",
        "1.5",
        "none",
        True,
    )
    page = cchc("score", "show").out
    assert "Điểm tối đa: 100" in page
    assert "Điều tra xã hội học" in page


def test_show_of_a_unit_has_its_own_criteria(cchc: Cchc) -> None:
    found = cchc("score", "show", "--unit", "TCCB", "--as", HEAD_OF_TCCB, "--json").json
    codes = [line["code"] for line in found["criteria"]]
    assert "đ.3.2" in codes
    assert "a.1.1" not in codes
    assert cchc("score", "show", "--as", HEAD_OF_TCCB).code == 4
    assert cchc("score", "show", "--unit", "VP", "--as", HEAD_OF_TCCB).code == 4


def test_set_gives_and_takes_back(cchc: Cchc) -> None:
    assert give(cchc, "a.1.1", "--self", "1,25", "--note", "Chậm 05 ngày") == (
        "Tiêu chí a.1.1: tự chấm 1,25, thẩm định – (phiên bản 1).\n"
    )
    assert "thẩm định 1 (phiên bản 2)" in give(cchc, "a.1.1", "--appraised", "1", by=VERIFIER)
    assert "tự chấm –" in give(cchc, "a.1.1", "--self", "")
    (line,) = [each for each in cchc("score", "show", "--json").json["criteria"] if each["code"] == "a.1.1"]
    assert (line["self_points"], line["appraised_points"], line["explanation"], line["version"]) == (
        None,
        "1",
        "Chậm 05 ngày",
        3,
    )
    give(cchc, "đ.3.2", "--self", "1", "--unit", "TCCB", by=HEAD_OF_TCCB)
    assert cchc("score", "show", "--unit", "TCCB", "--json").json["self_points"] == "1"


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["a.1.1", "--self", "1,6", "--as", COORDINATOR], 3, "điểm từ 0 đến 1,5"),
        (["a.1.1", "--self=-1", "--as", COORDINATOR], 3, "không đọc được “-1”"),
        (["a.1.1", "--self", "x", "--as", COORDINATOR], 3, "--self 1,5"),
        (["a.1.1", "--self", "1", "--as", DIRECTOR], 3, "đầu mối"),
        (["a.1.2", "--self", "1", "--unit", "TCCB", "--as", COORDINATOR], 3, "trưởng đơn vị"),
        (["a.1", "--self", "1", "--as", COORDINATOR], 4, "không có tiêu chí “a.1”"),
        (["a.1.1", "--self", "1", "--unit", "VP", "--as", HEAD_OF_TCCB], 4, "VP"),
        (["a.1.1", "--self", "1", "--version", "7", "--as", COORDINATOR], 5, "vừa được người khác chấm"),
        (["a.1.1", "--self", "1"], 2, "--as"),
        (["a.1.1", "--as", COORDINATOR], 2, "cần ít nhất một"),
        (["a.1.1", "--appraised", "1e5", "--as", COORDINATOR], 3, "Thẩm định điểm"),
    ],
)
def test_set_refuses_with_the_way_out(cchc: Cchc, typed: list[str], code: int, said: str) -> None:
    answer = cchc("score", "set", *typed)
    assert answer.code == code
    assert said.casefold() in answer.err.casefold()


def test_missing_lists_what_lacks_evidence(cchc: Cchc) -> None:
    found = cchc("score", "missing", "--json").json
    assert len(found) == 47, "all but the survey"
    assert {line["proof"] for line in found} == {"none"}
    page = cchc("score", "missing", "--unit", "VP", "--as", HEAD).out
    assert "chưa có tài liệu nào" in page
    assert "Văn bản triển khai Kế hoạch CCHC năm 2021 của Sở" in page


def test_binder_is_written_once(cchc: Cchc) -> None:
    path = cchc.home / "ho-so.zip"
    answer = cchc("score", "binder", path, "--as", COORDINATOR)
    assert answer.out == f"Đã ghi tập hồ sơ kiểm chứng: {path}\n"
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {"muc-luc.html", "muc-luc.csv", "con-thieu.csv", "SHA256SUMS"} <= set(archive.namelist())
        assert sum(name.endswith("/") for name in archive.namelist()) == 48
    before = path.read_bytes()
    answer = cchc("score", "binder", path, "--as", COORDINATOR)
    assert (answer.code, path.read_bytes()) == (3, before)
    assert "Đã có tệp" in answer.err


def test_binder_that_can_not_be_written_says_so(cchc: Cchc) -> None:
    answer = cchc("score", "binder", cchc.home / "khong-co" / "ho-so.zip", "--as", COORDINATOR)
    assert answer.code == 7
    assert "Không ghi được tệp" in answer.err


def test_binder_is_for_who_sees_the_whole_organization(cchc: Cchc) -> None:
    path = cchc.home / "ho-so.zip"
    assert cchc("score", "binder", path, "--as", HEAD_OF_TCCB).code == 4
    assert not path.exists()
