import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.documents.layout import read_layout
from cchc_workflow.documents.word.document import write_docx
from tests.documents.opened import look_of, open_word
from tests.documents.sheets import LAYOUT_FILE, make_layout, make_paper


@pytest.mark.parametrize(
    ("line", "other", "words", "part", "value"),
    [
        ("body = 14", "body = 13", "Tính đến ngày", "size", 13),
        ("first_line = 12.7", "first_line = 10", "Tính đến ngày", "first_line", 10),
        ("gap = 6 ", "gap = 8 ", "Tính đến ngày", "before", 8),
        ("line = 1.15", "line = 1.5", "Tính đến ngày", "line", 1.5),
        ("issuer = 13", "issuer = 12", "SỞ NÔNG NGHIỆP", "size", 12),
        ("table = 12", "table = 11", "Văn phòng Sở", "size", 11),
        ("authority = 14", "authority = 13", "TL. GIÁM ĐỐC", "size", 13),
    ],
)
def test_style_follows_the_layout(line: str, other: str, words: str, part: str, value: float) -> None:
    text = LAYOUT_FILE.read_text("utf-8").replace(f"\n{line}", f"\n{other}")
    document = open_word(write_docx(make_paper(), read_layout(toml.parse(text, "papers.toml"))))
    assert getattr(look_of(document, words), part) == value


def test_styles_of_word_keep_their_names_and_ours_are_custom() -> None:
    styles = open_word(write_docx(make_paper(), make_layout())).styles
    names = {style.name: bool(style.element.xpath("./@w:customStyle")) for style in styles}
    assert not any(
        names[name] for name in ("Title", "Subtitle", "Body Text", "Heading 1", "Caption", "Header")
    )
    assert all(names[name] for name in ("Annex", "Nation", "Rule", "Recipients"))
