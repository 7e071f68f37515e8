"""Owns making a PDF of a paper by typst; how the page looks is paper.typ's, what it says the paper's."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.paper import Paper
from cchc_workflow.documents.pdf.content import describe_layout, describe_paper
from cchc_workflow.documents.typeface import FAMILY, find_fonts
from cchc_workflow.errors import DefinitionError, FileError

if TYPE_CHECKING:
    from typst import Compiler

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_NEVER: Final = 0
"""The instant that stands in every file as that of its making: the same paper is the same bytes for ever."""

_REMEMBERED: Final = 11
"""Empty papers after which typst has forgotten the one before them."""


def write_pdf(paper: Paper, layout: Layout, fonts: tuple[Path, ...] | None = None) -> bytes:
    """Return the paper as a tagged PDF with bookmarks and its typeface in it; pictures are lines, not dots.

    It is PDF/UA-1 (ISO 14289-1) unless a text has letters that the typeface has not.

    Args:
        paper: what it says.
        layout: by which numbers it is set.
        fonts: the files of the typeface, if not those that come along.

    Raises:
        FileError: "no_pdf" where typst is not installed, "not_set" where it refuses, as a picture that is
            no SVG.
        DefinitionError: a file of the typeface is missing or is none.
    """
    try:
        import typst  # noqa: PLC0415 - 82 MB, and an office may do without
    except ImportError as error:
        raise FileError("no_pdf", paper.title) from error
    files = find_fonts() if fonts is None else fonts
    found = typst.Fonts(include_system_fonts=False, font_paths=sorted({str(file.parent) for file in files}))
    known = {Path(font.path) for font in found.fonts() if font.path and font.family == FAMILY}
    for file in files:
        if file not in known:
            raise DefinitionError(str(file), "", f"is no file of the typeface {FAMILY}")
    compiler = typst.Compiler(font_paths=found, ignore_system_fonts=True)
    inputs = {
        "paper": _to_json(describe_paper(paper, layout)),
        "layout": _to_json(describe_layout(layout, FAMILY)),
    }
    template = _TEMPLATE.read_bytes()
    try:
        made = compiler.compile(
            template, format="pdf", sys_inputs=inputs, timestamp=_NEVER, pdf_standards=["ua-1"]
        )
    except typst.TypstError:
        made = _set_plainly(compiler, template, inputs, paper.title)
    finally:
        _forget(compiler)
    return cast("bytes", made)  # a list only of formats whose pages are a file each


def _set_plainly(
    compiler: "Compiler", template: bytes, inputs: dict[str, str], title: str
) -> "bytes | list[bytes] | None":
    """Return the PDF without the claim that it is PDF/UA: a text has letters that the typeface has not."""
    import typst  # noqa: PLC0415 - as above

    try:
        return compiler.compile(template, format="pdf", sys_inputs=inputs, timestamp=_NEVER)
    except typst.TypstError as error:
        raise FileError("not_set", title, error.message) from error


def _forget(compiler: "Compiler") -> None:
    """Let typst forget the paper: what its last ten papers needed may be 500 MB."""
    for _ in range(_REMEMBERED):
        compiler.compile(b"", format="pdf", sys_inputs=None)


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
