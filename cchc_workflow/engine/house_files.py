"""Owns the office's own definition files, which win over the shipped ones: reading, replacing them whole."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_IMODE
from tempfile import NamedTemporaryFile

from cchc_workflow.errors import ConflictError, NotFoundError, StorageError
from cchc_workflow.shipped import find, roots

FOLDERS = ("workflows", "notifications")
"""The folders of an office whose files win."""
READABLE = 0o644
"""What a new file is: whoever runs the command line reads it too."""


Replace = Callable[[str, Mapping[str, str | None]], None]
"""Replace files of a folder by their names."""


@dataclass(frozen=True, slots=True)
class HouseFile:
    """A definition file as it is in force: `name` within its folder, `own` where the office has its own."""

    name: str
    text: str
    own: bool

    @property
    def digest(self) -> str:
        """Return what tells this text from another."""
        return sha256(self.text.encode()).hexdigest()


def read_file(home: Path | None, folder: str, name: str) -> HouseFile:
    """Return a file of "workflows" or "notifications" as it is in force.

    Raises:
        NotFoundError: there is none, neither the office's nor a shipped one.
        StorageError: it can't be read.
    """
    folders = roots(folder, home)
    path = find(folders, name)
    if path is None:
        raise NotFoundError("house_file", name)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError("cannot_read", f"{name}: {error}") from error
    return HouseFile(name, text, own=len(folders) > 1 and path.is_relative_to(folders[0]))


def list_own(home: Path) -> tuple[str, ...]:
    """Return every file by which the office overrides a shipped one, or adds to them, sorted."""
    return tuple(
        sorted(
            path.relative_to(home).as_posix()
            for folder in FOLDERS
            for path in (home / folder).rglob("*")
            if path.is_file() and not path.name.startswith(".")
        )
    )


def check_unchanged(home: Path, folder: str, seen: Mapping[str, str]) -> None:
    """Make sure that files are still as somebody saw them: {name: digest}.

    Raises:
        ConflictError: somebody else changed one of them meanwhile.
    """
    for name, digest in seen.items():
        if read_file(home, folder, name).digest != digest:
            raise ConflictError("house_file", name)


@contextmanager
def editing(home: Path) -> Iterator[Replace]:
    """Give a function that replaces own files of "workflows" or "notifications"; None takes one away.

    When the block raises, every file is again as it was: what is replaced inside of a transaction stands or
    falls with it. Each file is replaced whole, so whoever reads it finds the old text or the new one.

    Raises:
        StorageError: a file can't be written.
    """
    before: dict[Path, bytes | None] = {}

    def replace(folder: str, texts: Mapping[str, str | None]) -> None:
        for name, text in texts.items():
            path = home / folder / name
            content = path.read_bytes() if path.exists() else None
            _put(path, None if text is None else text.encode())
            before.setdefault(path, content)

    try:
        yield replace
    except BaseException as error:
        for path, content in before.items():
            _put(path, content)
        if isinstance(error, OSError):
            raise StorageError("cannot_write", error.strerror or str(error)) from error
        raise


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(S_IMODE(path.stat().st_mode) if path.exists() else READABLE)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
