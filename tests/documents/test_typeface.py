from pathlib import Path
from shutil import copyfile
from unicodedata import normalize

import pytest
from fontTools.ttLib import TTFont

from cchc_workflow.documents.typeface import FAMILY, find_fonts
from cchc_workflow.errors import DefinitionError

VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"


@pytest.mark.parametrize("file", find_fonts(), ids=lambda file: file.stem)
def test_every_style_has_every_vietnamese_letter(file: Path) -> None:
    small = [normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)] + ["đ"]
    letters = "".join(small) + "".join(small).upper() + "“”‘’–—…•°§₫≥≤×→\N{NO-BREAK SPACE}\N{FIGURE SPACE}"
    with TTFont(file) as font:
        assert [each for each in letters if ord(each) not in font.getBestCmap()] == []


@pytest.mark.parametrize("file", find_fonts(), ids=lambda file: file.stem)
def test_a_cut_bears_a_name_of_its_own_and_its_licence(file: Path) -> None:
    with TTFont(file) as font:
        names = font["name"]
        assert names.getDebugName(1) == FAMILY
        assert "Liberation" not in names.getDebugName(4)
        assert "SIL Open Font License" in names.getDebugName(13)
    assert "SIL OPEN FONT LICENSE Version 1.1" in (file.parent / "OFL.txt").read_text("utf-8")


def test_the_letters_are_as_wide_as_those_of_times_new_roman() -> None:
    with TTFont(find_fonts()[0]) as font:
        width = {each: font["hmtx"][font.getBestCmap()[ord(each)]][0] / 2.048 for each in "aiMW0ơ"}
    assert {each: round(value) for each, value in width.items()} == {
        "a": 444, "i": 278, "M": 889, "W": 944, "0": 500, "ơ": 529,
    }  # fmt: skip


def test_a_missing_file_is_refused_by_its_path(tmp_path: Path) -> None:
    for file in find_fonts()[:-1]:
        copyfile(file, tmp_path / file.name)
    with pytest.raises(DefinitionError) as refused:
        find_fonts(tmp_path)
    assert refused.value.path == str(tmp_path / find_fonts()[-1].name)
