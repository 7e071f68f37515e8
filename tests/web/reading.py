"""Owns reading pages as a person does: the words without the tags."""

import re

TAGS = re.compile(r"<[^>]+>")


def words_of(html: str) -> str:
    """Return what a person reads of a page, on one line."""
    return " ".join(TAGS.sub(" ", html).replace("\N{NO-BREAK SPACE}", " ").split())
