"""Owns the evidence binder as a zip: a folder for each criterion, an index, hashes, what is still missing."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from cchc_workflow.documents.binder.index import (
    CONTENTS,
    MISSING,
    Bound,
    BoundPiece,
    Fate,
    write_contents_csv,
    write_contents_html,
    write_missing_csv,
)
from cchc_workflow.documents.binder.names import (
    LONGEST_FILE,
    LONGEST_FOLDER,
    Names,
    file_name,
    safe_code,
    safe_name,
)
from cchc_workflow.domain.scoring import Criterion
from cchc_workflow.engine.score.binder import Binder, Piece, ReadFile, Section

SUMS: Final = "SHA256SUMS"

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_FILE_MODE: Final = 0o100644 << 16
_FOLDER_MODE: Final = (0o040755 << 16) | 0x10


def write_binder(to: IO[bytes], binder: Binder, read_file: ReadFile) -> None:
    """Write the binder; the same evidence always gives the same bytes.

    One file is held in memory at a time. A file whose bytes are not kept, or are not what was recorded, is
    left out and stands in the list of what is missing; `sha256sum -c SHA256SUMS` in the unpacked folder
    checks the rest.

    Raises:
        OSError: `to` can't be written.
    """
    with ZipFile(to, "w", ZIP_STORED, allowZip64=True) as archive:
        packing = _Packing(archive, read_file)
        bound = tuple(packing.section(section) for section in binder.sections)
        packing.text(f"{CONTENTS}.html", write_contents_html(binder, bound))
        packing.text(f"{CONTENTS}.csv", write_contents_csv(bound))
        packing.text(f"{MISSING}.csv", write_missing_csv(bound))
        archive.writestr(_entry(SUMS), "".join(packing.sums), ZIP_DEFLATED)


@dataclass(slots=True)
class _Packing:
    """A zip in the making: what is in it already, by folder and by hash."""

    archive: ZipFile
    read_file: ReadFile
    sums: list[str] = field(default_factory=list)
    folders: dict[tuple[str, ...], str] = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)

    def section(self, section: Section) -> Bound:
        """Pack what proves a criterion."""
        folder = self._folder(section)
        if not section.pieces:
            self._write_folder(folder)
        packed: dict[str, str] = {}
        pieces = tuple(
            self._piece(folder, number, piece, packed) for number, piece in enumerate(section.pieces, 1)
        )
        return Bound(section, folder, pieces)

    def text(self, path: str, content: str) -> None:
        """Pack a text of our own."""
        self._write(path, content.encode(), ZIP_DEFLATED)

    def _piece(self, folder: str, number: int, piece: Piece, packed: dict[str, str]) -> BoundPiece:
        if piece.sha256 is None:
            return BoundPiece(piece, Fate.DOCUMENT)
        if piece.sha256 in packed:
            return BoundPiece(piece, Fate.PACKED, packed[piece.sha256])
        content = self.read_file(piece.sha256) if piece.kept else None
        if content is None:
            return BoundPiece(piece, Fate.NOT_KEPT)
        if sha256(content).hexdigest() != piece.sha256:
            return BoundPiece(piece, Fate.DAMAGED)
        name = file_name(number, piece.document, piece.file_name)
        path = f"{folder}/{self._names(folder).add(name, LONGEST_FILE)}"
        self._write(path, content, ZIP_STORED)
        packed[piece.sha256] = path
        return BoundPiece(piece, Fate.PACKED, path)

    def _folder(self, section: Section) -> str:
        area = section.criterion.area
        trail: tuple[str, ...] = (area,) if area else ()
        path = self._inner("", trail, safe_code(area)) if area else ""
        for criterion in (*section.above, section.criterion):
            trail = (*trail, criterion.code)
            path = self._inner(path, trail, _folder_name(criterion))
        return path

    def _inner(self, path: str, trail: tuple[str, ...], name: str) -> str:
        if trail not in self.folders:
            own = self._names(path).add(name, LONGEST_FOLDER)
            self.folders[trail] = f"{path}/{own}" if path else own
        return self.folders[trail]

    def _names(self, folder: str) -> Names:
        return self.names.setdefault(folder, Names(set(_OWN) if not folder else set()))

    def _write(self, path: str, content: bytes, method: int) -> None:
        self.archive.writestr(_entry(path), content, method)
        self.sums.append(f"{sha256(content).hexdigest()}  {path}\n")

    def _write_folder(self, path: str) -> None:
        entry = _entry(f"{path}/")
        entry.external_attr = _FOLDER_MODE
        self.archive.writestr(entry, b"")


_OWN: Final = frozenset(
    name.casefold() for name in (f"{CONTENTS}.html", f"{CONTENTS}.csv", f"{MISSING}.csv", SUMS)
)


def _folder_name(criterion: Criterion) -> str:
    code = safe_code(criterion.code)
    return safe_name(f"{code} {criterion.title}") if criterion.title else code


def _entry(path: str) -> ZipInfo:
    entry = ZipInfo(path, _EPOCH)
    entry.create_system = _UNIX
    entry.external_attr = _FILE_MODE
    return entry
