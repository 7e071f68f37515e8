"""Owns the layout of a workflow's states and actions as a picture; asks nothing and knows no colour."""

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from cchc_workflow.domain.machine import Workflow
from cchc_workflow.domain.task import Phase
from cchc_workflow.drawing.ports import End, place_ports
from cchc_workflow.words import say

BOX_WIDTH, BOX_HEIGHT = 124, 42
GAP = 88
"""Between two boxes of a row: room for the few words of an action's name."""

LEVEL = 28
"""Between two lines that run beside each other."""

LINE = 13
MARGIN = 10
LETTERS = 14
"""At most in a line of an action's name that stands between two boxes."""

LETTER = 6
"""The width of a letter, more or less."""

ASIDE = frozenset({Phase.PAUSED, Phase.VOID})
"""States of these phases stand below those that a task normally goes through."""


@dataclass(frozen=True, slots=True)
class Box:
    """A state; `x` and `y` are its left upper corner in pixels."""

    name: str
    label: str
    phase: str
    x: int
    y: int
    current: bool
    final: bool
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def middle(self) -> int:
        """Return how far from the left its middle stands."""
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        """Return where it ends."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Edge:
    """A line in the words of SVG's paths; `kind` is "on", "back" or "side"."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an action in lines; `x`, `y` is the foot of the first."""

    x: int
    y: int
    lines: tuple[str, ...]
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture, in pixels; `told` says the same in words."""

    title: str
    told: str
    width: int
    height: int
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Move:
    """An action from one state to another."""

    action: str
    label: str
    source: str
    target: str

    @property
    def bus(self) -> tuple[str, str]:
        """Return what moves share that are drawn as one line."""
        return self.action, self.target


def draw_states(workflow: Workflow, current: str | None = None) -> Drawing:
    """Return the picture of a workflow: the way to the end from left to right, pauses and ends aside below.

    `current` is the state that is marked; a name that the workflow lacks marks none.
    """
    row = order_row(workflow)
    column = place_aside(workflow, row)
    moves = _moves(workflow)
    onward = [move for move in moves if _is_onward(move, row)]
    arcs = [move for move in moves if move.source in row and move.target in row and move not in onward]
    arcs.sort(key=lambda move: abs(row.index(move.target) - row.index(move.source)))
    crossing = [move for move in moves if (move.source in row) != (move.target in row)]
    top = MARGIN + LEVEL * len(arcs) + (LINE if arcs else 0)
    below = top + BOX_HEIGHT + LEVEL * (len(_buses(crossing)) + 1) + LINE
    boxes = {
        state.name: Box(
            state.name,
            state.label,
            str(state.phase),
            MARGIN + column[state.name] * (BOX_WIDTH + GAP),
            top if state.name in row else below,
            state.name == current,
            state.final,
        )
        for state in workflow.states.values()
    }
    parts = [
        *_draw_onward(boxes, onward),
        *_draw_arcs(boxes, arcs),
        *_draw_buses(boxes, crossing),
        *_draw_aside(boxes, [move for move in moves if move.source not in row and move.target not in row]),
    ]
    return Drawing(
        title=workflow.label,
        told=tell(workflow, current),
        width=max(*(box.x + box.width for box in boxes.values()), *(_reach(part) for part in parts)) + MARGIN,
        height=max(box.bottom for box in boxes.values()) + MARGIN,
        boxes=tuple(boxes.values()),
        edges=tuple(part for part in parts if isinstance(part, Edge)),
        labels=tuple(part for part in parts if isinstance(part, Label)),
    )


def order_row(workflow: Workflow) -> list[str]:
    """Return the states that stand in the row, the nearest to the beginning first."""
    distance, queue = {workflow.initial: 0}, deque([workflow.initial])
    while queue:
        source = queue.popleft()
        for move in _moves(workflow):
            if move.source == source and move.target not in distance:
                distance[move.target] = distance[source] + 1
                queue.append(move.target)
    standing = [state.name for state in workflow.states.values() if state.phase not in ASIDE]
    return sorted(standing, key=lambda name: distance[name])


def place_aside(workflow: Workflow, row: Sequence[str]) -> Mapping[str, int]:
    """Return every state's column: aside, under the state it goes back to, or amid those it comes from."""
    column = {name: place for place, name in enumerate(row)}
    taken: set[int] = set()
    for name in [name for name in workflow.states if name not in row]:
        moves = _moves(workflow)
        back = [row.index(move.target) for move in moves if move.source == name and move.target in row]
        here = [row.index(move.source) for move in moves if move.target == name and move.source in row]
        wanted = min(back) if back else sum(here) // max(len(here), 1)
        column[name] = next(place for place in range(wanted, wanted + len(taken) + 1) if place not in taken)
        taken.add(column[name])
    return column


