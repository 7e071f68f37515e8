"""Owns how text says that work comes back, and on which day and hour; it knows no date."""

import re
from collections.abc import Iterable
from datetime import time

from cchc_workflow.domain.deadlines.marks import Clock, Every, Mark, Reader, Repeat, Row, Weekday, Why
from cchc_workflow.domain.deadlines.points import ENDS, NUMBER

_DAYS_IN = {"ngày": 1, "tuần": 7}
_MONTHS_IN = {"tháng": 1, "quý": 3, "năm": 12}
_BY_DAYS = {1: Repeat.DAILY, 7: Repeat.WEEKLY, 14: Repeat.FORTNIGHTLY}
_BY_MONTHS = {1: Repeat.MONTHLY, 3: Repeat.QUARTERLY, 6: Repeat.HALF_YEARLY, 12: Repeat.YEARLY}
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
_HOURS, _MINUTES, _LONGEST_MONTH = 24, 60, 31


def _read_rhythm(match: re.Match[str]) -> Iterable[Mark]:
    """Every `count` units, or `times` in one unit; a rhythm without a name of its own goes to a person."""
    parts = match.groupdict()
    unit, count, times = parts["unit"], int(parts.get("count") or 1), int(parts.get("times") or 1)
    names, length = (_BY_DAYS, _DAYS_IN[unit]) if unit in _DAYS_IN else (_BY_MONTHS, _MONTHS_IN[unit])
    repeat = names.get(length * count // times) if times and length * count % times == 0 else None
    yield Every(repeat) if repeat else Why.UNKNOWN_RHYTHM


def _read_day_of(repeat: Repeat) -> Reader:
    def read(match: re.Match[str]) -> Iterable[Mark]:
        day = int(match["day"])
        yield (
            Every(repeat, day, before="trước" in match[0])
            if 1 <= day <= _LONGEST_MONTH
            else Why.IMPOSSIBLE_DATE
        )

    return read


def _read_weekday(match: re.Match[str]) -> Iterable[Mark]:
    word = match["name"] or "chủ nhật"
    yield Weekday(int(word) - 2 if word.isdecimal() else _WEEKDAYS.get(word, 6))


def _read_clock(match: re.Match[str]) -> Iterable[Mark]:
    """24:00 says nothing that the date does not say."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if (hour, minute) == (_HOURS, 0):
        return
    yield Clock(time(hour, minute)) if hour < _HOURS and minute < _MINUTES else Why.IMPOSSIBLE_TIME


_UNIT = r"(?P<unit>ngày|tuần|tháng|quý|năm)\b"
_UNNUMBERED = r"(?! ?(?:[0-9]|[ivx]+\b)| học| tài chính| kế hoạch)"
_UNTIL = r"(?:(?:trước|chậm nhất|muộn nhất|là|đến|vào) )*"
_AND_THE_YEAR = r" ?(?:,|và|;|-|/) ?(?:(?:hằng|cả|cuối|tổng kết|một) )*năm\b(?! ?[0-9])"
_HOUR_LEAD = r"\b(?:(?:trước|lúc|vào|đến|chậm nhất) )+"
_MINUTE = r"(?: ?(?P<minute>[0-9]{2}))?(?: ?phút|')?(?!\w)"

_PATTERNS: tuple[tuple[str, Reader], ...] = (
    (
        rf"(?:{_HOUR_LEAD})?\b(?P<hour>{NUMBER}) ?(?:giờ|h){_MINUTE}(?= (?:ngày|thứ|hằng|chủ nhật))",
        _read_clock,
    ),
    (rf"{_HOUR_LEAD}(?P<hour>{NUMBER}) ?(?:giờ|h){_MINUTE}", _read_clock),
    (rf"(?:{_HOUR_LEAD})?\b(?P<hour>{NUMBER}):(?P<minute>[0-9]{{2}})(?![0-9:])", _read_clock),
    (rf"{_UNTIL}ngày (?P<day>{NUMBER})(?: ?,)? (?:của )?(?:hằng|mỗi) tháng\b", _read_day_of(Repeat.MONTHLY)),
    (
        rf"\b(?:hằng|mỗi) tháng ?[,(]? ?{_UNTIL}ngày (?P<day>{NUMBER}){ENDS}(?! tháng)",
        _read_day_of(Repeat.MONTHLY),
    ),
    (
        rf"{_UNTIL}ngày (?P<day>{NUMBER})(?: của)? tháng cuối (?:của )?(?:(?:hằng|mỗi) )?quý\b{_UNNUMBERED}",
        _read_day_of(Repeat.QUARTERLY),
    ),
    (rf"(?:\b(?P<count>{NUMBER}) )?\b{_UNIT}(?: ?/ ?| )(?:(?:một|0?1) )?lần\b", _read_rhythm),
    (rf"\b(?P<times>{NUMBER}) lần(?: ?/ ?| (?:mỗi|một|trong|trên) )(?:(?:một|0?1) )?{_UNIT}", _read_rhythm),
    (rf"\b(?:hằng|mỗi|định kỳ) (?P<count>{NUMBER}) {_UNIT}(?! ?(?:đầu|cuối|sau|kể)\b)", _read_rhythm),
    (r"\b(?:báo cáo|sơ kết) (?P<count>0?6) (?P<unit>tháng)\b(?! ?(?:đầu|cuối)\b)", _read_rhythm),
    (rf"\b(?P<count>0?6) (?P<unit>tháng)(?={_AND_THE_YEAR})", _read_rhythm),
    (rf"\b(?:hằng|mỗi|từng|theo|báo cáo|định kỳ(?: theo| hằng)?) {_UNIT}{_UNNUMBERED}", _read_rhythm),
    (r"(?<!lần )(?<!kỳ họp )\bthứ (?P<name>[2-7]|hai|ba|tư|năm|sáu|bảy)\b(?! (?:của )?tháng)", _read_weekday),
    (r"\b(?P<name>chủ nhật)\b", _read_weekday),
)
ROWS: tuple[Row, ...] = tuple((re.compile(pattern), reader) for pattern, reader in _PATTERNS)
