import json
from typing import Any

import pytest

from cchc_workflow.documents.paper import Annex, Figure, Heading, Paragraph, Remarks, Table
from cchc_workflow.documents.pdf.content import describe_layout, describe_paper
from cchc_workflow.drawing.picture import Picture
from tests.documents.sheets import HOSTILE, TASKS, make_hostile, make_layout, make_letter, make_paper, text


def describe(**over: object) -> dict[str, Any]:
    """Return a paper as the typesetter is told of it, once through JSON."""
    told: dict[str, Any] = json.loads(json.dumps(describe_paper(make_paper(**over), make_layout())))
    return told


def test_the_layout_is_told_with_its_numbers_as_texts() -> None:
    told: Any = describe_layout(make_layout(), "A Face")
    assert json.loads(json.dumps(told)) == told
    assert (told["family"], told["page"]["left"], told["sizes"]["body"]) == ("A Face", "30", 14)
    assert (told["rules"]["issuer"], told["body"]["first_line"]) == ("0.4", "12.7")


def test_lists_end_as_the_decree_says() -> None:
    told = describe()
    assert [each[-1] for each in told["basis"]] == [";", "."]
    assert [each[-1] for each in told["recipients"]] == [";", ";", ";", "."]
    assert told["addressed"] == ["Sở Nội vụ tỉnh Quảng Ngãi"]
    letter: Any = describe_paper(make_letter(), make_layout())
    assert letter["addressed"] == ["Chi cục Thủy lợi;", "Chi cục Kiểm lâm."]


def test_annexes_follow_the_body_with_their_blocks() -> None:
    told = describe()
    assert [(each["number"], each["wide"], len(each["blocks"])) for each in told["annexes"]] == [
        ("Phụ lục I", True, 1),
        ("Phụ lục II", False, 1),
        ("Phụ lục III", False, 1),
    ]
    assert told["annexes"][0]["attached"].startswith("(Kèm theo Báo cáo số")
    assert "annex" not in {block["type"] for block in told["blocks"]}


@pytest.mark.parametrize(
    ("levels", "outline"),
    [((1, 2, 3, 4), [1, 2, 3, 4]), ((2, 4, 1), [1, 2, 1]), ((1, 4, 4), [1, 2, 3]), ((9, 0), [1, 1])],
)
def test_an_outline_skips_no_level(levels: tuple[int, ...], outline: list[int]) -> None:
    told = describe(blocks=tuple(Heading(level, text("a")) for level in levels))["blocks"]
    assert [each["level"] for each in told] == outline
    assert [each["look"] for each in told] == [min(max(level, 1), 4) for level in levels]


def test_remarks_are_paragraphs_and_dots_only_in_a_draft() -> None:
    written, empty = Remarks("a", "Nhãn", "Một.\r\n\n Hai."), Remarks("b", "Nhãn", " \n")
    assert [block["text"][0]["text"].strip() for block in describe(blocks=(written,))["blocks"]] == [
        "Một.",
        "Hai.",
    ]
    assert describe(blocks=(empty,))["blocks"] == []
    (blank,) = describe(blocks=(empty,), draft=True)["blocks"]
    assert blank["text"][0]["text"] == make_layout().words.blank


@pytest.mark.parametrize(
    ("size", "wide", "width"),
    [
        ((480, 120), False, 127.0),
        ((4000, 100), False, 165.0),
        ((4000, 100), True, 252.0),
        ((600, 3000), False, 41.12),
    ],
)
def test_a_picture_is_made_smaller_where_it_must_be(size: tuple[int, int], wide: bool, width: float) -> None:  # noqa: FBT001
    figure = Figure(Picture("<svg/>", *size, "Lời."), "")
    (annex,) = describe(blocks=(Annex("", "A", wide), figure))["annexes"]
    assert float(annex["blocks"][0]["width"]) == pytest.approx(width, abs=0.01)


def test_no_text_holds_what_a_file_can_not_or_what_turns_it() -> None:
    whole = json.dumps(describe_paper(make_hostile(), make_layout()), ensure_ascii=False)
    for letter in "\x00\x0b\x1f\ufffe\ud800\u202e\u0301":
        assert letter in HOSTILE or letter == "\u0301"
        assert letter not in whole
    assert "*khối*" in whole


def test_an_endless_word_may_break_but_not_a_hash_nor_what_has_parts() -> None:
    parts = "1234/QĐ-" * 12
    blocks = (
        *(Paragraph(text(word)) for word in ("x" * 74, "f" * 64, parts)),
        Table("", TASKS, (("x" * 30,) * 7,)),
    )
    endless, digest, whole, table = describe(blocks=blocks)["blocks"]
    assert endless["text"][0]["text"] == "\u200b".join(["x" * 12] * 6 + ["x" * 2])
    assert (digest["text"][0]["text"], whole["text"][0]["text"]) == ("f" * 64, parts)
    assert table["rows"][0][0] == "\u200b".join(("x" * 12, "x" * 12, "x" * 6))


def test_titles_and_groups_of_a_table_are_told() -> None:
    (table,) = describe(blocks=(Table("Bảng", TASKS, (("1", " a ", "b\nc", "", "", "", ""),)),))["blocks"]
    assert [column["title"] for column in table["columns"]] == [column.title for column in TASKS]
    assert table["rows"] == [["1", "a", "b\nc", "", "", "", ""]]
    assert (table["foot"], table["ruled"], table["columns"][0]["align"]) == ([], True, "center")
