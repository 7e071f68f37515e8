from decimal import Decimal

from cchc_workflow.documents.paper import Run
from cchc_workflow.documents.word.text import attribute, emus, lines, paragraph, run, runs, twips


def test_lengths_are_in_words_measures() -> None:
    assert twips(Decimal("25.4")) == 1440
    assert twips(Decimal(210)) == 11906
    assert emus(Decimal(10)) == 360000


def test_run_keeps_text_from_being_markup() -> None:
    assert run("a<b>&\x00 c") == '<w:r><w:t xml:space="preserve">a&lt;b&gt;&amp; c</w:t></w:r>'


def test_line_ends_stay_line_ends() -> None:
    assert run("a\r\nb").count("<w:br/>") == 1


def test_runs_are_dressed() -> None:
    assert runs((Run("a", bold=True, italic=True),)).startswith(
        "<w:r><w:rPr><w:b/><w:bCs/><w:i/><w:iCs/></w:rPr>"
    )


def test_attribute_can_not_end_its_quotes() -> None:
    assert attribute('a"b\n<c>') == "a&quot;b &lt;c&gt;"


def test_lines_are_a_paragraph_each() -> None:
    assert lines("Basis", ["a", "b"]) == paragraph("Basis", run("a")) + paragraph("Basis", run("b"))
