"""Owns the colours and hatchings of the pictures, by the names that the pages' sheet has them under too.

Those that mean something differ in brightness or hatching, not in colour alone: they are told apart in grey.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Tone = Literal["late", "soon", "plain", "secured", "reachable", "survey", "waits", "done", "idle"]
"""What an area of a chart means; see TONES."""

COLOURS: Final[Mapping[str, str]] = {
    "late": "#c23a2f",
    "soon": "#d49a1e",
    "good": "#2f8c59",
    "plain": "#5b8bc6",
    "secured": "#1f4f8f",
    "pale": "#d5e2f1",
    "idle": "#a7b0ba",
    "bed": "#eef0f3",
    "rule": "#d4d9df",
    "ink": "#1b2530",
    "soft": "#5b6774",
    "paper": "#ffffff",
    "heat-0": "#ffffff",
    "heat-1": "#fbe9e3",
    "heat-2": "#f5c9bd",
    "heat-3": "#dd8371",
    "heat-4": "#a8231b",
    "on-heat-3": "#1b0b08",
    "on-heat-4": "#ffffff",
}
"""Every colour by the end of its class, `fill-late` or `stroke-late`, in light as the papers have it."""


@dataclass(frozen=True, slots=True)
class Hatch:
    """A hatching: lines of a `width`, a `step` apart, leaning by `slope`; points without one."""

    base: str
    mark: str
    step: float
    width: float
    slope: int


TONES: Final[Mapping[Tone, str | Hatch]] = {
    "late": Hatch("late", "paper", 7, 1.7, 1),
    "soon": Hatch("soon", "paper", 6, 1.4, -1),
    "plain": "plain",
    "secured": "secured",
    "reachable": Hatch("paper", "plain", 8, 1.5, 1),
    "survey": Hatch("pale", "soft", 5.5, 2, 0),
    "waits": Hatch("pale", "secured", 6, 1.3, -1),
    "done": "pale",
    "idle": Hatch("paper", "soft", 6, 1.8, 0),
}
"""How each meaning is drawn: in one colour, or hatched."""
