"""Owns the state machine of a workflow definition: its checks, its lookups, its drawing.

The only module that knows `transitions`. One shared machine serves every task of a definition; it
must never hold a task.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from transitions import Machine

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Notice, Phase


@dataclass(frozen=True, slots=True)
class State:
    """One state: `label` is what people read, `phase` what the rules read."""

    name: str
    label: str
    phase: Phase
    initial: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One thing people can do. `to` None keeps the state; `event` is the past tense that history keeps."""

    name: str
    label: str
    event: str
    sources: tuple[str, ...]
    to: str | None
    roles: tuple[Role, ...]
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


_Named = TypeVar("_Named", State, Action)


class GraphError(ValueError):
    """The states and actions form no sound machine; `where` is the key in the file: "state.assigned"."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


@dataclass(frozen=True)
class Workflow:
    """A checked definition. `id` is the stored definition's key: a task pins it."""

    name: str
    label: str
    states: Mapping[str, State]
    actions: Mapping[str, Action]
    id: int = 0
    _table: Mapping[tuple[str, str], str] = field(repr=False, default_factory=dict)

    @property
    def initial(self) -> str:
        """Return the name of the state in which everything starts."""
        return next(state.name for state in self.states.values() if state.initial)

    def successor(self, state: str, action: str) -> str | None:
        """Return the state that `action` leads to from `state`, or None where it does not start there."""
        return self._table.get((state, action))


def build_workflow(name: str, label: str, states: Iterable[State], actions: Iterable[Action]) -> Workflow:
    """Return the checked workflow.

    Raises:
        GraphError: no or several initial states, no final one or one that goes on, a name used twice or
            unknown, an action that starts nowhere or that nobody may take, a state that is never reached,
            or one from which no final state can be reached.
    """
    by_name = _unique("state", states)
    by_action = _unique("action", actions)
    _check_ends(by_name)
    for action in by_action.values():
        _check_action(action, by_name)
    table = _read_table(by_name, by_action)
    _check_paths(by_name, table)
    return Workflow(name, label, by_name, by_action, _table=table)


def _unique(kind: str, things: Iterable[_Named]) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for thing in things:
        if thing.name in found:
            raise GraphError(f"{kind}.{thing.name}", "defined twice")
        found[thing.name] = thing
    return found


def _check_ends(states: Mapping[str, State]) -> None:
    initial = [state.name for state in states.values() if state.initial]
    if len(initial) != 1:
        found = " and ".join(f"'{name}'" for name in initial) or "none"
        raise GraphError("state", f"exactly one state must be initial, found {found}")
    final = [state for state in states.values() if state.final]
    if not final:
        raise GraphError("state", "no state is final")
    for state in final:
        if state.phase not in {Phase.DONE, Phase.VOID}:
            raise GraphError(f"state.{state.name}.phase", "a final state must be done or void")


def _check_action(action: Action, states: Mapping[str, State]) -> None:
    where = f"action.{action.name}"
    if not action.sources:
        raise GraphError(f"{where}.from", "starts from no state")
    for name in action.sources:
        if name not in states:
            raise GraphError(f"{where}.from", f"unknown state '{name}'")
    if action.to is not None and action.to not in states:
        raise GraphError(f"{where}.to", f"unknown state '{action.to}'")
    if not action.roles:
        raise GraphError(f"{where}.roles", "names nobody")


def _read_table(states: Mapping[str, State], actions: Mapping[str, Action]) -> dict[tuple[str, str], str]:
    """Build the one machine and read its transitions out once: a lookup then costs 0.1 µs, not 9."""
    initial = next(state.name for state in states.values() if state.initial)
    machine = Machine(
        model=None,
        states=list(states),
        initial=initial,
        auto_transitions=False,
        transitions=[
            {"trigger": action.name, "source": source, "dest": action.to or source}
            for action in actions.values()
            for source in action.sources
        ],
    )
    return {
        (source, trigger): str(transition.dest)
        for trigger, event in machine.events.items()
        for source, transitions in event.transitions.items()
        for transition in transitions
    }


def _check_paths(states: Mapping[str, State], table: Mapping[tuple[str, str], str]) -> None:
    edges = [(source, target) for (source, _), target in table.items()]
    initial = next(state.name for state in states.values() if state.initial)
    reached = _closure({initial}, edges)
    for name in states:
        if name not in reached:
            raise GraphError(f"state.{name}", "is never reached")
    ending = _closure(
        {state.name for state in states.values() if state.final},
        [(target, source) for source, target in edges],
    )
    for name in states:
        if name not in ending:
            raise GraphError(f"state.{name}", "is a dead end: no final state can be reached from it")


def _closure(seeds: set[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    onward: dict[str, set[str]] = {}
    for source, target in edges:
        onward.setdefault(source, set()).add(target)
    seen, queue = set(seeds), deque(seeds)
    while queue:
        for target in onward.get(queue.popleft(), set()) - seen:
            seen.add(target)
            queue.append(target)
    return seen


def draw_mermaid(workflow: Workflow, current: str | None = None) -> str:
    """Return the workflow as a Mermaid state diagram, `current` highlighted."""
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{_plain(state.label)}" as {state.name}' for state in workflow.states.values()]
    lines.append(f"    [*] --> {workflow.initial}")
    for action in workflow.actions.values():
        if action.to:
            lines += [f"    {source} --> {action.to}: {_plain(action.label)}" for source in action.sources]
    lines += [f"    {state.name} --> [*]" for state in workflow.states.values() if state.final]
    if current is not None:
        lines += ["    classDef current font-weight:bold,stroke-width:3px", f"    class {current} current"]
    return "\n".join(lines) + "\n"


def _plain(label: str) -> str:
    """Mermaid ends a text at a quote, and a statement at a semicolon or a line's end."""
    return " ".join(label.split()).replace(";", "#59;").replace('"', "#quot;")
