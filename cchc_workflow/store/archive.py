"""Owns the file that a backup is: a zip of JSON lines a table with a manifest; it knows no database.

The manifest has the columns, the number of rows and the SHA-256 of every table. The same rows give the same
bytes, and nothing in it tells which kind of database they came from.
"""

import errno
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from cchc_workflow.errors import StorageError

FORMAT = 1
_MANIFEST = "manifest.json"
_OWNER_ONLY = 0o600 << 16
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError,
    RuntimeError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table of an archive: its columns in the order of the values, its rows' number and hash."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds; `revision` is the schema's."""

    revision: str
    tables: tuple[TableEntry, ...]

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(table.rows for table in self.tables)


class ArchiveWriter:
    """Takes the tables one after the other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: list[TableEntry] = []

    def add(self, name: str, columns: Iterable[str], lines: Iterable[bytes]) -> None:
        """Write a table; each line is the JSON array of a row's values, without the line's end."""
        with self._archive.open(_entry(f"{name}.jsonl"), "w", force_zip64=True) as out:
            found = digest_lines(_writing(lines, out))
        self.tables.append(TableEntry(name, tuple(columns), *found))

    def finish(self, revision: str) -> Manifest:
        """Write the manifest."""
        manifest = Manifest(revision, tuple(self.tables))
        self._archive.writestr(
            _entry(_MANIFEST), json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1)
        )
        return manifest


class ArchiveReader:
    """An archive that is open and whose manifest is read; `check` proves the rest."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a table.

        Raises:
            StorageError: archive_damaged.
        """
        with damage_told(name), self._archive.open(f"{name}.jsonl") as lines:
            for line in lines:
                yield line.removesuffix(b"\n")

    def check(self, table: TableEntry, steps: Callable[[Iterable[bytes]], Iterable[bytes]]) -> None:
        """Read a table to its end, through `steps`, and compare it with the manifest.

        Raises:
            StorageError: archive_damaged.
        """
        if digest_lines(steps(self.lines(table.name))) != (table.rows, table.sha256):
            raise StorageError("archive_damaged", table.name)


def digest_lines(lines: Iterable[bytes]) -> tuple[int, str]:
    """Return the number and the hash of a table's lines, as the manifest has them."""
    digest = sha256()
    rows = 0
    for line in lines:
        digest.update(line + b"\n")
        rows += 1
    return rows, digest.hexdigest()


@contextmanager
def write_archive(target: Path) -> Iterator[ArchiveWriter]:
    """Write an archive beside `target` and put it there when all of it is safely on the disk.

    Raises:
        StorageError: disk_full or cannot_write; what was at `target` before is still there.
    """
    try:
        with _replacing(target) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            yield ArchiveWriter(archive)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise StorageError("disk_full" if full else "cannot_write", str(error)) from error


@contextmanager
def read_archive(source: Path) -> Iterator[ArchiveReader]:
    """Open an archive.

    Raises:
        StorageError: cannot_open or archive_damaged.
    """
    try:
        file = source.open("rb")
    except OSError as error:
        raise StorageError("cannot_open", str(error)) from error
    with file:
        with damage_told(source.name):
            archive = zipfile.ZipFile(file)
            manifest = _read_manifest(archive)
        with archive:
            yield ArchiveReader(archive, manifest)


@contextmanager
def damage_told(where: str) -> Iterator[None]:
    """Turn whatever reading a damaged archive raises into archive_damaged."""
    try:
        yield
    except _DAMAGE as error:
        raise StorageError("archive_damaged", f"{where}: {error}") from error


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    data = json.loads(archive.read(_MANIFEST))
    if data["format"] != FORMAT:
        raise ValueError(data["format"])
    tables = (
        TableEntry(str(table["name"]), tuple(table["columns"]), int(table["rows"]), str(table["sha256"]))
        for table in data["tables"]
    )
    return Manifest(str(data["revision"]), tuple(tables))


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _writing(lines: Iterable[bytes], out: IO[bytes]) -> Iterator[bytes]:
    for line in lines:
        out.write(line + b"\n")
        yield line


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a zip entry without a time, so that the same rows give the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _OWNER_ONLY
    return entry
