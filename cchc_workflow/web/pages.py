"""Owns turning a template and what it shows into HTML; knows no route and says no sentence of its own."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cchc_workflow.words import label, say_date, say_percent

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

NO_BREAK = "\N{NO-BREAK SPACE}"


class Pages:
    """The templates, compiled once; `local` turns an instant into the office's wall clock."""

    def __init__(self, local: Callable[[datetime], datetime]) -> None:
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
            number_vi=number_vi,
            opening=opening,
            percent_vi=percent_vi,
            word=word,
        )
        self._environment.globals.update(static=static_address, query=urlencode)

    def render(self, name: str, **shown: Any) -> str:  # noqa: ANN401 - templates show anything
        """Return the page `name` with what it shows filled in."""
        return self._environment.get_template(f"{name}.html").render(shown)


@cache
def static_address(name: str) -> str:
    """Return the address of a file in static/, which changes whenever the file does."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


def date_vi(day: date | str) -> str:
    """Return a day, or the ISO text of one, as 28/6/2021."""
    return say_date(date.fromisoformat(day) if isinstance(day, str) else day)


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
