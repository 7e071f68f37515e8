"""Owns the shape of what the pages need from other edges: the program's root hands these functions in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from cchc_workflow.engine.report.report import Print
from cchc_workflow.engine.score.binder import Binder, ReadFile
from cchc_workflow.engine.watch import Health


@dataclass(frozen=True, slots=True)
class Demo:
    """A demonstration: `advance` plays on to the end of a day; `last_on` is the last one that is played."""

    advance: Callable[[date], None]
    last_on: date


@dataclass(frozen=True, slots=True)
class Tools:
    """Functions of other floors, each None where the program runs without it.

    Attributes:
        health: the watchdog's word.
        home: the office's folder, whose files win over the shipped ones.
        reload: read the definitions and templates again, after a file of the office was changed.
        preview: (message, {file: text}, task's key, now) -> {subject, text, html} of a mail as it would be.
        check: (message, {file: text}) raises DefinitionError where a mail of it could not be made.
        rehearse: (ladder's TOML text, plan's key, told after each day: days played, of how many) ->
            {address: mails in a year}, by playing the plan in a folder that is thrown away.
        print_report: a report as a paper; in HTML as a fragment whose every text is escaped.
        write_binder: the evidence binder as a zip, its files read one after the other.
        demo: the clock that visitors may move, where all this is for show.
    """

    health: Callable[[], Health] | None = None
    home: Path | None = None
    reload: Callable[[], None] | None = None
    preview: Callable[[str, Mapping[str, str], int | None, datetime], Mapping[str, str]] | None = None
    check: Callable[[str, Mapping[str, str]], None] | None = None
    rehearse: Callable[[str, int, Callable[[int, int], None]], Mapping[str, int]] | None = None
    print_report: Print | None = None
    write_binder: Callable[[IO[bytes], Binder, ReadFile], None] | None = None
    demo: Demo | None = None


NO_TOOLS = Tools()
