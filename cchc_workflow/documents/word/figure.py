"""Owns Word's XML of a picture and its bytes: PNG, with what it tells as its alternative text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cchc_workflow.documents.layout import Layout
from cchc_workflow.documents.paper import Figure
from cchc_workflow.documents.phrasing import room_of
from cchc_workflow.documents.word.text import attribute, emus, paragraph, run
from cchc_workflow.drawing.picture import Picture

_MM_PER_PIXEL: Final = Decimal("25.4") / 96
_MOST_HEIGHT: Final = Decimal(150)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


@dataclass(slots=True)
class Media:
    """The pictures of one paper, in the order of their relationships."""

    to_png: Callable[[Picture], bytes]
    files: list[bytes] = field(default_factory=list)

    def add(self, picture: Picture) -> int:
        """Keep a picture's bytes; return its number, counted from 1."""
        self.files.append(self.to_png(picture))
        return len(self.files)


def make_figure(figure: Figure, layout: Layout, media: Media, *, wide: bool) -> str:
    """Return the picture in the middle, its caption below, on the same page."""
    number = media.add(figure.picture)
    picture = paragraph(
        "Picture", f"<w:r>{_drawing(figure.picture, number, layout.text_width(wide=wide))}</w:r>"
    )
    return picture + (paragraph("Caption", run(figure.caption)) if figure.caption else "")


def relationship(number: int) -> str:
    """Return the name under which the document knows picture `number`."""
    return f"rIdPicture{number}"


def _drawing(picture: Picture, number: int, limit: Decimal) -> str:
    width, height = room_of(
        picture.width * _MM_PER_PIXEL, picture.height * _MM_PER_PIXEL, limit, _MOST_HEIGHT
    )
    size = f'cx="{emus(width)}" cy="{emus(height)}"'
    properties = f'id="{number}" name="picture{number}" descr="{attribute(picture.told)}"'
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f"<wp:docPr {properties}/><wp:cNvGraphicFramePr>"
        f'<a:graphicFrameLocks xmlns:a="{_DRAWING}/main" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {properties}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relationship(number)}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
