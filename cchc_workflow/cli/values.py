"""Owns how typed words become values; what can't be read is refused in the catalogue's words."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_workflow.words import entries, say

if TYPE_CHECKING:
    from collections.abc import Collection

_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
)


def read_day(text: str) -> date:
    """Return a date typed as 28/6/2021 or 2021-06-28."""
    for form in _DATES:
        found = form.fullmatch(text.strip())
        if found is not None:
            try:
                return date(*(int(part) for part in found.group("year", "month", "day")))
            except ValueError:
                break
    raise typer.BadParameter(say("usage.not_a_date", given=text))


def read_period(text: str) -> str:
    """Return a period of reports; one that is a day may be typed as any day is."""
    return read_day(text).isoformat() if _DATES[1].fullmatch(text.strip()) else text


def read_whole(given: str | int) -> int:
    """Return a whole number that is not negative; an option's default comes as the number that it is."""
    text = str(given).strip()
    if not (text.isascii() and text.isdecimal()):
        raise typer.BadParameter(say("usage.not_a_number", given=text))
    return int(text)


def read_role(text: str) -> str:
    """Return a role's name, which may be typed as its Vietnamese title."""
    roles = entries("role")
    by_title = {title.casefold(): name for name, title in roles.items()}
    return _one_of(by_title.get(text.strip().casefold(), text.strip()), roles)


def read_outbox_state(text: str) -> str:
    """Return the name of a state of the outbox."""
    return _one_of(text, entries("outbox_state"))


def read_timeliness(text: str) -> str:
    """Return the name of a timeliness."""
    return _one_of(text, entries("timeliness"))


def read_report_kind(text: str) -> str:
    """Return the name of a kind of report."""
    return _one_of(text, entries("report_kind"))


def read_report_state(text: str) -> str:
    """Return the name of a state of a report."""
    return _one_of(text, entries("report_state"))


def read_report_format(text: str) -> str:
    """Return the name of a format that a report is printed in."""
    return _one_of(text, entries("report_format"))


def _one_of(text: str, known: Collection[str]) -> str:
    if text not in known:
        raise typer.BadParameter(say("usage.not_one_of", given=text, known=list(known)))
    return text


Json = Annotated[bool, typer.Option("--json")]
As = Annotated[str, typer.Option("--as", envvar="CCHC_AS")]
SeenAs = Annotated[str | None, typer.Option("--as", envvar="CCHC_AS")]
On = Annotated[date | None, typer.Option("--on", parser=read_day)]
Day = Annotated[date, typer.Option(parser=read_day)]
DueOn = Annotated[date | None, typer.Option("--due-on", parser=read_day)]
Note = Annotated[str | None, typer.Option("--note")]
Version = Annotated[int | None, typer.Option("--version", parser=read_whole)]
Plan = Annotated[str | None, typer.Option("--plan")]
Number = Annotated[int, typer.Argument(parser=read_whole)]
