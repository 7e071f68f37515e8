from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.document import Document as WordDocument
from docx.shared import Mm

from cchc_workflow.documents.paper import Figure
from cchc_workflow.documents.png import to_png
from cchc_workflow.documents.word.document import write_docx
from cchc_workflow.drawing.picture import Picture
from tests.documents.opened import find, open_word
from tests.documents.sheets import PICTURE, make_layout, make_paper


def write(*pictures: Picture) -> bytes:
    return write_docx(
        make_paper(blocks=tuple(Figure(picture, "Hình") for picture in pictures)), make_layout()
    )


def described(document: WordDocument) -> list[str]:
    return [str(each) for each in document.element.xpath("//wp:docPr/@descr")]


def test_picture_is_a_png_that_tells_what_it_shows() -> None:
    made = write(PICTURE)
    with ZipFile(BytesIO(made)) as archive:
        assert archive.read("word/media/picture1.png") == to_png(PICTURE)
    document = open_word(made)
    assert described(document) == [PICTURE.told]
    (shape,) = document.inline_shapes
    assert shape.width == pytest.approx(Mm(480 * 25.4 / 96), rel=0.001)


def test_caption_stays_below_its_picture() -> None:
    document = open_word(write(PICTURE))
    caption = find(document, "Hình")
    assert caption.getprevious().xpath(".//w:drawing")
    assert document.styles["Picture"].element.xpath("./w:pPr/w:keepNext")


@pytest.mark.parametrize(("width", "height"), [(2000, 100), (100, 3000), (5000, 5000)])
def test_large_picture_is_made_to_fit_and_keeps_its_shape(width: int, height: int) -> None:
    (shape,) = open_word(write(replace(PICTURE, width=width, height=height))).inline_shapes
    assert shape.width <= Mm(165) + 1
    assert shape.height <= Mm(150) + 1
    assert shape.width / shape.height == pytest.approx(width / height, rel=0.001)


def test_pictures_have_numbers_of_their_own() -> None:
    document = open_word(write(PICTURE, replace(PICTURE, told="khác")))
    assert described(document) == [PICTURE.told, "khác"]
    assert len(set(document.element.xpath("//wp:docPr/@id"))) == 2
    assert len(set(document.element.xpath("//a:blip/@r:embed"))) == 2


def test_picture_is_drawn_by_what_is_given() -> None:
    made = write_docx(make_paper(blocks=(Figure(PICTURE, ""),)), make_layout(), lambda _: b"\x89PNG drawn")
    with ZipFile(BytesIO(made)) as archive:
        assert archive.read("word/media/picture1.png") == b"\x89PNG drawn"
