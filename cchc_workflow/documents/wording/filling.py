"""Owns Jinja as the papers use it: what a template can reach, and what becomes of what it fills in."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import wraps
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

from jinja2 import BaseLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from cchc_workflow.documents.wording.markdown import Value, shield
from cchc_workflow.documents.wording.phrases import by, clean, make_filters
from cchc_workflow.errors import DefinitionError
from cchc_workflow.words import say_number

TROUBLE: Final = (
    TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What filling in a template with figures that do not fit it can raise."""

ENDINGS: Final = (".md", ".txt")
_BUILT_IN: Final = (
    "abs", "batch", "capitalize", "default", "first", "groupby", "int", "join", "last", "length", "list",
    "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse", "select", "selectattr",
    "sort", "sum", "trim", "unique", "upper",
)  # fmt: skip


class PaperEnvironment(SandboxedEnvironment):
    """Jinja within reach of nothing but the figures.

    An office edits templates: that must not let them run programs on the server. A key of `a` wins over a
    method of dict in `a.b`; texts have no methods; a text that a filter or operator makes is a value too.
    """

    intercepted_binops = frozenset({"+", "%", "*"})

    def __init__(self, loader: BaseLoader, *, marked: bool) -> None:
        """Let `marked` tell whether what is filled in meets markup."""
        super().__init__(
            loader=loader,
            extensions=["jinja2.ext.do"],
            undefined=StrictUndefined,
            autoescape=marked,
            finalize=_shield if marked else _clean,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        known = {name: self.filters[name] for name in _BUILT_IN} | make_filters() | {"by": _by}
        self.filters = {name: _giving_values(function) for name, function in known.items()}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's signature
        """Return `obj.attribute` of a template."""
        if isinstance(obj, dict) and attribute in obj:
            return _value(obj[attribute])
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """Return `obj[argument]` of a template."""
        return _value(super().getitem(obj, argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja's signature
        """Tell whether a template may have `obj.attr`."""
        return not isinstance(obj, str) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """Return what an operator of a template makes."""
        return _value(super().call_binop(context, operator, left, right))


def as_values(figures: Any) -> Any:  # noqa: ANN401 - JSON values
    """Return JSON values with each text marked as one that is filled in as plain text."""
    if isinstance(figures, str):
        return Value(figures)
    if isinstance(figures, Mapping):
        return {name: as_values(figure) for name, figure in figures.items()}
    if isinstance(figures, list | tuple):
        return [as_values(figure) for figure in figures]
    return figures


def fill_in(template: Template, figures: Mapping[str, Any], path: Path, key: str = "") -> str:
    """Return the template filled in; `path` and `key` say where it is from.

    Raises:
        DefinitionError: with the file and the line that do not fit the figures.
    """
    try:
        return template.render(figures)
    except TROUBLE as error:
        raise explain(error, path, key) from error


def explain(error: Exception, path: Path, key: str = "") -> DefinitionError:
    """Return what went wrong in a template as an error with the file and line where it did."""
    if isinstance(error, TemplateSyntaxError):
        file = error.filename if error.filename and error.filename.endswith(ENDINGS) else str(path)
        return DefinitionError(file, key or f"line {error.lineno}", error.message or "syntax")
    frames = [each for each in extract_tb(error.__traceback__) if each.filename.endswith(ENDINGS)]
    where = (frames[-1].filename, f"line {frames[-1].lineno}") if frames else (str(path), key)
    return DefinitionError(*where, f"{type(error).__name__}: {error}")


def _shield(value: object) -> object:
    """Return what meets markup: a template's own markup as it is, whatever else as plain text."""
    return value if hasattr(value, "__html__") else Markup(shield(str(_printable(value))))  # noqa: S704 - shielded


def _clean(value: object) -> object:
    return clean(value) if isinstance(value, str) else _printable(value)


def _printable(value: object) -> object:
    """An empty figure or a yes in the midst of a sentence is a fault of the template."""
    if value is None or isinstance(value, bool):
        raise UndefinedError(f"a figure that is {value!r} can't be printed")
    return say_number(value) if isinstance(value, Decimal) else value


def _value(made: Any) -> Any:  # noqa: ANN401 - what a template makes
    return Value(made) if type(made) is str else made


def _by(rows: Iterable[Mapping[str, Any]], key: str) -> list[tuple[Any, list[Mapping[str, Any]]]]:
    return [(_value(name), group) for name, group in by(rows, key)]


def _giving_values(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - a filter's
        return _value(function(*args, **kwargs))

    return call
