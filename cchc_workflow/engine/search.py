"""Owns finding tasks, units and documents by words without marks, the likeliest first; shows nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.text import fold, words_of
from cchc_workflow.engine.choices import Choices, read_choices
from cchc_workflow.engine.office import Office
from cchc_workflow.store import search as store

CANDIDATES = 100
"""The newest tasks that fit, among which the likeliest are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found; `more` tells that the task table has further tasks for the same words."""

    words: tuple[str, ...]
    tasks: Sequence[Any]
    units: Sequence[Any]
    documents: Sequence[Any]
    more: bool
    choices: Choices

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found at all."""
        return not (self.tasks or self.units or self.documents)


def search(office: Office, scope: Scope, text: str, on: date, most: int) -> Findings:
    """Return at most `most` tasks, units and documents in sight in which every word of `text` is found.

    A word is found where one begins with it, without marks and case. A task whose code was typed comes first,
    then those with all the words in the title, each the newest first.
    """
    words, code = words_of(text), text.strip() if text.isprintable() else ""
    with office.database.read() as tx:
        choices = read_choices(tx, office, scope.organization_id, on)
        exact = store.find_codes(tx, scope, (code, code.upper())) if words else []
        found = store.find_tasks(tx, scope, words, CANDIDATES)
        documents = store.find_documents(tx, scope, words, most)
    ranked = sorted(found, key=lambda row: not has_all(row.title, words))
    tasks = list({row.id: row for row in (*exact, *ranked)}.values())
    units = [row for row in choices.units.values() if scope.sees((row.id,))] if words else []
    return Findings(
        words=words,
        tasks=tasks[:most],
        units=[row for row in units if has_all(f"{row.code} {row.name}", words)][:most],
        documents=documents,
        more=len(tasks) > most,
        choices=choices,
    )


def has_all(text: str, words: Sequence[str]) -> bool:
    """Tell whether each of the folded words begins a word of the text."""
    spoken = fold(text)
    starts = " " + "".join(letter if letter.isalnum() else " " for letter in spoken)
    return all(f" {word}" in starts for word in words)
