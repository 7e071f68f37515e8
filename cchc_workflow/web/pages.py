"""Owns turning a template and what it shows into HTML; knows no route and says no sentence of its own."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.text import show_plan_number
from cchc_workflow.words import find, label, say, say_date, say_percent

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

NO_BREAK = "\N{NO-BREAK SPACE}"


class Pages:
    """The templates, compiled once; `local` turns an instant into the office's wall clock."""

    def __init__(self, local: Callable[[datetime], datetime], **shared: object) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(
            date_vi=date_vi,
            local=local,
            moment_vi=lambda at: moment_vi(local(at)),
            number_vi=number_vi,
            opening=opening,
            percent_vi=percent_vi,
            plan_number=show_plan_number,
            task_path=task_path,
            word=word,
        )
        self._environment.globals.update(
            draw_icon=draw_icon,
            static=static_address,
            query=urlencode,
            t=say,
            has_text=find_text,
            Role=Role,
            **shared,
        )

    def render(self, name: str, **shown: Any) -> str:  # noqa: ANN401 - templates show anything
        """Return the page `name` with what it shows filled in."""
        return self._environment.get_template(f"{name}.html").render(shown)


@cache
def static_address(name: str) -> str:
    """Return the address of a file in static/, which changes whenever the file does."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


@lru_cache(maxsize=1024)
def draw_icon(name: str, label: str = "") -> Markup:
    """Return an icon of the sprite; it says nothing by itself unless `label` is given.

    A page has dozens of them, so they are made here once and not by a macro each time.
    """
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    sprite = static_address("icons.svg")
    drawn = Markup('<svg class="icon" {} focusable="false"><use href="{}#{}"/></svg>')
    return drawn.format(said, sprite, name)


def task_path(code: str) -> str:
    """Return the path of a task's page; the slashes in a code stay, for proxies mistrust %2F."""
    return f"/nhiem-vu/{quote(code)}"


def find_text(key: str) -> bool:
    """Tell whether the catalogue has a text."""
    return find(key) is not None


def date_vi(day: date | str) -> str:
    """Return a day, or the ISO text of one, as 28/6/2021."""
    return say_date(date.fromisoformat(day) if isinstance(day, str) else day)


def moment_vi(at: datetime) -> str:
    """Return a local instant as 07:30 28/6/2021."""
    return f"{at:%H:%M} {say_date(at.date())}"


def number_vi(value: int) -> str:
    """Return a count with points between the thousands: 1.234."""
    return f"{value:,}".replace(",", ".")


def percent_vi(value: Decimal | str | int) -> str:
    """Return a percentage that no line's end parts: 41,33 % or 30 %."""
    return say_percent(value).replace(" ", NO_BREAK)


def word(name: str, kind: str) -> str:
    """Return the catalogue's word for a state, an event, a message, a role; its name where it has none."""
    return label(kind, name)


def opening(text: str) -> str:
    """Return the text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
