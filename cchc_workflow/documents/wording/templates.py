"""Owns finding, compiling, checking and filling in the templates of the papers; it prints nothing.

A kind of paper is a folder `vi/papers/<kind>/` with `paper.toml` (what stands around the body), `subject.txt`
and `body.md`; `vi/papers/paper.toml` says what the kind's own file leaves out. All are Jinja templates. In
`body.md` whatever is filled in is text and never markup; a field of several entries has one on each line.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, Template, TemplateError
from jinja2 import nodes as ast
from jinja2.meta import find_undeclared_variables

from cchc_workflow.definitions import toml
from cchc_workflow.documents.wording.filling import PaperEnvironment, as_values, explain, fill_in
from cchc_workflow.documents.wording.phrases import clean
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import find, listing

FOLDER: Final = "vi/papers"
FIELDS: Final = ("annex", "date", "file", "issuer", "kind", "number", "parent")
"""What `paper.toml` says in one line each; `number` has "…" where the clerk writes."""

LISTS: Final = ("addressed", "basis", "parties", "recipients", "signature")
"""What `paper.toml` says in as many lines as there are entries; a party that signs has its name after "|"."""

NAMES: Final = frozenset(
    {
        "kind", "period", "subject", "window", "next", "as_of", "organization", "plan", "rules", "replaces",
        "figures", "issue", "draft", "day", "month", "year", "office", "bureau", "remarks", "tasks",
    }
)  # fmt: skip
"""What a template may ask for: the keys of the snapshot, and what the press knows beside them."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A kind's templates filled in: its fields and lists by name, its subject, its body in Markdown."""

    fields: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class _Wording:
    """A kind's templates; each field with the file that it is from."""

    fields: Mapping[str, tuple[Path, Template]]
    subject: tuple[Path, Template]
    body: tuple[Path, Template]


class Templates:
    """The papers' templates, compiled once."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Compile every kind of paper, where a file of an earlier folder wins.

        Raises:
            DefinitionError: a template is wrong, or one of a kind's files is missing.
        """
        self._folders = folders
        loader = FileSystemLoader([str(folder) for folder in folders])
        self.marked, self.plain = (PaperEnvironment(loader, marked=marked) for marked in (True, False))
        self._wordings = {kind: self._load(kind) for kind in ReportKind}

    def fill_in(self, kind: ReportKind, facts: Mapping[str, Any]) -> Filled:
        """Return the kind's templates filled in with `facts`.

        Raises:
            DefinitionError: with the file and the line that do not fit the figures.
        """
        wording, figures = self._wordings[kind], as_values(facts)
        texts = {
            name: fill_in(template, figures, path, name) for name, (path, template) in wording.fields.items()
        }
        (subject_path, subject), (body_path, body) = wording.subject, wording.body
        return Filled(
            fields={name: " ".join(clean(texts[name]).split(" ")).strip() for name in FIELDS},
            lists={name: _lines(texts[name]) for name in LISTS},
            subject=" ".join(clean(fill_in(subject, figures, subject_path)).split()),
            body=fill_in(body, figures, body_path),
        )

    def locate(self, kind: ReportKind, error: DefinitionError) -> DefinitionError:
        """Return an error about a piece of a kind's finished Markdown with the file and line that say it."""
        names = (f"{FOLDER}/{kind}/body.md", *listing(self._folders, f"{FOLDER}/*.md"))
        paths = [find_file(self._folders, name) for name in names]
        for path in paths:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                if error.key in line:
                    return DefinitionError(str(path), f"line {number}", f"'{error.key}': {error.reason}")
        return DefinitionError(str(paths[0]), error.key, error.reason)

    def check_names(self, figures: Collection[str]) -> None:
        """Refuse a name, or a part of `figures`, that nothing knows, even where no sample leads to it.

        Raises:
            DefinitionError: with the file, the line and the nearest known name.
        """
        for suffix in ("md", "txt"):
            for name in listing(self._folders, f"{FOLDER}/**/*.{suffix}"):
                path = find_file(self._folders, name)
                _check_names(_parse(self.marked, path), path, figures)

    def _load(self, kind: ReportKind) -> _Wording:
        return _Wording(
            self._load_fields(kind),
            self._get(self.plain, f"{kind}/subject.txt"),
            self._get(self.marked, f"{kind}/body.md"),
        )

    def _get(self, environment: Environment, name: str) -> tuple[Path, Template]:
        path = find_file(self._folders, f"{FOLDER}/{name}")
        try:
            return path, environment.get_template(f"{FOLDER}/{name}")
        except (TemplateError, UnicodeDecodeError, OSError) as error:
            raise explain(error, path) from error

    def _load_fields(self, kind: ReportKind) -> Mapping[str, tuple[Path, Template]]:
        fields: dict[str, tuple[Path, Template]] = {}
        for name in (f"{FOLDER}/paper.toml", f"{FOLDER}/{kind}/paper.toml"):
            path = find_file(self._folders, name)
            fields |= {key: (path, self._compile(path, key, text)) for key, text in _read_fields(path)}
        for name in (*FIELDS, *LISTS):
            if name not in fields:
                raise DefinitionError(str(path), name, "missing")
        return fields

    def _compile(self, path: Path, key: str, text: str) -> Template:
        try:
            return self.plain.from_string(text)
        except TemplateError as error:
            raise explain(error, path, key) from error


def find_file(folders: Sequence[Path], name: str) -> Path:
    """Return a file, the office's own before the shipped one.

    Raises:
        DefinitionError: there is none.
    """
    path = find(folders, name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    return path


def _read_fields(path: Path) -> list[tuple[str, str]]:
    table = toml.read(path)
    fields = []
    for key, text in table.data.items():
        if key not in (*FIELDS, *LISTS):
            raise table.fail(key, toml.unknown("key", key, (*FIELDS, *LISTS)))
        if not isinstance(text, str):
            raise table.fail(key, "must be a string")
        fields.append((key, text))
    return fields


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for each in text.splitlines() if (line := " ".join(clean(each).split())))


def _parse(environment: Environment, path: Path) -> ast.Template:
    try:
        return environment.parse(path.read_text("utf-8"), filename=str(path))
    except (TemplateError, UnicodeDecodeError, OSError) as error:
        raise explain(error, path) from error


def _check_names(tree: ast.Template, path: Path, figures: Collection[str]) -> None:
    known = NAMES | {each.name for each in tree.find_all(ast.Macro)}
    known |= {each.target for each in tree.find_all(ast.Import)}
    known |= {each.name for each in tree.find_all(ast.Name) if each.ctx != "load"}
    unknown = find_undeclared_variables(tree) - known
    for each in tree.find_all(ast.Name):
        if each.name in unknown:
            raise DefinitionError(str(path), f"line {each.lineno}", toml.unknown("name", each.name, known))
    for part in tree.find_all(ast.Getattr):
        of_figures = isinstance(part.node, ast.Name) and part.node.name == "figures"
        if of_figures and part.attr not in figures:
            raise DefinitionError(
                str(path), f"line {part.lineno}", toml.unknown("figure", part.attr, figures)
            )
