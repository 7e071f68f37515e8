from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.mail.wrap import WIDTH, wrap

LONG = "Rà soát, đánh giá, đề xuất đơn giản hóa thủ tục hành chính thuộc phạm vi giải quyết của Sở và đơn vị"
WORDS = st.lists(st.text(alphabet="aăđế-.1", min_size=1, max_size=90), max_size=40)


def test_wrap_breaks_a_long_line_between_words() -> None:
    lines = wrap(LONG).splitlines()
    assert len(lines) == 2
    assert all(len(line) <= WIDTH for line in lines)
    assert " ".join(lines) == LONG


def test_wrap_hangs_an_entry_under_its_first_word() -> None:
    for lead, indent in (("- ", "  "), ("12. ", "    "), ("   ", "   "), ("  + ", "    ")):
        first, second = wrap(lead + LONG).splitlines()
        assert first.startswith(lead)
        assert second.startswith(indent)
        assert not second.startswith(f"{indent} ")


def test_wrap_leaves_a_link_whole() -> None:
    link = "https://cchc.so.example/nhiem-vu/" + "x" * 80
    assert f"\n{link}\n" in wrap(f"Xem tất cả: {link}")


def test_wrap_leaves_one_blank_line_and_one_end() -> None:
    assert wrap("\n\na  \r\n\n\n\nb\n\n") == "a\n\nb\n"


@given(WORDS)
def test_wrap_changes_no_word(words: list[str]) -> None:
    assert wrap(" ".join(words)).split() == words


@given(WORDS)
def test_wrap_exceeds_the_width_only_by_a_single_word(words: list[str]) -> None:
    for line in wrap(" ".join(words)).splitlines():
        assert len(line) <= WIDTH or len(line.split()) == 1 or line.split()[0] in {"-", "1."}
