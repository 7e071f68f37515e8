import json
from base64 import urlsafe_b64encode
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from cchc_workflow.engine.listing import Wanted
from cchc_workflow.store.listing import Order, Place, Sort
from cchc_workflow.web.listing.address import (
    address_of,
    link,
    query_of,
    read_place,
    read_wanted,
    sorted_by,
    without,
    write_place,
)

WORDS = st.text("abcđ 12/-é%&=+;", max_size=12).map(str.strip)
CODES = st.text("abVPđ-/12", min_size=1, max_size=6)
LISTS = st.lists(CODES, unique=True, max_size=4).map(tuple)
WANTED = st.builds(
    Wanted,
    text=WORDS, units=LISTS, areas=LISTS, plan=WORDS, states=LISTS, timeliness=LISTS, kind=WORDS,
    period=WORDS, part=WORDS, due_from=WORDS, due_until=WORDS,
    sort=st.sampled_from(Sort), descending=st.booleans(),
)  # fmt: skip


def parsed(query: str) -> Wanted:
    return read_wanted(QueryParams(parse_qsl(query)))


@given(WANTED)
def test_address_holds_what_is_wanted(wanted: Wanted) -> None:
    assert parsed(query_of(wanted)) == wanted


@given(st.text(max_size=60))
def test_any_query_is_read(query: str) -> None:
    assert query_of(parsed(query_of(parsed(query)))) == query_of(parsed(query))


def test_usual_listing_has_the_bare_address() -> None:
    assert address_of("/nhiem-vu", Wanted()) == "/nhiem-vu"
    assert parsed("") == Wanted()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("don-vi=VP,TCCB&don-vi=CCKL", Wanted(units=("VP", "TCCB", "CCKL"))),
        ("don-vi=,,VP,VP", Wanted(units=("VP",))),
        ("xep=-han", Wanted(descending=True)),
        ("xep=moi", Wanted(sort=Sort.UPDATED)),
        ("xep=drop", Wanted()),
        ("tu-khoa=%20%C4%91u%CC%9Bo%CC%9B%CC%80ng", Wanted(text="đường")),
        ("khac=1&utm=2", Wanted()),
        ("tu-khoa=" + "x" * 5000, Wanted(text="x" * 200)),
        (
            "don-vi=" + "&don-vi=".join(f"U{n}" for n in range(100)),
            Wanted(units=tuple(f"U{n}" for n in range(20))),
        ),
    ],
)
def test_query_is_read_within_bounds(query: str, wanted: Wanted) -> None:
    assert parsed(query) == wanted


def test_link_leads_to_the_tasks_behind_a_figure() -> None:
    found = link(
        plan="so-vi-du", unit="VP", timeliness=("overdue", "done_late"), due_from=date(2021, 5, 1), area=None
    )
    assert urlsplit(found).path == "/nhiem-vu"
    assert parsed(urlsplit(found).query) == Wanted(
        plan="so-vi-du", units=("VP",), timeliness=("overdue", "done_late"), due_from="2021-05-01"
    )
    assert link() == "/nhiem-vu"


def test_order_turns_round_when_asked_for_again() -> None:
    assert sorted_by(Wanted(), Sort.DUE) == Wanted(descending=True)
    assert sorted_by(Wanted(descending=True), Sort.DUE) == Wanted()
    assert sorted_by(Wanted(descending=True), Sort.CODE) == Wanted(sort=Sort.CODE)
    assert sorted_by(Wanted(), Sort.UPDATED) == Wanted(sort=Sort.UPDATED, descending=True)


def test_without_takes_one_value_away() -> None:
    wanted = Wanted(units=("VP", "TCCB"), text="rừng")
    assert without(wanted, "units", "VP") == Wanted(units=("TCCB",), text="rừng")
    assert without(wanted, "text", "rừng") == Wanted(units=("VP", "TCCB"))


STATES = ("assigned", "reported")
PLACES = [
    (Order(), Place("dated", (date(2021, 6, 30), 7))),
    (Order(), Place("undated", (7,))),
    (Order(Sort.CODE), Place("", ("A5/Q2", 3))),
    (Order(Sort.UNIT, descending=True), Place("", (2, 9))),
    (Order(Sort.STATE, states=STATES), Place("reported:dated", (date(2021, 6, 30), 7))),
    (Order(Sort.UPDATED), Place("", (2**63 - 1,))),
]


@pytest.mark.parametrize(("order", "place"), PLACES, ids=str)
def test_place_is_read_back_by_its_own_order_alone(order: Order, place: Place) -> None:
    text = write_place(place)
    assert read_place(order, text) == place
    others = [other for other, _ in PLACES if other.sort is not order.sort]
    assert all(read_place(other, text) != place for other in others if other.sort is not Sort.UNIT)


def forge(*parts: object) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


FORGED = [
    "", "x", "===", "\x00", "đ", "A" * 10_000, forge(), forge("dated"), forge("dated", "2021-06-30"),
    forge("dated", "2021-06-30", 2**63), forge("dated", "2021-06-30", -1),
    forge("dated", "2021-06-30", not 1), forge("dated", "2021-06-30", 1.5),
    forge("dated", "2021-06-31", 1), forge("dated", 1, "2021-06-30"),
    forge("dated", "2021-06-30", 1, 2), forge("elsewhere", 1), forge(["dated"], 1), forge({"a": 1}, 1),
    urlsafe_b64encode(b"7").decode(), urlsafe_b64encode(b"null").decode(),
    urlsafe_b64encode(b"\xff").decode(),
    urlsafe_b64encode(b"[" * 3000).decode(),
]  # fmt: skip


@pytest.mark.parametrize("text", FORGED, ids=lambda text: repr(text[:30]))
def test_forged_place_is_none(text: str) -> None:
    assert read_place(Order(), text) is None


@pytest.mark.parametrize("code", ["A\x00", "A\ud800", 7, None])
def test_forged_code_is_none(code: object) -> None:
    assert read_place(Order(Sort.CODE), forge("", code, 1)) is None


@given(st.text())
def test_any_text_is_a_place_or_none(text: str) -> None:
    read_place(Order(Sort.STATE, states=STATES), text)
