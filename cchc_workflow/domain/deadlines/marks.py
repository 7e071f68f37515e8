"""Owns the marks that a text about a deadline is made of; it neither reads text nor chooses a date."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from cchc_workflow.domain.deadlines.points import Point
from cchc_workflow.domain.deadlines.terms import Term


class Why(StrEnum):
    """Why a text goes to a person."""

    NO_TIME = "no_time"
    IMPOSSIBLE_DATE = "impossible_date"
    IMPOSSIBLE_TERM = "impossible_term"
    IMPOSSIBLE_TIME = "impossible_time"
    BEYOND_CALENDAR = "beyond_calendar"
    REVERSED_RANGE = "reversed_range"
    AMBIGUOUS_YEAR = "ambiguous_year"
    ALTERNATIVES = "alternatives"
    VAGUE = "vague"
    BLANK_LEFT = "blank_left"
    LUNAR = "lunar"
    SPREADSHEET_DATE = "spreadsheet_date"
    UNKNOWN_RHYTHM = "unknown_rhythm"
    UNREAD_PART = "unread_part"
    SEVERAL_RHYTHMS = "several_rhythms"
    TOO_LONG = "too_long"
    START_ONLY = "start_only"
    COUNTED_BACK = "counted_back"
    BEFORE_EVENT = "before_event"
    COUNCIL_SESSION = "council_session"
    DOCUMENT_REFERENCE = "document_reference"
    EXTENSION_REQUEST = "extension_request"
    ALREADY_DONE = "already_done"


class Repeat(StrEnum):
    """How often a task comes back; the values of PeriodKind, and the shorter rhythms."""

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class Sign(StrEnum):
    """Words that carry no number."""

    STANDING = "standing"
    CONTINUES = "continues"
    FIRST = "first"
    ON_DEMAND = "on_demand"
    SET_BY_OTHERS = "set_by_others"
    AFTER_EVENT = "after_event"
    BEFORE_EVENT = "before_event"
    IN_SUBTASKS = "in_subtasks"
    NOT_SET = "not_set"
    COUNCIL_SESSION = "council_session"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Stated:
    """A point the work is due by; `weak` when it may be part of a name ("kế hoạch năm 2026")."""

    point: Point
    before: bool = False
    limit: bool = False
    tentative: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From one point to another."""

    start: Point
    end: Point
    before: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """A point the work begins at."""

    point: Point


@dataclass(frozen=True, slots=True)
class Every:
    """A rhythm; `day` of the (last) month where one is given, one day earlier with `before`."""

    repeat: Repeat
    day: int | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """A term and what it counts from: a point, else the signing of the plan, else an event (neither)."""

    term: Term
    point: Point | None = None
    signing: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week; 0 is Monday."""

    number: int


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour of the day."""

    at: time


Mark = Stated | Span | Start | Every | After | Weekday | Clock | Sign | Why


@dataclass(frozen=True, slots=True)
class Found:
    """A mark and whether it stands in parentheses."""

    mark: Mark
    aside: bool


Reader = Callable[[re.Match[str]], Iterable[Mark]]
Row = tuple[re.Pattern[str], Reader]
