"""Owns which typeface the papers are set in and where its files are; nothing here draws a letter."""

from pathlib import Path
from typing import Final

from cchc_workflow.errors import DefinitionError

FAMILY: Final = "CCHC Serif"
"""A cut of Liberation Serif, which has the measures of Times New Roman; see fonts/README.md."""

_FOLDER: Final = Path(__file__).parent / "fonts"
_STYLES: Final = ("Regular", "Bold", "Italic", "BoldItalic")


def find_fonts(folder: Path = _FOLDER) -> tuple[Path, ...]:
    """Return the four files, regular first.

    Raises:
        DefinitionError: one is missing; a paper is never set in another typeface in silence.
    """
    files = tuple(folder / f"{FAMILY.replace(' ', '')}-{style}.ttf" for style in _STYLES)
    for file in files:
        if not file.is_file():
            raise DefinitionError(str(file), "", "no such file")
    return files
