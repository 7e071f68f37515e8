"""Owns small files of every kind that is taken as evidence, and of some that are not."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
TIFF = b"II*\0\x08\0\0\0" + bytes(8)
EXE = b"MZ\x90\0\x03\0\0\0" + bytes(56) + b"PE\0\0"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def make_zip(*names: str) -> bytes:
    """Return an archive with members of these names."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


def make_office(folder: str = "word", *more: str) -> bytes:
    """Return an Office file: "word", "xl" or "ppt", with more members."""
    return make_zip("[Content_Types].xml", f"{folder}/document.xml", *more)


def make_open(kind: str = OPEN_TEXT, *more: str) -> bytes:
    """Return an OpenDocument file of this type."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, text in [("mimetype", kind), ("content.xml", "<x/>"), *((each, "x") for each in more)]:
            archive.writestr(name, text)
    return file.getvalue()


def make_compound(stream: str = "WordDocument", *folders: str) -> bytes:
    """Return a file of Word 97 to 2003, or of its kin, with the directory's entries and nothing else."""
    entries = [_entry("Root Entry", 5), _entry(stream, 2), *(_entry(name, 1) for name in folders)]
    return _COMPOUND + bytes(504) + b"".join(entries)


def _entry(name: str, kind: int) -> bytes:
    written = name.encode("utf-16-le")
    return (written.ljust(64, b"\0") + (len(written) + 2).to_bytes(2, "little") + bytes([kind])).ljust(
        128, b"\0"
    )
