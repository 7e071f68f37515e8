import ast
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cchc_workflow"
MAX_LINES = 320
TOP_LEVEL = frozenset(
    {
        ".ci",
        ".editorconfig",
        ".gitattributes",
        ".gitignore",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "benchmarks",
        "cchc_workflow",
        "docs",
        "notifications",
        "pyproject.toml",
        "requirements-dev.txt",
        "requirements.txt",
        "tests",
        "workflows",
    }
)
# Written so that no pattern finds itself here.
UNWANTED = {
    "a path of one machine": r"(?<![\w.~-])(?:/(?:home|root|tmp|work|Users)/\w|[A-Z]:\\Users\\)",
    "something left open": r"\b(?:TO[D]O|FIX[M]E)\b",
    "a package index": r"(?i)\bpypi\.(?:org|python)|pythonhoste[d]|(?:find-link[s]|index-ur[l])[ =]\S*[:/]",
}

MODULES = sorted(PACKAGE.rglob("*.py"))
OWN_CODE = sorted(chain(MODULES, *((ROOT / folder).rglob("*.py") for folder in ("tests", "benchmarks"))))


def does_something(module: Path) -> bool:
    """Tell whether a module has a function with a body: one that only names shapes has nothing to test."""
    functions = (
        node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, FUNCTION)
    )
    return any(not isinstance(line, ast.Expr) for function in functions for line in function.body)


FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
MIRRORED = [
    module
    for module in MODULES
    if module.parent != PACKAGE
    and module.stem != "__init__"
    and "migrations" not in module.parts
    and does_something(module)
]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and re.search(r"[.!?]\s+[A-Z]", text) is None


def clock_readings(module: Path) -> list[str]:
    """Return line and name of each call in `module` that asks `date` or `datetime` for the present."""
    calls = (node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call))
    named = ((call.lineno, ast.unparse(call.func)) for call in calls)
    return [
        f"{line}: {name}"
        for line, name in named
        if re.search(r"\b(date|datetime)\.(now|today|utcnow)$", name)
    ]


def pins(name: str) -> dict[str, Requirement]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {requirement.name: requirement for requirement in map(Requirement, lines)}


@pytest.fixture(scope="session")
def committed_files() -> list[Path]:
    """Give every file that is committed or would be: what git knows and what it does not ignore."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the project can't be told from what lies about")
    command = (git, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_module_says_in_one_sentence_what_it_owns(module: Path) -> None:
    docstring = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    assert docstring is not None
    assert is_one_sentence(" ".join(docstring.split("\n\n")[0].split()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Owns the wages; pays nobody.", True),
        ("Owns e.g. version 0.9.3 of it.", True),
        ("Owns the wages", False),
        ("Owns the wages. Pays nobody.", False),
        ("", False),
    ],
)
def test_is_one_sentence_counts(text: str, expected: bool) -> None:  # noqa: FBT001  # a row of the table
    assert is_one_sentence(text) is expected


@pytest.mark.parametrize("module", MIRRORED, ids=relative)
def test_module_has_its_test_file(module: Path) -> None:
    folder = ROOT / "tests" / module.parent.relative_to(PACKAGE)
    assert (folder / f"test_{module.name}").is_file()


@pytest.mark.parametrize("module", [m for m in OWN_CODE if "versions" not in m.parts], ids=relative)
def test_module_stays_short(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("module", sorted((PACKAGE / "domain").rglob("*.py")), ids=relative)
def test_domain_reads_no_clock(module: Path) -> None:
    assert clock_readings(module) == []


def test_clock_readings_are_found(tmp_path: Path) -> None:
    module = tmp_path / "clock.py"
    module.write_text("datetime.datetime.now(UTC)\ncalendar.today(now)\ndate.today()\nself.now\n")
    assert clock_readings(module) == ["1: datetime.datetime.now", "3: date.today"]


def test_imports_go_down_only() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(  # noqa: S603  # our own command
        (command, "--no-logo", "--no-cache"), cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("unwanted", UNWANTED)
def test_committed_files_hold_none(unwanted: str, committed_files: list[Path]) -> None:
    pattern = re.compile(UNWANTED[unwanted])
    found = [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in committed_files
        if b"\0" not in (content := path.read_bytes())
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("unwanted", "parts"),
    [
        ("a path of one machine", ("see /", "home/x")),
        ("a path of one machine", ('"/', 'tmp/x"')),
        ("a path of one machine", ("file:///", "root/x")),
        ("a path of one machine", ("C:\\", "Users\\x")),
        ("something left open", ("TO", "DO: later")),
        ("a package index", ("https://pypi", ".org/simple")),
        ("a package index", ("--find-", "links ./wheels")),
        ("a package index", ("--index-", "url https://x")),
    ],
)
def test_unwanted_is_found(unwanted: str, parts: tuple[str, str]) -> None:
    assert re.search(UNWANTED[unwanted], "".join(parts))


@pytest.mark.parametrize("text", ["docs/home/page.md", "/var/lib/cchc", "~/work/x", "--no-emit-index-url \\"])
def test_unwanted_lets_the_rest_be(text: str) -> None:
    assert not any(re.search(pattern, text) for pattern in UNWANTED.values())


def test_top_level_holds_only_what_belongs_there(committed_files: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in committed_files} <= TOP_LEVEL


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_pin_exactly(name: str) -> None:
    loose = [
        str(pin)
        for pin in pins(name).values()
        if [part.operator for part in pin.specifier] != ["=="] or pin.url
    ]
    assert loose == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_meet_what_the_project_asks(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = project["optional-dependencies"]["dev"] if name == "requirements-dev.txt" else []
    pinned = pins(name)
    unmet = [
        str(asked)
        for asked in map(Requirement, [*project["dependencies"], *extra])
        if asked.name not in pinned
        or not all(asked.specifier.contains(part.version) for part in pinned[asked.name].specifier)
    ]
    assert unmet == []


def test_development_pins_contain_the_programs_own() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()
