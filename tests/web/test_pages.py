import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from cchc_workflow.web.pages import (
    TEMPLATES,
    Pages,
    date_vi,
    find_text,
    number_vi,
    opening,
    percent_vi,
    static_address,
    task_path,
    word,
)
from tests.builders import make_calendar, vn

PAGES = Pages(make_calendar().local)


@pytest.mark.parametrize("day", [date(2021, 6, 28), "2021-06-28"])
def test_date_is_written_the_vietnamese_way(day: date | str) -> None:
    assert date_vi(day) == "28/6/2021"


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1234, "1.234"), (1_234_567, "1.234.567")]
)
def test_count_has_points_between_the_thousands(value: int, text: str) -> None:
    assert number_vi(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(30, "30\N{NO-BREAK SPACE}%"), (Decimal("41.33"), "41,33\N{NO-BREAK SPACE}%")]
)
def test_percentage_is_never_parted(value: Decimal | int, text: str) -> None:
    assert percent_vi(value) == text


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("overdue", "timeliness", "quá hạn"),
        ("director", "role", "Giám đốc"),
        ("weekly_report", "message", "báo cáo tuần"),
        ("sent", "outbox_state", "đã gửi"),
        ("của_riêng", "event", "của_riêng"),
    ],
)
def test_word_is_the_catalogues(name: str, kind: str, text: str) -> None:
    assert word(name, kind) == text


@pytest.mark.parametrize(("text", "expected"), [("đã gửi TTHC", "Đã gửi TTHC"), ("", "")])
def test_opening_enlarges_the_first_letter_alone(text: str, expected: str) -> None:
    assert opening(text) == expected


def test_static_address_names_the_content() -> None:
    assert static_address("cchc.css").startswith("/static/cchc.css?v=")
    assert static_address("cchc.css").partition("=")[2] != static_address("icon.svg").partition("=")[2]


@pytest.mark.parametrize(
    ("code", "path"),
    [("A1", "/nhiem-vu/A1"), ("b2/VP", "/nhiem-vu/b2/VP"), ("đ 1?", "/nhiem-vu/%C4%91%201%3F")],
)
def test_task_path_keeps_the_slashes_of_a_code(code: str, path: str) -> None:
    assert task_path(code) == path


@pytest.mark.parametrize(
    "template", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
)
def test_template_compiles(template: str) -> None:
    assert PAGES._environment.get_template(template).name == template


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_template_says_nothing_of_its_own(template: Path) -> None:
    """Every sentence comes from the catalogue, and nothing stands inline: the policy refuses it."""
    source = template.read_text("utf-8")
    assert [letter for letter in source if letter.isalpha() and not letter.isascii()] == []
    assert re.findall(r"<(?:script|style)(?![^>]*src=)[^>]*>|\sstyle=|\son[a-z]+=|javascript:", source) == []


def test_a_name_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        PAGES.render("_trouble", code=404)


def test_what_is_shown_is_escaped() -> None:
    html = PAGES.render("_trouble", code=409, what="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_instant_is_shown_by_the_offices_clock() -> None:
    assert (
        PAGES._environment.from_string("{{ at | moment_vi }}").render(at=vn(28, 6, 7, 30))
        == "07:30 28/6/2021"
    )


def test_texts_can_be_asked_for() -> None:
    assert find_text("told.seen")
    assert not find_text("told.<script>")
