from datetime import date
from decimal import Decimal

import pytest
from jinja2 import UndefinedError

from cchc_workflow.web.pages import (
    STATIC,
    TEMPLATES,
    Pages,
    date_vi,
    number_vi,
    opening,
    percent_vi,
    static_address,
    word,
)
from tests.builders import make_calendar

SHARED = {"has_mailbox": False, "refresh_s": None}


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


def test_the_style_sheet_fetches_nothing() -> None:
    css = (STATIC / "cchc.css").read_text("utf-8")
    assert "url(" not in css
    assert "@import" not in css
    assert "prefers-color-scheme: dark" in css


@pytest.mark.parametrize("template", sorted(path.stem for path in TEMPLATES.glob("*.html")))
def test_template_compiles(template: str) -> None:
    found = Pages(make_calendar().local)._environment.get_template(f"{template}.html")
    assert found.name == f"{template}.html"


@pytest.mark.parametrize("status", [404, 405, 500, 503])
@pytest.mark.parametrize("reason", ["", "schema_missing", "schema_newer", "locked", "disk_full", "<b>lạ</b>"])
def test_trouble_is_told_whatever_it_is(status: int, reason: str) -> None:
    html = Pages(make_calendar().local).render("trouble", **SHARED, status=status, reason=reason)
    assert "<h1>" in html
    assert "<b>lạ</b>" not in html


def test_a_name_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        Pages(make_calendar().local).render("trouble", **SHARED, status=503)
