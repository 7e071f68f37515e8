"""Owns how a message would read with texts that nobody has saved yet; it sends nothing and keeps nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cchc_workflow.errors import DefinitionError
from cchc_workflow.mail.facts import Site, read_facts
from cchc_workflow.mail.templates import (
    LANGUAGE,
    TROUBLE,
    Rendered,
    Templates,
    check_names,
    check_templates,
    explain,
)
from cchc_workflow.shipped import find


def preview_message(
    folders: Sequence[Path],
    message: str,
    drafts: Mapping[str, str],
    letter: Mapping[str, Any],
    site: Site,
) -> Rendered:
    """Return the message as it would be with `drafts`, {"subject.txt": text}, in place of its files.

    `letter` has the facts, the person and the organization: {facts, person, organization}.

    Raises:
        DefinitionError: a draft is wrong, with its file, line and reason.
    """
    with _laid_out(folders, message, drafts) as tried:
        templates = Templates(tried)
        for part in drafts:
            check_names(templates.environment, tried, f"{LANGUAGE}/{message}/{part}")
        read = read_facts(letter["facts"], letter["person"], letter["organization"], site)
        try:
            return templates.render(message, read)
        except TROUBLE as error:
            raise explain(error, tried[0] / LANGUAGE / message / "subject.txt") from error


def check_drafts(folders: Sequence[Path], message: str, drafts: Mapping[str, str]) -> None:
    """Try every message with `drafts` in place of one's files, as `cchc check` tries them.

    Raises:
        DefinitionError: with the file, the line and the reason.
    """
    with _laid_out(folders, message, drafts) as tried:
        check_templates(tried)


def sample_letter(folders: Sequence[Path], message: str, task: Mapping[str, Any] | None, on: str) -> Any:  # noqa: ANN401 - JSON
    """Return the facts of the first sample of a message, with a real `task` in the place of its own.

    Raises:
        DefinitionError: the message has no sample.
    """
    name = f"samples/{message}.json"
    path = find(folders, name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    facts = next(iter(json.loads(path.read_text("utf-8")).values()))
    if task is None:
        return facts
    items = [
        {**item, "task": {**item["task"], **task}} if "task" in item else item for item in facts["items"]
    ]
    return {**facts, "items": items, "on": on}


@contextmanager
def _laid_out(folders: Sequence[Path], message: str, drafts: Mapping[str, str]) -> Iterator[tuple[Path, ...]]:
    """Give folders of which the first holds the drafts; an error names a draft as the office would."""
    with TemporaryDirectory(prefix="cchc-preview-") as made:
        top = Path(made)
        for part, text in drafts.items():
            path = top / LANGUAGE / message / part
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="")
        try:
            yield (top, *folders)
        except DefinitionError as error:
            if not Path(error.path).is_relative_to(top):
                raise
            relative = Path(error.path).relative_to(top).as_posix()
            raise DefinitionError(relative, error.key, error.reason) from error
