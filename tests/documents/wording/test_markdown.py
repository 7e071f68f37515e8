import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.documents.paper import Annex, Bullets, Heading, Paragraph, Run, Table
from cchc_workflow.documents.plain import make_plain
from cchc_workflow.documents.wording.markdown import Embed, Value, read_markdown, shield
from cchc_workflow.errors import DefinitionError

WORD = "Phụ lục"
NASTY = [
    "&", "<", ">", '"', "'", "|", "*", "_", "`", "[", "]", "#", "\\", "~", "!", "(", ")", "-", "+", "=", "1.",
    "&amp;", "&#35;", "<b>đậm</b>", "**đậm**", "_nghiêng_", "`mã`", "[x](annex:a)", "![x](chart:units)",
    "# I. Mục", "- gạch", "1. số", "> trích", "---", "| a | b |", "    thụt", "\\*", "http://so.example",
    "Tiê\u0301ng Vie\u0323\u0302t", "\u0301bắt đầu bằng dấu", "“trích”", "…",
]  # fmt: skip


def one_line(text: str) -> str:
    """What a value must be on paper: the same letters, in one line, spaces single."""
    return " ".join(make_plain(text).replace("\n", " ").split(" ")).strip(" ")


def text_of(source: str) -> str:
    (part,) = read_markdown(source, WORD)
    assert isinstance(part, Paragraph)
    return "".join(run.text for run in part.text)


@pytest.mark.parametrize("value", NASTY)
def test_value_is_never_markup(value: str) -> None:
    assert text_of(f"Trước {shield(value)} sau") == f"Trước {one_line(value)} sau"


@pytest.mark.parametrize("value", NASTY)
def test_value_at_the_beginning_of_a_line_is_text(value: str) -> None:
    assert text_of(shield(value)) == one_line(value)


@pytest.mark.parametrize("value", NASTY)
def test_bold_goes_round_any_value(value: str) -> None:
    (part,) = read_markdown(f"x**{shield(value.strip())}**y", WORD)
    assert part == Paragraph((Run("x"), Run(one_line(value), bold=True), Run("y")))


@pytest.mark.parametrize("value", NASTY)
def test_value_keeps_to_its_cell_heading_item_and_caption(value: str) -> None:
    source = (
        f"# {shield(value)}\n\n- {shield(value)}\n\n"
        f"| A |\n|---|\n| {shield(value)} |\n\n![{shield(value)}](chart:units)\n"
    )
    heading, bullets, table, picture = read_markdown(source, WORD)
    assert isinstance(heading, Heading)
    assert isinstance(bullets, Bullets)
    assert isinstance(table, Table)
    assert heading.text == (Run(one_line(value)),)
    assert len(bullets.items) == 1
    assert "".join(run.text for run in bullets.items[0]).rstrip(".") == one_line(value).rstrip(".")
    assert list(table.rows) == [(one_line(value),)]
    assert picture == Embed("chart", "units", one_line(value))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=60))
def test_any_value_comes_back_as_it_was(value: str) -> None:
    spaced = unicodedata.normalize("NFC", one_line(value))
    while "  " in spaced:
        spaced = spaced.replace("  ", " ")
    assert text_of(f"a{shield(value)}b").strip("ab") == spaced.strip("ab") or spaced in text_of(
        f"a {shield(value)} b"
    )


@given(st.lists(st.sampled_from([*string.punctuation, "a", " ", "\n"]), max_size=40).map("".join))
def test_punctuation_makes_one_paragraph_and_no_dress(value: str) -> None:
    (part,) = read_markdown(f"Tên: {shield(value)}.", WORD)
    assert isinstance(part, Paragraph)
    assert [(run.bold, run.italic) for run in part.text] == [(False, False)]


def test_letters_of_private_use_do_not_become_markup() -> None:
    assert text_of(shield("\ue02a\ue02ax\ue02a\ue02a")) == "\ufffd\ufffdx\ufffd\ufffd"


