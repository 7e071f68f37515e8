"""What the browser fetches beside the pages: ours or vendored, all of it from here, and light enough."""

import gzip
import re
from pathlib import Path

import pytest

from cchc_workflow.web.pages import STATIC, TEMPLATES, static_address

VENDOR = STATIC / "vendor"
SHEETS = sorted(STATIC.rglob("*.css"))
FIRST_PAGE_KB = 200


def zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 5))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_fetch_only_what_lies_beside_them(sheet: Path) -> None:
    css = sheet.read_text("utf-8")
    assert "data:" not in css
    assert "@import" not in css
    for address in re.findall(r"url\(\"?([^)\"#]+)", css):
        name, _, version = address.partition("?v=")
        assert (sheet.parent / name).is_file(), address
        whole = (sheet.parent / name).relative_to(STATIC).as_posix()
        assert static_address(whole).endswith(version), address


def test_nothing_lies_in_the_vendors_folder_that_no_sheet_names() -> None:
    css = (VENDOR / "base.css").read_text("utf-8")
    for folder in ("shapes", "fonts"):
        for path in (VENDOR / folder).iterdir():
            assert f"{folder}/{path.name}?v=" in css, path.name


@pytest.mark.parametrize("name", ["htmx.min.js", "base.css", "htmx", "be-vietnam-pro", "tabler", "fonts/"])
def test_everything_vendored_says_whose_it_is(name: str) -> None:
    readme = (VENDOR / "README.md").read_text("utf-8")
    assert name in readme
    for licence in re.findall(r"`(LICENSE[\w.-]+)`", readme):
        assert (VENDOR / licence).stat().st_size > 500


def test_first_page_is_light() -> None:
    """All that a first visit fetches, at the compression of the server; a page's own HTML is within 20 KB."""
    fonts = [path for path in (VENDOR / "fonts").iterdir() if "latin-ext" not in path.name]
    others = ("vendor/base.css", "vendor/htmx.min.js", "cchc.css", "cchc.js", "icons.svg", "icon.svg")
    weight = sum(path.stat().st_size for path in fonts) + sum(zipped(STATIC / name) for name in others)
    assert weight + 20_000 < FIRST_PAGE_KB * 1000


def test_dark_follows_the_system_without_a_script() -> None:
    css = (STATIC / "cchc.css").read_text("utf-8")
    assert "color-scheme: light dark" in css
    assert "data-bs-theme" not in css + (VENDOR / "base.css").read_text("utf-8").replace(
        "[data-bs-theme=light]", ""
    )


def test_own_script_needs_no_exception_to_the_policy() -> None:
    script = (STATIC / "cchc.js").read_text("utf-8")
    assert not re.search(
        r"\beval\(|new Function|innerHTML|document\.write|\.style\.|setAttribute\(.style", script
    )


def test_every_hook_of_the_script_is_named_by_a_template() -> None:
    named = " ".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    for hook in (
        "data-drop",
        "data-keep",
        "data-confirm",
        "data-copy",
        "data-menu",
        "data-close",
        "data-shortcut",
    ):
        assert hook in named, hook
