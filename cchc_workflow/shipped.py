"""Owns where the shipped data folders lie; reads nothing and knows nothing of what is in them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_CHECKOUT = {"guide": "docs/guide"}
"""Where a folder lies in a checkout, if not right beside the package."""


def shipped(name: str) -> Path:
    """Return the folder `name` ("workflows", "notifications", "guide"): in the package, else the checkout."""
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / _IN_CHECKOUT.get(name, name)


def roots(name: str, overrides: Path | None = None) -> tuple[Path, ...]:
    """Return the folders to look in for `name`, the office's own first."""
    own = (overrides / name,) if overrides is not None and (overrides / name).is_dir() else ()
    return (*own, shipped(name))


def find(folders: Sequence[Path], relative: str) -> Path | None:
    """Return the first existing `relative` in `folders`: an office overrides file by file."""
    return next((path for path in (folder / relative for folder in folders) if path.exists()), None)


def listing(folders: Sequence[Path], pattern: str) -> Iterator[str]:
    """Yield each relative path that matches `pattern` in any of `folders`, once, sorted."""
    yield from sorted(
        {path.relative_to(folder).as_posix() for folder in folders for path in folder.glob(pattern)}
    )