def test_value_shields_itself_wherever_markup_asks() -> None:
    assert Value("*a*").__html__() == shield("*a*")


def test_emphasis_breaks_and_entities_are_read() -> None:
    assert read_markdown("Một **đậm** và *nghiêng*\ncùng ***cả hai***  \n&amp; \\*", WORD) == (
        Paragraph(
            (
                Run("Một "),
                Run("đậm", bold=True),
                Run(" và "),
                Run("nghiêng", italic=True),
                Run(" cùng "),
                Run("cả hai", bold=True, italic=True),
                Run(" & *"),
            )
        ),
    )


@pytest.mark.parametrize("source", ["> trích", "---", "    thụt vào", "`mã`", "<b>x</b>", "a\n---", "```"])
def test_the_rest_of_markdown_is_plain_text(source: str) -> None:
    assert text_of(source) == source.strip().replace("\n", " ")


def test_numbered_items_are_paragraphs_with_their_numbers() -> None:
    parts = read_markdown("3. ba\n4. bốn", WORD)
    assert parts == (Paragraph((Run("3. "), Run("ba"))), Paragraph((Run("4. "), Run("bốn"))))


@pytest.mark.parametrize(
    ("items", "ended"),
    [
        (["a", "b"], ["a;", "b."]),
        (["a"], ["a."]),
        (["a. B.", "c"], ["a. B.", "c."]),
        (["a;", "b,", "c:"], ["a;", "b,", "c:"]),
        (["a?", "b"], ["a?", "b."]),
    ],
)
def test_items_end_as_in_a_paper(items: list[str], ended: list[str]) -> None:
    (part,) = read_markdown("\n".join(f"- {item}" for item in items), WORD)
    assert isinstance(part, Bullets)
    assert ["".join(run.text for run in item) for item in part.items] == ended


def test_small_table_has_widths_by_its_dashes_and_alignments() -> None:
    (table,) = read_markdown("| TT | **Tên** |\n|:--:|--------:|\n| 1 | một |", WORD)
    assert isinstance(table, Table)
    assert [(each.title, each.width, each.align) for each in table.columns] == [
        ("TT", 2, "center"),
        ("Tên", 8, "right"),
    ]
    assert list(table.rows) == [("1", "một")]


def test_annexes_are_counted_and_named_in_the_text() -> None:
    source = 'Xem [](annex:b) và [](annex:a).\n\n![Một](annex:a "wide")\n\n![Hai](annex:b)'
    text, first, second = read_markdown(source, WORD)
    assert text == Paragraph((Run("Xem Phụ lục II và Phụ lục I."),))
    assert first == Annex("Phụ lục I", "Một", wide=True)
    assert second == Annex("Phụ lục II", "Hai")


def test_a_single_annex_has_no_number() -> None:
    assert read_markdown("![Một](annex:a)", WORD) == (Annex("Phụ lục", "Một"),)


@pytest.mark.parametrize(
    ("source", "key", "reason"),
    [
        ("[](annex:none)", "annex:none", "no annex of this paper"),
        ("[x](http://so.example)", "http://so.example", "no annex of this paper"),
        ("![x](photo:units)", "photo:units", "must be one of chart, table, remarks, annex"),
        ("![x](units)", "units", "must be one of"),
        ("Một câu ![x](chart:units)", "chart:units", "in a paragraph of its own"),
        ("# ![x](chart:units)", "chart:units", "in a paragraph of its own"),
        ("- a\n  - b", "bullet_list", "paragraphs only"),
        ("![x](annex:a)\n\n![y](annex:a)", "annex:a", "begins twice"),
    ],
)
def test_what_no_paper_can_hold_is_refused(source: str, key: str, reason: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_markdown(source, WORD)
    assert refused.value.key == key
    assert reason in refused.value.reason


def test_empty_values_leave_no_paragraph() -> None:
    assert read_markdown(f"{shield('')}\n\n**{shield('')}**", WORD) == ()
