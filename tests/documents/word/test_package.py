from io import BytesIO
from zipfile import ZipFile

import pytest

from cchc_workflow.documents.word.package import pack, write_settings
from tests.documents.sheets import make_paper

PARTS = dict.fromkeys(
    ["document.xml", "styles.xml", "settings.xml", "header1.xml", "header2.xml", "header3.xml"], "<x/>"
)


def members(made: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_package_begins_with_what_its_parts_are() -> None:
    found = members(pack(PARTS, [b"one", b"two"], make_paper(), "vi-VN"))
    assert next(iter(found)) == "[Content_Types].xml"
    assert (found["word/media/picture1.png"], found["word/media/picture2.png"]) == (b"one", b"two")
    named = {name for name in found if name.startswith("word/") and name.endswith(".xml")}
    assert all(f'PartName="/{name}"'.encode() in found["[Content_Types].xml"] for name in named)
    assert b'Target="media/picture2.png"' in found["word/_rels/document.xml.rels"]


def test_package_misses_no_part() -> None:
    with pytest.raises(KeyError):
        pack({"document.xml": "<x/>"}, [], make_paper(), "vi-VN")


def test_properties_escape_what_they_are_given() -> None:
    found = members(pack(PARTS, [], make_paper(subject="<&>", issuer='"<'), "vi-VN"))
    assert "Báo cáo &lt;&amp;&gt;" in found["docProps/core.xml"].decode()
    assert "&quot;&lt;" in found["docProps/app.xml"].decode()


def test_settings_say_the_language() -> None:
    assert '<w:themeFontLang w:val="vi-VN"/>' in write_settings("vi-VN")
