"""Owns a plan's folder as a zip: taking its texts out of one that may be hostile, and packing them."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception's name

from cchc_workflow.definitions.plan import OPTIONAL, PARTS, TASKS
from cchc_workflow.errors import DefinitionError

MOST_BYTES: Final = 512 * 1024
"""Of the zip itself; that of the plan of 2021 has 20 thousand."""
MOST_FILES: Final = 200
MOST_TEXT: Final = 8 * 1024 * 1024
"""Of all its texts together: a plan of 48 duties has 60 thousand characters."""

_ENCRYPTED: Final = 0x1
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def unpack_plan(data: bytes, name: str) -> dict[str, str]:
    """Return the texts of a zipped plan folder by their names in it; other files are passed over.

    The folder may lie at the top or inside one folder. What a zip says of its sizes is not believed.

    Raises:
        DefinitionError: it is no zip, too large, names places outside of it, or lacks a part.
    """
    if len(data) > MOST_BYTES:
        raise DefinitionError(name, "", f"larger than {MOST_BYTES // 1024} KB")
    try:
        with ZipFile(BytesIO(data)) as archive:
            texts = dict(_read(archive, name))
    except (BadZipFile, LargeZipFile, ZlibError, NotImplementedError, EOFError, OSError) as error:
        raise DefinitionError(name, "", "not a zip that can be read") from error
    for part in PARTS:
        if part not in texts:
            raise DefinitionError(name, part, "missing in the zip")
    return texts


def pack_plan(texts: Mapping[str, str]) -> bytes:
    """Return a zip of a plan's texts; the same texts always give the same bytes."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in sorted(texts.items()):
            archive.writestr(ZipInfo(name, _EPOCH), text.encode(), ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _read(archive: ZipFile, name: str) -> Iterator[tuple[str, str]]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MOST_FILES:
        raise DefinitionError(name, "", f"more than {MOST_FILES} files")
    for info in infos:
        _check_name(info.filename, name)
    top = _top_folder([info.filename for info in infos])
    left, seen = MOST_TEXT, set()
    for info in infos:
        inner = info.filename.removeprefix(top)
        if inner not in {*PARTS, *OPTIONAL} and not _is_tasks(inner):
            continue
        if inner in seen:
            raise DefinitionError(name, inner, "stands there twice")
        seen.add(inner)
        if info.flag_bits & _ENCRYPTED:
            raise DefinitionError(name, inner, "locked with a password")
        with archive.open(info) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise DefinitionError(name, inner, f"more than {MOST_TEXT // 1024} KB of text")
        yield inner, _decode(content, inner)


def _decode(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DefinitionError(name, "", "not UTF-8") from error


def _check_name(inner: str, name: str) -> None:
    path = PurePosixPath(inner)
    if path.is_absolute() or ".." in path.parts or "\\" in inner or ":" in inner or "\0" in inner:
        raise DefinitionError(name, inner[:80], "names a place outside of the zip")


def _top_folder(names: list[str]) -> str:
    """Return the folder in which the plan lies, with its slash, "" for the top."""
    heads = sorted((name for name in names if PurePosixPath(name).name == PARTS[0]), key=len)
    return heads[0].removesuffix(PARTS[0]) if heads else ""


def _is_tasks(inner: str) -> bool:
    return inner.startswith(TASKS) and inner.endswith(".toml") and inner.count("/") == 1
