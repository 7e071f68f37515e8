from typing import Any

import pytest
from jinja2 import DictLoader

from cchc_workflow.definitions import toml
from cchc_workflow.documents.wording.filling import PaperEnvironment
from cchc_workflow.documents.wording.tables import Form, list_tasks, make_table, read_forms
from cchc_workflow.errors import DefinitionError

FILE = """
more = "Nêu {shown} trong {count} dòng."

[table.late]
tasks = "late"
columns = "short"

[table.own]
tasks = "tasks"
where = "flagged"
without = "supported"
columns = "short"

[table.shared]
tasks = "tasks"
alike = ["flagged"]
columns = "joined"

[table.one]
rows = "totals"
columns = "figures"

[table.units]
rows = "units"
columns = "figures"

[[columns.short]]
title = "TT"
number = true
width = 5
align = "center"

[[columns.short]]
title = "Nhiệm vụ"
text = "{{ title }} ({{ code }})"
width = 30

[[columns.joined]]
title = "Nhiệm vụ"
text = "{{ title }}: {{ each | map(attribute='code') | join(', ') }}"
width = 30

[[columns.figures]]
title = "Tên"
text = "{{ name }}"
width = 10
foot = "Tổng cộng"

[[columns.figures]]
title = "Chậm"
group = "Nhiệm vụ"
text = "{{ late | count }}"
width = 5
align = "right"
foot = "{{ totals.late | count }}"
"""
FIGURES: dict[str, Any] = {
    "tasks": {
        "columns": ["code", "title", "flagged"],
        "rows": [["A", "Một", True], ["B", "<Hai>\n|*", False], ["C", "Ba", True]],
    },
    "late": [1, 0],
    "supported": [2],
    "totals": {"name": "Cả", "late": 1234},
    "units": [{"name": "X", "late": 1000}, {"name": "Y", "late": 234}],
}


def read(text: str = FILE) -> dict[str, Form]:
    environment = PaperEnvironment(DictLoader({}), marked=False)
    return dict(read_forms(toml.parse(text, "tables.toml"), environment))


def test_tasks_are_chosen_by_their_list_and_numbered() -> None:
    table, count = make_table(read()["late"], FIGURES, "Chậm", 10)
    assert count == 2
    assert [list(row) for row in table.rows] == [["1", "<Hai> |* (B)"], ["2", "Một (A)"]]
    assert [(each.title, each.width, each.align) for each in table.columns] == [
        ("TT", 5, "center"),
        ("Nhiệm vụ", 30, "left"),
    ]
    assert table.foot == ()


def test_all_tasks_may_be_chosen_by_a_mark_and_without_a_list() -> None:
    table, _ = make_table(read()["own"], FIGURES, "", 10)
    assert [row[1] for row in table.rows] == ["Một (A)"]


def test_tasks_that_are_alike_share_a_row() -> None:
    table, count = make_table(read()["shared"], FIGURES, "", 1)
    assert ([list(row) for row in table.rows], count) == ([["Một: A, C"]], 2)


def test_a_single_set_of_figures_is_one_row() -> None:
    table, count = make_table(read()["one"], FIGURES, "", 10)
    assert ([list(row) for row in table.rows], count) == ([["Cả", "1.234"]], 1)


def test_foot_is_from_the_figures_and_groups_stay() -> None:
    table, _ = make_table(read()["units"], FIGURES, "", 10)
    assert list(table.foot) == ["Tổng cộng", "1.234"]
    assert [each.group for each in table.columns] == ["", "Nhiệm vụ"]


def test_long_table_stops_and_tells_how_many_there_are() -> None:
    form = read()["late"]
    table, count = make_table(form, FIGURES, "", 1)
    assert (len(table.rows), count) == (1, 2)
    assert form.say_more(1000, 1234) == "Nêu 1.000 trong 1.234 dòng."


def test_table_without_rows_has_no_foot() -> None:
    table, count = make_table(read()["units"], FIGURES | {"units": []}, "", 10)
    assert (list(table.rows), list(table.foot), count) == ([], [], 0)


def test_list_tasks_names_the_cells() -> None:
    assert list_tasks(FIGURES, [2]) == [{"code": "C", "title": "Ba", "flagged": True}]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('rows = "units"', 'rows = "unitz"', "table.units"),
        ('where = "flagged"', 'where = "flaged"', "table.own.where"),
        ('alike = ["flagged"]', 'alike = ["title", "flaged"]', "table.shared.alike"),
        ("{{ title }} ({{ code }})", "{{ titel }}", "columns.short[2]"),
    ],
)
def test_figures_that_are_not_there_are_refused(old: str, new: str, key: str) -> None:
    forms = read(FILE.replace(old, new))
    with pytest.raises(DefinitionError) as refused:
        _ = [make_table(form, FIGURES, "", 10) for form in forms.values()]
    assert (refused.value.path, refused.value.key) == ("tables.toml", key)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('columns = "short"', 'columns = "shirt"', "table.late.columns"),
        ("width = 30", "width = 0", "columns.short[2].width"),
        ('align = "right"', 'align = "rihgt"', "columns.figures[2].align"),
        ("{{ name }}", "{{ name", "columns.figures[1].text"),
        ("{shown}", "{shwon}", "more"),
        ('group = "', 'gruop = "', "columns.figures[2].gruop"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key(old: str, new: str, key: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(FILE.replace(old, new, 1))
    assert refused.value.key == key
