from pathlib import Path

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.documents.wording.letterhead import Offices, describe_bureau, describe_office, read_offices
from cchc_workflow.errors import DefinitionError
from tests.documents.making import NOTIFICATIONS

FILE = NOTIFICATIONS / "vi/papers/offices.toml"


@pytest.fixture(scope="module")
def offices() -> Offices:
    return read_offices(toml.read(FILE))


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (("Sở Nông nghiệp", "UBND TỈNH QUẢNG NGÃI"), "Quảng Ngãi"),
        (("Sở Nội vụ", "UBND THÀNH PHỐ ĐÀ NẴNG"), "Đà Nẵng"),
        (("Sở Nội vụ", "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH"), "Thành phố Hồ Chí Minh"),
        (("Sở Nội vụ", "UBND TỈNH BÀ RỊA - VŨNG TÀU"), "Bà Rịa - Vũng Tàu"),
        (("UBND huyện Bình Sơn", "UBND TỈNH QUẢNG NGÃI"), "Bình Sơn"),
        (("UBND Quận 1", "UBND THÀNH PHỐ HỒ CHÍ MINH"), "Quận 1"),
        (("Sở Nông nghiệp và Phát triển nông thôn", ""), "……………"),
        (("", ""), "……………"),
        (("Sở Thành phố", ""), "……………"),
    ],
)
def test_place_is_told_by_the_names(offices: Offices, names: tuple[str, str], place: str) -> None:
    assert offices.find_place(*names) == place


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("Chi cục Kiểm lâm", "Chi cục trưởng"),
        ("CHI CỤC KIỂM LÂM", "Chi cục trưởng"),
        ("Phòng Tổ chức - Cán bộ", "Trưởng phòng"),
        ("Văn phòng Sở", "Chánh Văn phòng"),
        ("Thanh tra Sở", "Chánh Thanh tra"),
        ("Trung tâm Giống", "Giám đốc"),
        ("Tổ công tác", "Thủ trưởng đơn vị"),
    ],
)
def test_head_of_a_unit_goes_by_its_name(offices: Offices, name: str, head: str) -> None:
    assert describe_bureau(offices, name, "X")["head"] == head


@pytest.mark.parametrize(
    ("number", "mark"), [("/KH-SNNPTNT", "SNNPTNT"), ("31/KH-SNV", "SNV"), ("", ""), ("31/KH", "")]
)
def test_mark_is_from_the_plans_number(offices: Offices, number: str, mark: str) -> None:
    assert describe_office(offices, "Sở Nội vụ", "", number)["mark"] == mark


def test_office_leaves_to_its_parent_where_it_is(offices: Offices) -> None:
    office = describe_office(offices, "Sở Nội vụ Quảng Ngãi", "UBND TỈNH QUẢNG NGÃI", "1/KH-SNV")
    assert (office["name"], office["word"], office["above"], office["head"]) == (
        "Sở Nội vụ",
        "Sở",
        "UBND tỉnh",
        "Giám đốc",
    )
    assert describe_office(offices, "Sở Nội vụ Quảng Ngãi", "", "")["name"] == "Sở Nội vụ Quảng Ngãi"


def test_a_misspelt_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "offices.toml"
    path.write_text(FILE.read_text("utf-8").replace("[other]\nword", "[other]\nwrod"), "utf-8")
    with pytest.raises(DefinitionError) as refused:
        read_offices(toml.read(path))
    assert refused.value.key == "other.word"
