from datetime import date

import pytest

from cchc_workflow.engine.choices import read_choices
from cchc_workflow.engine.listing import Wanted
from cchc_workflow.store.listing import Sort
from cchc_workflow.web.listing.address import NAMES
from cchc_workflow.web.listing.filters import (
    Options,
    chips_of,
    headings_of,
    options_of,
    part_words,
    selects_of,
    unknown_words,
)
from cchc_workflow.words import find
from tests.engine.small_office import SmallOffice


@pytest.fixture
def options(listed: SmallOffice) -> Options:
    with listed.database.read() as tx:
        return options_of(read_choices(tx, listed.office, 1, date(2021, 6, 15)))


def test_selects_hold_every_choice_and_what_is_chosen(options: Options) -> None:
    usual, seldom = selects_of(options, Wanted(units=("TCCB",), period="2021-q2"))
    fields = {select.name: select for select in (*usual, *seldom)}
    assert fields["don-vi"].value == "TCCB"
    assert ("TCCB", "Phòng Tổ chức - Cán bộ") in fields["don-vi"].options
    assert ("2021-q2", "Quý 2/2021") in fields["ky"].options
    assert ("late", "Chậm (quá hạn hoặc hoàn thành quá hạn)") in fields["tinh-trang"].options
    assert all(text for select in fields.values() for _, text in select.options)


def test_several_values_are_an_option_of_their_own(options: Options) -> None:
    usual, _ = selects_of(options, Wanted(timeliness=("overdue", "done_late"), units=("ZZ",)))
    fields = {select.name: select for select in usual}
    assert fields["tinh-trang"].options[0] == ("overdue,done_late", "Quá hạn, Hoàn thành quá hạn")
    assert fields["don-vi"].options[0] == ("ZZ", "ZZ")


def test_chip_takes_its_condition_away(options: Options) -> None:
    wanted = Wanted(units=("VP", "TCCB"), text="rừng", due_from="2021-05-01", part="H1")
    chips = {chip.text: chip.href for chip in chips_of(options, wanted, "/nhiem-vu")}
    assert list(chips) == [
        "Có từ “rừng”",
        "Văn phòng Sở",
        "Phòng Tổ chức - Cán bộ",
        "Đợt: 6 tháng, đợt 1",
        "Thời hạn từ 1/5/2021",
    ]
    assert chips["Văn phòng Sở"] == "/nhiem-vu?tu-khoa=r%E1%BB%ABng&don-vi=TCCB&dot=H1&tu-ngay=2021-05-01"
    assert chips_of(options, Wanted(), "/nhiem-vu") == []


def test_heading_tells_the_order_and_turns_it_round() -> None:
    headings = headings_of(Wanted(sort=Sort.CODE))
    assert (headings["code"].direction, headings["code"].href) == ("ascending", "/nhiem-vu?xep=-ma")
    assert (headings["due"].direction, headings["due"].href) == ("", "/nhiem-vu")


@pytest.mark.parametrize("name", NAMES)
def test_every_field_has_its_words(name: str) -> None:
    assert find(f"listing.field_{name}")
    assert find(f"listing.chip_{name}")
    (sentence,) = unknown_words([(name, "xyz")])
    assert "xyz" in sentence
    assert find(f"listing.unknown_{name}")


PARTS = [
    ("Q2", "Quý 2"),
    ("H1", "6 tháng, đợt 1"),
    ("04", "Tháng 4"),
    ("2021", "2021"),
    ("", ""),
    ("Qx", "Qx"),
]


@pytest.mark.parametrize(("part", "words"), PARTS)
def test_part_of_a_year_is_in_words(part: str, words: str) -> None:
    assert part_words(part) == words
