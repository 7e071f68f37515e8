from decimal import Decimal

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.documents.layout import Layout, read_layout
from cchc_workflow.errors import DefinitionError
from tests.documents.sheets import LAYOUT_FILE, make_layout

SHIPPED = LAYOUT_FILE.read_text("utf-8")


def read(text: str) -> Layout:
    return read_layout(toml.parse(text, "papers.toml"))


def with_line(key: str, value: str, table: str) -> str:
    """Return the shipped file with one key of one table changed."""
    before, header, after = SHIPPED.partition(f"[{table}]")
    lines = [f"{key} = {value}" if line.split(" = ")[0] == key else line for line in after.split("\n")]
    changed = next(place for place, line in enumerate(lines) if line == f"{key} = {value}")
    kept = after.split("\n")
    kept[changed] = lines[changed]
    return before + header + "\n".join(kept)


def test_shipped_layout_is_read() -> None:
    layout = make_layout()
    assert (layout.font, layout.sizes.body, layout.page.left) == ("Times New Roman", 14, Decimal(30))
    assert layout.words.motto == "Độc lập - Tự do - Hạnh phúc"


def test_text_is_as_wide_as_the_margins_leave() -> None:
    layout = make_layout()
    assert layout.text_width() == Decimal(165)
    assert layout.text_width(wide=True) == Decimal(252)


@pytest.mark.parametrize(
    ("table", "key", "value", "reason"),
    [
        ("page", "top", "19", "must be 20 to 25"),
        ("page", "bottom", "25.1", "must be 20 to 25"),
        ("page", "left", "29", "must be 30 to 35"),
        ("page", "right", "21", "must be 15 to 20"),
        ("page", "number", "18", "must be 5 to 13"),
        ("font", "name", '"Arial"', "unknown value 'Arial'"),
        ("size", "page_number", "12", "must be 13 to 14"),
        ("size", "nation", "14", "must be 12 to 13"),
        ("size", "motto", "12", "must be 13 to 14"),
        ("size", "issuer", "11", "must be 12 to 13"),
        ("size", "number", "14", "must be 13"),
        ("size", "body", "12", "must be 13 to 14"),
        ("size", "recipients_title", "11", "must be 12"),
        ("size", "recipients", "12", "must be 11"),
        ("size", "annex", "13", "must be 14"),
        ("size", "table", "8", "must be 9 to 14"),
        ("body", "first_line", "12.8", "must be 10 to 12.7"),
        ("body", "gap", "5", "must be 6 to 24"),
        ("body", "line", "1.6", "must be 1 to 1.5"),
        ("rule", "issuer", "0.33", "must be 1/3 to 0.5"),
        ("rule", "subject", "0.51", "must be 1/3 to 0.5"),
        ("foot", "room", "5", "must be 15 to 50"),
        ("body", "line", "true", "must be a number"),
        ("words", "draft", '""', "must not be blank"),
        ("words", "attached", '"{kind} {nobody}"', "may only fill in"),
        ("words", "attached", '"{kind"', "may only fill in"),
    ],
)
def test_value_that_the_decree_does_not_allow_is_refused(
    table: str, key: str, value: str, reason: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(with_line(key, value, table))
    assert caught.value.key == f"{table}.{key}"
    assert caught.value.reason.startswith(reason)


def test_unknown_key_is_refused() -> None:
    with pytest.raises(DefinitionError, match="unknown key 'margin'"):
        read(SHIPPED.replace("[font]", "margin = 3\n[font]"))


def test_missing_key_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        read(SHIPPED.replace("recipients_title = 12", ""))
    assert (caught.value.key, caught.value.reason.split(" ")[0]) == ("size.recipients_title", "missing;")


@pytest.mark.parametrize(("key", "value"), [("issuer", "0.5"), ("subject", "0.334")])
def test_bounds_of_a_rule_are_allowed(key: str, value: str) -> None:
    assert getattr(read(with_line(key, value, "rule")).rules, key) == Decimal(value)
