"""Owns how a picture becomes a PNG, for mails and for Word; it draws nothing of its own."""

from functools import lru_cache
from pathlib import Path

from resvg_py import svg_to_bytes

from cchc_workflow.documents.typeface import FAMILY, find_fonts
from cchc_workflow.drawing.picture import Picture

PAPER = "#ffffff"
AT_HAND = 16
"""Pictures that are kept: a report's letter, its Word file and the copies for others have the same ones."""


@lru_cache(maxsize=AT_HAND)
def to_png(picture: Picture, scale: int = 2, folder: Path | None = None) -> bytes:
    """Return a picture on white, `scale` dots to the pixel.

    Only the papers' own typeface is used, from its `folder`: whatever the machine has, the picture looks the
    same.

    Raises:
        DefinitionError: a file of the typeface is missing; without it the letters would be left out in
            silence.
    """
    fonts = [str(path) for path in (find_fonts() if folder is None else find_fonts(folder))]
    return svg_to_bytes(
        svg_string=picture.svg,
        background=PAPER,
        zoom=scale,
        skip_system_fonts=True,
        font_files=fonts,
        font_family=FAMILY,
        serif_family=FAMILY,
        sans_serif_family=FAMILY,
        languages=["vi"],
        shape_rendering="geometric_precision",
        text_rendering="optimize_legibility",
        image_rendering="optimize_quality",
    )
