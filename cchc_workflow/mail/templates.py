"""Owns finding, compiling and filling in the message templates; it knows no recipient and sends nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from traceback import extract_tb
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError

from cchc_workflow.definitions import toml
from cchc_workflow.errors import DefinitionError
from cchc_workflow.mail.filters import make_filters
from cchc_workflow.mail.wrap import wrap
from cchc_workflow.shipped import find, listing

LANGUAGE = "vi"
PARTS = ("subject.txt", "body.txt", "body.html")
WORD_LISTS = ("state", "event", "cause", "message")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TROUBLE = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What filling in a template with facts that do not fit it can raise."""

_INDENTATION = re.compile(r"\n\s+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a mail says: one line of subject, plain text, HTML."""

    subject: str
    text: str
    html: str


class Templates:
    """The messages of one language, compiled once; a file that changes later is not looked at."""

    def __init__(self, folders: Sequence[Path], zone: tzinfo = VIETNAM) -> None:
        """Compile every message found in `folders`, where a file of an earlier folder wins.

        Raises:
            DefinitionError: a template or the word list is wrong, or one of a message's files is missing.
        """
        self.environment = make_environment(folders, zone)
        self._messages = {
            name: tuple(load_template(self.environment, folders, f"{LANGUAGE}/{name}/{part}") for part in PARTS)
            for name in sorted(_begun(folders))
        }

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the messages."""
        return frozenset(self._messages)

    def render(self, message: str, facts: Mapping[str, Any]) -> Rendered:
        """Return the message filled in with `facts`; the bodies also see the finished `subject`.

        Raises:
            KeyError: there is no such message.
            TROUBLE: the facts do not fit the template.
        """
        subject, text, html = self._messages[message]
        line = subject.render(facts).strip()
        return Rendered(
            line,
            wrap(text.render(facts, subject=line)),
            _INDENTATION.sub("\n", html.render(facts, subject=line)),
        )


def message_names(folders: Sequence[Path]) -> frozenset[str]:
    """Return the messages that have all three files, each file in any of the folders."""
    return frozenset(
        name
        for name in _begun(folders)
        if all(find(folders, f"{LANGUAGE}/{name}/{part}") is not None for part in PARTS)
    )


def make_environment(folders: Sequence[Path], zone: tzinfo = VIETNAM) -> Environment:
    """Return the Jinja environment over `folders`: an undefined name is an error, HTML is escaped.

    Raises:
        DefinitionError: the list of words is missing or wrong.
    """
    environment = Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters.update(make_filters(_read_words(folders), zone))
    return environment


def load_template(environment: Environment, folders: Sequence[Path], name: str) -> Template:
    """Return a compiled template.

    Raises:
        DefinitionError: with the file and the line.
    """
    path = find(folders, name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    try:
        return environment.get_template(name)
    except (TemplateError, UnicodeDecodeError, OSError) as error:
        raise explain(error, path) from error


def explain(error: Exception, path: Path) -> DefinitionError:
    """Return what went wrong in a template as an error with the file and line where it did."""
    if isinstance(error, TemplateSyntaxError):
        return DefinitionError(error.filename or str(path), f"line {error.lineno}", error.message or "syntax")
    frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename.endswith((".txt", ".html"))]
    reason = f"{type(error).__name__}: {error}"
    if frames:
        return DefinitionError(frames[-1].filename, f"line {frames[-1].lineno}", reason)
    return DefinitionError(str(path), "", reason)


def _begun(folders: Sequence[Path]) -> Iterator[str]:
    """Yield each message that has at least one of its files."""
    found = {
        Path(file).parent.name for part in PARTS for file in listing(folders, f"{LANGUAGE}/*/{part}")
    }
    yield from found


def _read_words(folders: Sequence[Path]) -> dict[str, dict[str, str]]:
    name = f"{LANGUAGE}/words.toml"
    path = find(folders, name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    table = toml.read(path)
    lists = {each: table.table(each) for each in WORD_LISTS}
    words = {each: {key: inner.text(key) for key in inner} for each, inner in lists.items()}
    table.finish()
    return words
