"""Owns which files are taken as evidence: told by their content, never by their name; keeps none.

What an office sends and keeps is taken: PDF, Office and OpenDocument files, pictures. What can run is not:
programs, archives that may hide one, documents with macros.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import category, normalize

from cchc_workflow.errors import FileError

LONGEST_NAME = 200
NAMELESS = "file"
"""What a file is called whose name has nothing left that may be shown."""
_LONGEST_ENDING = 8


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file: the type it is served as, and the endings its name may have."""

    type: str
    endings: tuple[str, ...]


PDF = Media("application/pdf", ("pdf",))
PNG = Media("image/png", ("png",))
JPEG = Media("image/jpeg", ("jpg", "jpeg", "jfif"))
HEIC = Media("image/heic", ("heic", "heif"))
TIFF = Media("image/tiff", ("tif", "tiff"))
DOCX = Media("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = Media("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
PPTX = Media("application/vnd.openxmlformats-officedocument.presentationml.presentation", ("pptx",))
ODT = Media("application/vnd.oasis.opendocument.text", ("odt",))
ODS = Media("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
ODP = Media("application/vnd.oasis.opendocument.presentation", ("odp",))
DOC = Media("application/msword", ("doc",))
XLS = Media("application/vnd.ms-excel", ("xls",))
PPT = Media("application/vnd.ms-powerpoint", ("ppt",))

KINDS = (PDF, DOCX, XLSX, PPTX, DOC, XLS, PPT, ODT, ODS, ODP, PNG, JPEG, HEIC, TIFF)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PACKAGES = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_OPEN = {kind.type: kind for kind in (ODT, ODS, ODP)}
_END_OF_DIRECTORY = b"PK\x05\x06"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LONGEST_END = 22 + 2**16
"""The parts of a ZIP archive (APPNOTE 4.3.12, 4.3.16): what ends it may have a comment of 64 KB."""
_STREAMS = (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS), ("PowerPoint Document", PPT))
"""The stream that makes a compound file (Word 97 to 2003) what it is."""
_ENTRY_BYTES = 128
_NAME_BYTES = 64


def accept(name: str, content: bytes) -> Media:
    """Return what kind of file this is.

    Raises:
        FileError: it is empty, of a kind that is not taken, has macros, or its name ends as another kind's
            does; `detail` names what is taken, or the endings that its content has.
    """
    if not content:
        raise FileError("empty", name)
    kind = recognize(content)
    if kind is None:
        raise FileError("not_allowed", name, ", ".join(ENDINGS))
    if _has_macros(kind, content):
        raise FileError("macros", name)
    if ending_of(name) not in kind.endings:
        raise FileError("mismatch", name, ", ".join(kind.endings))
    return kind


def recognize(content: bytes) -> Media | None:
    """Return the kind that a file is by what stands in it, None where it is none that is taken."""
    return next((kind for looks in _LOOKS if (kind := looks(content)) is not None), None)


def clean_name(name: str) -> str:
    """Return a file's name without its folders and without what can't be seen: at most 200 letters, NFC.

    Line ends, control and bidirectional marks go; the ending stays when the name is too long.
    """
    last = re.split(r"[/\\]", normalize("NFC", name))[-1]
    seen = "".join(" " if letter.isspace() else letter for letter in last)
    shown = "".join(letter for letter in seen if not category(letter).startswith("C"))
    bare = " ".join(shown.split()).strip(". ")
    ending = ending_of(bare)
    stem = bare.rpartition(".")[0] if ending else bare
    stem = stem[: LONGEST_NAME - len(ending) - 1].strip() or NAMELESS
    return f"{stem}.{ending}" if ending else stem


def ending_of(name: str) -> str:
    """Return a name's ending as it is written: "pdf" of "12-BC.pdf"; empty where it has none."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot and ending.isalnum() and len(ending) <= _LONGEST_ENDING else ""


def _by_opening(content: bytes) -> Media | None:
    openings = (
        (b"%PDF-", PDF),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\xff\xd8\xff", JPEG),
        (b"II*\0", TIFF),
        (b"MM\0*", TIFF),
    )
    return next((kind for opening, kind in openings if content.startswith(opening)), None)


def _heic(content: bytes) -> Media | None:
    return HEIC if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS else None


def _packed(content: bytes) -> Media | None:
    """An Office or OpenDocument file is a ZIP archive with certain members; any other archive is refused."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    members = _members(content)
    if "[Content_Types].xml" in members:
        folders = {member.partition("/")[0] + "/" for member in members}
        return next((kind for folder, kind in _PACKAGES if folder in folders), None)
    return _open_document(content) if "mimetype" in members else None


def _members(content: bytes) -> frozenset[str]:
    """Return the names in an archive's directory, which stands at its end; none where that is broken."""
    end = content.rfind(_END_OF_DIRECTORY, max(0, len(content) - _LONGEST_END))
    if end < 0 or end + 22 > len(content):
        return frozenset()
    count, place = _number(content, end + 10, 2), _number(content, end + 16, 4)
    names = set()
    for _ in range(count):
        if content[place : place + 4] != _DIRECTORY_ENTRY or place + 46 > len(content):
            return frozenset()
        name, extra, comment = (_number(content, place + at, 2) for at in (28, 30, 32))
        names.add(content[place + 46 : place + 46 + name].decode("utf-8", "replace"))
        place += 46 + name + extra + comment
    return frozenset(names)


def _number(content: bytes, place: int, size: int) -> int:
    return int.from_bytes(content[place : place + size], "little")


def _open_document(content: bytes) -> Media | None:
    """The format wants its type as the first member, not compressed: it stands in plain sight."""
    if content[30:38] != b"mimetype":
        return None
    said = content[38:].split(b"PK", 1)[0]
    return next((kind for name, kind in _OPEN.items() if said == name.encode()), None)


def _compound(content: bytes) -> Media | None:
    if not content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None
    return next((kind for name, kind in _STREAMS if _has_entry(content, name)), None)


def _has_entry(content: bytes, name: str, *, folder: bool = False) -> bool:
    """Tell whether the directory of a compound file names a stream, or a folder, in an entry of its own."""
    written = name.encode("utf-16-le")
    size = (len(written) + 2).to_bytes(2, "little")
    wanted = written.ljust(_NAME_BYTES, b"\0") + size + (b"\x01" if folder else b"\x02")
    place = content.find(wanted)
    while place >= 0:
        if place % _ENTRY_BYTES == 0:
            return True
        place = content.find(wanted, place + 1)
    return False


def _has_macros(kind: Media, content: bytes) -> bool:
    if kind in {DOC, XLS, PPT}:
        return _has_entry(content, "VBA", folder=True) or _has_entry(content, "_VBA_PROJECT_CUR", folder=True)
    if kind in {DOCX, XLSX, PPTX}:
        return any(name.casefold().endswith("vbaproject.bin") for name in _members(content))
    if kind in {ODT, ODS, ODP}:
        return any(name.startswith(("Basic/", "Scripts/")) for name in _members(content))
    return False


_LOOKS: tuple[Callable[[bytes], Media | None], ...] = (_by_opening, _heic, _packed, _compound)
