"""Every word of the pages stands in the catalogue: no text without a key, no key without a text or a use."""

import re
from pathlib import Path

import pytest

from cchc_workflow import words
from cchc_workflow.web.pages import TEMPLATES

PACKAGE = Path(words.__file__).parent
SCREENS = sorted(TEMPLATES.rglob("*.html"))
VIETNAMESE = re.compile(r"[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
KEY = re.compile(r"""\b(?:t|has_text)\(\s*["']([a-z_]+\.[a-z0-9_]+)["']\s*[,)]""")
LITERAL = re.compile(r"""["']([a-z_]+\.[a-z0-9_-]*)["']""")
PARTIAL = re.compile(r"""["']([a-z_]+)\.([a-z0-9_]*)(?:["']\s*~|\{)""")
"""The beginning of a key that is completed when it is known what it is about."""


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def page_tables() -> list[str]:
    return [table for name in words.files() if name.startswith(words.PAGES) for table in words._read(name)]


def sources() -> str:
    """Return all code and all templates in one text."""
    code = (path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    return "\n".join([*code, *(path.read_text("utf-8") for path in SCREENS)])


@pytest.mark.parametrize("screen", SCREENS, ids=name_of)
def test_template_says_nothing_of_its_own(screen: Path) -> None:
    said = [line for line in screen.read_text("utf-8").splitlines() if VIETNAMESE.search(line)]
    assert said == []


@pytest.mark.parametrize("screen", SCREENS, ids=name_of)
def test_template_asks_for_texts_that_there_are(screen: Path) -> None:
    missing = [key for key in KEY.findall(screen.read_text("utf-8")) if words.find(key) is None]
    assert missing == []


@pytest.mark.parametrize("table", page_tables())
def test_every_text_of_the_pages_is_used(table: str) -> None:
    text = sources()
    if re.search(rf"""\b(?:word|label|entries)\(\s*["']{table}["']""", text):
        return  # looked up by what it is about: a state, a kind of entry
    used = {key for key in LITERAL.findall(text) if key.startswith(f"{table}.")}
    begun = [beginning for of, beginning in PARTIAL.findall(text) if of == table]
    unused = [
        entry
        for entry in words.entries(table)
        if f"{table}.{entry}" not in used
        and not (table == "told" and f'"{entry}"' in text)
        and not any(entry.startswith(beginning) for beginning in begun)
    ]
    assert unused == []


def test_there_are_screens_and_tables() -> None:
    assert len(SCREENS) > 20
    assert len(page_tables()) > 5
