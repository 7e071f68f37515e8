"""Owns how a difference between two reports is said: the place of a figure and its values, in words."""

import re

from cchc_workflow.domain.difference import Shown
from cchc_workflow.engine.report.differ import MORE
from cchc_workflow.words import find, label, present, say, say_number, say_percent, say_period

_PART = re.compile(r"(?P<name>\w+)|\[(?P<key>.*?)\](?=[.\[]|$)")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_SHARE = re.compile(r"(?:^|_)(?:percent|rate)(?:_|$)")
_SAID_AS = {"state": "state", "progress": "timeliness", "kind": "report_kind"}
"""Figures that are names, and the tables of the catalogue that have their words."""


def say_place(what: str) -> str:
    """Return where a difference is: units[TCCB].late as "Đơn vị TCCB, chậm".

    A name that the catalogue does not have stays as it is.
    """
    if what == MORE:
        return say("reports.more_differences")
    parts = list(_PART.finditer(what))
    said: list[str] = []
    for number, part in enumerate(parts):
        if part["name"] is None:
            continue
        keys = []
        for after in parts[number + 1 :]:
            if after["name"] is not None:
                break
            keys.append(say_period(after["key"]))
        said.append(_say_part(part["name"], " ".join(keys)))
    text = ", ".join(filter(None, said)) or what
    return text[:1].upper() + text[1:]


def say_value(what: str, value: Shown) -> str:
    """Return a value as people write it; "" for what is not there."""
    name = next((part["name"] for part in reversed(list(_PART.finditer(what))) if part["name"]), what)
    match value:
        case None:
            return ""
        case bool():
            return say("reports.true" if value else "reports.false")
        case str() if name in _SAID_AS:
            return label(_SAID_AS[name], value)
        case str() if name == "period":
            return say_period(value)
        case str() if _DECIMAL.fullmatch(value):
            return say_percent(value) if _SHARE.search(name) else say_number(value)
        case _:
            return present(value)


def _say_part(name: str, key: str) -> str:
    """A name that is followed by a key says which of several it is."""
    if not key:
        return label("report_figure", name)
    if find(f"report_place.{name}") is not None:
        return say(f"report_place.{name}", key=key)
    return f"{label('report_figure', name)} {key}"
