from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader

from cchc_workflow.documents.wording.filling import PaperEnvironment, as_values, explain, fill_in
from cchc_workflow.documents.wording.markdown import Value, shield
from cchc_workflow.documents.wording.phrases import clean
from cchc_workflow.errors import DefinitionError

PATH = Path("body.md")
STARS = "**x**"


def fill(source: str, *, marked: bool = True, **figures: Any) -> str:  # noqa: ANN401
    environment = PaperEnvironment(
        DictLoader({"say.md": "{% macro b(x) %}**{{ x }}**{% endmacro %}"}), marked=marked
    )
    return fill_in(environment.from_string(source), as_values(figures), PATH)


@pytest.mark.parametrize(
    "source",
    [
        "{{ a }}",
        "{{ row.a }}",
        "{{ row['a'] }}",
        "{{ all[0] }}",
        "{% for each in all %}{{ each }}{% endfor %}",
        "{{ all | join }}",
        "{{ all | first }}",
        "{{ '' ~ a }}",
        "{{ a + '' }}",
        "{{ a[:9] }}",
        "{{ rows | map(attribute='a') | join(', ') }}",
        "{% set b = a %}{{ b }}",
        "{% for name, group in rows | by('a') %}{{ name }}{% endfor %}",
    ],
)
def test_a_value_is_shielded_however_it_gets_there(source: str) -> None:
    filled = fill(source, a=STARS, row={"a": STARS}, all=[STARS], rows=[{"a": STARS}])
    assert "*" not in filled
    assert shield(STARS)[1:-1] in filled


@pytest.mark.parametrize(
    "made", ["a | upper", "a | trim", "a[:3]", "a + 'y'", "a | replace('x', 'y')", "a * 2"]
)
def test_what_is_made_of_a_value_is_shielded_beside_markup(made: str) -> None:
    filled = fill("{% import 'say.md' as say %}{{ (" + made + ") ~ say.b('z') }}", a=STARS)
    assert filled.count("*") == 4


def test_markup_of_the_template_stays() -> None:
    assert fill("{% import 'say.md' as say %}# {{ say.b('z') }}").replace(shield("z"), "z") == "# **z**"


def test_plain_text_is_not_shielded() -> None:
    assert fill("{{ a }} {{ a ~ b }}", marked=False, a=STARS, b="<&>\n") == "**x** **x**<&> "


def test_numbers_are_said_the_vietnamese_way() -> None:
    assert fill("{{ a }} {{ n }}", marked=False, a=Decimal("41.33"), n=2021) == "41,33 2021"


def test_values_mark_every_text_within() -> None:
    marked = as_values({"a": ["x", {"b": ("y", 1, None)}]})
    assert marked == {"a": ["x", {"b": ["y", 1, None]}]}
    assert isinstance(marked["a"][0], Value)
    assert isinstance(marked["a"][1]["b"][0], Value)


def test_keys_win_over_methods_of_dict() -> None:
    assert clean(fill("{{ row.items }}", marked=False, row={"items": "mục"})) == "mục"


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ row.missing }}",
        "{{ nothing }}",
        "{{ yes }}",
        "{{ a.upper() }}",
        "{{ a.__class__ }}",
        "{{ row.__init__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 1 / 0 }}",
        "{{ a | date }}",
        "{{ row | sort(attribute='x') | first | number }}",
    ],
)
def test_what_does_not_fit_is_refused_with_its_file(source: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        fill(source, a="x", row={"a": "y"}, nothing=None, yes=True)
    assert refused.value.path == "body.md"


@pytest.mark.parametrize("name", ["safe", "escape", "e", "xmlattr", "tojson", "pprint", "attr", "format"])
def test_filters_that_reach_further_are_not_there(name: str) -> None:
    assert name not in PaperEnvironment(DictLoader({}), marked=True).filters


def test_line_of_an_error_is_that_of_its_template(tmp_path: Path) -> None:
    path = tmp_path / "body.md"
    path.write_text("a\n\n{{ missing }}\n", "utf-8")
    environment = PaperEnvironment(DictLoader({}), marked=True)
    code = environment.compile(path.read_text("utf-8"), "body.md", str(path))
    template = environment.template_class.from_code(environment, code, {})
    with pytest.raises(DefinitionError) as refused:
        fill_in(template, {}, path)
    assert (refused.value.path, refused.value.key) == (str(path), "line 3")


def test_explain_names_key_where_there_is_no_file() -> None:
    error = explain(ValueError("x"), Path("paper.toml"), "number")
    assert (error.path, error.key, error.reason) == ("paper.toml", "number", "ValueError: x")