def tell(workflow: Workflow, current: str | None = None) -> str:
    """Return the picture in words, for who does not see it."""
    labels = {name: state.label for name, state in workflow.states.items()}
    told = [
        say("drawing.move", action=move.label, source=labels[move.source], target=labels[move.target])
        for move in _moves(workflow)
    ]
    if current in labels:
        told.insert(0, say("drawing.current", state=labels[current]))
    return " ".join(told)


def _moves(workflow: Workflow) -> list[_Move]:
    return [
        _Move(action.name, action.label, source, action.to)
        for action in workflow.actions.values()
        for source in action.sources
        if action.to is not None and action.to != source
    ]


def _is_onward(move: _Move, row: Sequence[str]) -> bool:
    ends = move.source in row and move.target in row
    return ends and row.index(move.target) - row.index(move.source) == 1


def _draw_onward(boxes: Mapping[str, Box], moves: Sequence[_Move]) -> list[Edge | Label]:
    parts: list[Edge | Label] = []
    for source, target in dict.fromkeys((move.source, move.target) for move in moves):
        named = " / ".join(move.label for move in moves if (move.source, move.target) == (source, target))
        start, end = boxes[source], boxes[target]
        height = start.y + start.height // 2
        lines = tuple(wrap(named, min(max(len(named) // 2 + 2, 4), LETTERS)))
        parts += [
            Edge("on", f"M{start.x + start.width} {height}H{end.x - 1}"),
            Label((start.x + start.width + end.x) // 2 - 2, height - 7 - LINE * (len(lines) - 1), lines),
        ]
    return parts


def _draw_arcs(boxes: Mapping[str, Box], moves: Sequence[_Move]) -> list[Edge | Label]:
    """Draw what leads back, or past a state, above the row: the longer the way, the higher."""
    ports = place_ports([end for move in moves for end in _ends(boxes, move, move)], nested=True)
    parts: list[Edge | Label] = []
    for level, move in enumerate(moves):
        start, end = ports[move, move.source], ports[move, move.target]
        top = boxes[move.source].y
        height = top - LEVEL * (level + 1)
        parts += [
            Edge("back", f"M{start} {top}V{height}H{end}V{top - 1}"),
            Label((start + end) // 2, height - 5, (move.label,)),
        ]
    return parts


def _draw_buses(boxes: Mapping[str, Box], moves: Sequence[_Move]) -> list[Edge | Label]:
    """Draw what leads aside, or returns, between the two rows: the ways of one action join."""
    buses = _buses(moves)
    ports = place_ports([end for move in moves for end in _ends(boxes, move, move.bus)])
    row_end = min(box.bottom for box in boxes.values())
    parts: list[Edge | Label] = []
    for move in moves:
        source, target = boxes[move.source], boxes[move.target]
        start, end = _meet(source, target, ports[move.bus, move.source], ports[move.bus, move.target])
        level = row_end + LEVEL * (buses.index(move.bus) + 1)
        leave, reach = (source.bottom, target.y - 1) if source.y < target.y else (source.y, target.bottom + 1)
        parts.append(Edge("side", f"M{start} {leave}V{level}H{end}V{reach}"))
    for bus in buses:
        move = next(move for move in moves if move.bus == bus)
        aside = max(boxes[move.source], boxes[move.target], key=lambda box: box.y)
        here = sorted(place for (_, box), place in ports.items() if box == aside.name)
        foot = ports[bus, aside.name]
        first = len(here) > 1 and foot == here[0]
        parts.append(
            Label(foot + (-6 if first else 6), aside.y - 9, (move.label,), "end" if first else "start")
        )
    return parts


def _reach(part: Edge | Label) -> int:
    """Return how far to the right a name goes, letters being about so wide."""
    if isinstance(part, Edge) or part.anchor != "start":
        return 0
    return part.x + max(len(line) for line in part.lines) * LETTER


def _meet(source: Box, target: Box, start: int, end: int) -> tuple[int, int]:
    """Return where a line leaves and reaches: a state right above another is left straight down."""
    if source.x != target.x:
        return start, end
    straight = end if target.y > source.y else start
    return straight, straight


def _draw_aside(boxes: Mapping[str, Box], moves: Sequence[_Move]) -> list[Edge]:
    """Draw what leads from one state aside to another, from side to side."""
    parts: list[Edge] = []
    for move in moves:
        source, target = boxes[move.source], boxes[move.target]
        height = source.y + source.height // 2
        right = source.x < target.x
        start, end = (
            (source.x + source.width, target.x - 1) if right else (source.x, target.x + target.width + 1)
        )
        parts.append(Edge("side", f"M{start} {height}H{end}"))
    return parts


def _buses(moves: Sequence[_Move]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(move.bus for move in moves))


def _ends(boxes: Mapping[str, Box], move: _Move, line: Hashable) -> tuple[End, End]:
    source, target = boxes[move.source].middle, boxes[move.target].middle
    return End(line, move.source, source, target), End(line, move.target, target, source)
