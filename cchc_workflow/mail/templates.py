"""Owns finding, compiling, checking and filling in the message templates; it sends nothing."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from traceback import extract_tb
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2 import nodes as ast
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from cchc_workflow.definitions import toml
from cchc_workflow.errors import DefinitionError
from cchc_workflow.mail.facts import NAMES, Site, read_facts
from cchc_workflow.mail.filters import make_filters
from cchc_workflow.mail.wrap import wrap
from cchc_workflow.shipped import find, listing

LANGUAGE = "vi"
PAPERS = f"{LANGUAGE}/papers"
"""The folder of the papers' templates, which see other facts than mails do."""

PARTS = ("subject.txt", "body.txt", "body.html")
WORD_LISTS = ("state", "event", "cause", "message")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TROUBLE = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What filling in a template with facts that do not fit it can raise."""

_READER = {"name": "Chi cục trưởng Chi cục Kiểm lâm", "address": "kiemlam@so.example"}
_OFFICE = {"name": "Sở Nông nghiệp và Phát triển nông thôn", "parent_name": "UBND TỈNH"}
_SITE = Site("https://cchc.so.example")
_INDENTATION = re.compile(r"\n\s+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a mail says: one line of subject, plain text, HTML."""

    subject: str
    text: str
    html: str


class _Loader(FileSystemLoader):
    """Finds `x.txt` under the name `x.txt.html` too, where its phrases are needed escaped."""

    def get_source(self, environment: Environment, template: str) -> Any:  # noqa: ANN401 - Jinja's long tuple
        return super().get_source(environment, re.sub(r"\.txt\.html$", ".txt", template))


class _Environment(SandboxedEnvironment):
    """Jinja with two of its habits mended, and nothing in its reach but what a mail may say.

    An administrator edits templates in the browser: that must not let them run programs on the server.

    A macro of a text template, imported into HTML, would count as safe there although nothing escaped what it
    says: what HTML imports is compiled as HTML. In `a.b`, a key of `a` wins over a method of dict.
    """

    def join_path(self, template: str, parent: str) -> str:
        is_foreign = parent.endswith(".html") and template.endswith(".txt")
        return f"{template}.html" if is_foreign else template

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's signature
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Templates:
    """The messages of one language, compiled once; a file that changes is not looked at until `reload`."""

    def __init__(self, folders: Sequence[Path], zone: tzinfo = VIETNAM) -> None:
        """Compile every message found in `folders`, where a file of an earlier folder wins.

        Raises:
            DefinitionError: a template or the word list is wrong, or one of a message's files is missing.
        """
        self._zone = zone
        self.reload(folders)

    def reload(self, folders: Sequence[Path]) -> None:
        """Compile every message anew; where that fails, what was compiled before stays.

        Raises:
            DefinitionError: as when it was made.
        """
        environment = make_environment(folders, self._zone)
        self._messages = {
            name: tuple(load_template(environment, folders, f"{LANGUAGE}/{name}/{part}") for part in PARTS)
            for name in sorted(_begun(folders))
        }
        self.environment = environment

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


def check_templates(folders: Sequence[Path], zone: tzinfo = VIETNAM) -> None:
    """Try every message: each name in it known, each filled in with all its sample facts.

    The samples of a message are `samples/<message>.json`: {case: facts as the outbox holds them}.

    Raises:
        DefinitionError: the first thing that is wrong, with file, line and reason.
    """
    templates = Templates(folders, zone)
    for suffix in ("txt", "html"):
        for name in listing(folders, f"**/*.{suffix}"):
            if not name.startswith(f"{PAPERS}/"):
                check_names(templates.environment, folders, name)
    for message in sorted(templates.names):
        _check_message(templates, folders, message)


def check_names(environment: Environment, folders: Sequence[Path], name: str) -> None:
    """Refuse a name that nothing defines, even where no sample leads to it.

    Raises:
        DefinitionError: with the file, the line and the nearest known name.
    """
    load_template(environment, folders, name)
    path = _file(folders, name)
    tree = environment.parse(path.read_text("utf-8"), filename=str(path))
    known = NAMES | {each.name for each in tree.find_all(ast.Macro)}
    known |= {each.target for each in tree.find_all(ast.Import)}
    known |= {each.name for each in tree.find_all(ast.Name) if each.ctx != "load"}
    unknown = find_undeclared_variables(tree) - known
    for each in tree.find_all(ast.Name):
        if each.name in unknown:
            raise DefinitionError(str(path), f"line {each.lineno}", toml.unknown("name", each.name, known))


def make_environment(folders: Sequence[Path], zone: tzinfo = VIETNAM) -> Environment:
    """Return the Jinja environment over `folders`: an undefined name is an error, HTML is escaped.

    Raises:
        DefinitionError: the list of words is missing or wrong.
    """
    environment = _Environment(
        loader=_Loader([str(folder) for folder in folders]),
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
    path = _file(folders, name)
    try:
        return environment.get_template(name)
    except (TemplateError, UnicodeDecodeError, OSError) as error:
        raise explain(error, path) from error


def explain(error: Exception, path: Path, circumstance: str = "") -> DefinitionError:
    """Return what went wrong in a template as an error with the file and line where it did."""
    if isinstance(error, TemplateSyntaxError):
        return DefinitionError(error.filename or str(path), f"line {error.lineno}", error.message or "syntax")
    frames = [each for each in extract_tb(error.__traceback__) if each.filename.endswith((".txt", ".html"))]
    where = (frames[-1].filename, f"line {frames[-1].lineno}") if frames else (str(path), "")
    return DefinitionError(*where, f"{type(error).__name__}: {error}{circumstance}")


def _check_message(templates: Templates, folders: Sequence[Path], message: str) -> None:
    samples = _file(folders, f"samples/{message}.json")
    subject = _file(folders, f"{LANGUAGE}/{message}/subject.txt")
    for case, facts in _read_samples(samples).items():
        for trial in (None, _READER):
            try:
                read = read_facts(facts, _READER, _OFFICE, _SITE, trial)
            except TROUBLE as error:
                raise DefinitionError(str(samples), case, f"{type(error).__name__}: {error}") from error
            try:
                line = templates.render(message, read).subject
            except TROUBLE as error:
                raise explain(error, subject, f" (sample '{case}')") from error
            if not line or "\n" in line:
                raise DefinitionError(str(subject), "", f"must be one line (sample '{case}')")


def _read_samples(path: Path) -> dict[str, Any]:
    try:
        samples = json.loads(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        raise DefinitionError(str(path), f"line {error.lineno}", error.msg) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(str(path), "", str(error)) from error
    if not isinstance(samples, dict) or not samples:
        raise DefinitionError(str(path), "", "must hold facts by the name of the case")
    return samples


def _file(folders: Sequence[Path], name: str) -> Path:
    path = find(folders, name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    return path


def _begun(folders: Sequence[Path]) -> set[str]:
    """Return the messages that have at least one of their files."""
    return {Path(file).parent.name for part in PARTS for file in listing(folders, f"{LANGUAGE}/*/{part}")}


def _read_words(folders: Sequence[Path]) -> dict[str, dict[str, str]]:
    table = toml.read(_file(folders, f"{LANGUAGE}/words.toml"))
    lists = {name: table.table(name) for name in WORD_LISTS}
    words = {name: {key: inner.text(key) for key in inner} for name, inner in lists.items()}
    table.finish()
    return words
