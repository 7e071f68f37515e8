"""Owns reading `task.toml` and `extension.toml` into checked workflows; knows no task."""

from collections.abc import Collection

from cchc_workflow.definitions import toml
from cchc_workflow.domain.effects import EFFECTS
from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.machine import Action, GraphError, State, Workflow, build_workflow
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Notice, Phase, Timing

NEEDED = {Phase.REPORTED: "record_report", Phase.PAUSED: "stop_clock"}
"""What must be kept on the way to a phase: without its day, a report counts as in time for ever."""


def read_workflow(table: toml.Table, messages: Collection[str]) -> Workflow:
    """Return the workflow that a file defines; `messages` are the mail templates that there are.

    Raises:
        DefinitionError: with the file, the key and the reason.
    """
    name, label = table.text("name"), table.text("label")
    states = [_read_state(key, state) for key, state in table.table("state").named()]
    actions = [_read_action(key, action, messages) for key, action in table.table("action").named()]
    table.finish()
    try:
        workflow = build_workflow(name, label, states, actions)
    except GraphError as error:
        raise table.fail(error.where, error.reason) from error
    _check_effects(workflow, table)
    return workflow


def _check_effects(workflow: Workflow, table: toml.Table) -> None:
    for action in workflow.actions.values():
        effect = NEEDED.get(workflow.states[action.to].phase) if action.to else None
        if effect is not None and effect not in action.effects:
            raise table.fail(f"action.{action.name}.effects", f"needs '{effect}' to lead to '{action.to}'")


def _read_state(name: str, table: toml.Table) -> State:
    return State(
        name=name,
        label=table.text("label"),
        phase=Phase(table.choice("phase", list(Phase))),
        initial=table.boolean("initial", default=False),
        final=table.boolean("final", default=False),
    )


def _read_action(name: str, table: toml.Table, messages: Collection[str]) -> Action:
    return Action(
        name=name,
        label=table.text("label"),
        event=table.text("event"),
        sources=table.texts("from"),
        to=table.text("to", default=None),
        roles=tuple(Role(role) for role in table.choices("roles", list(Role))),
        guards=table.choices("guards", GUARDS, default=()),
        effects=table.choices("effects", EFFECTS, default=()),
        notices=tuple(read_notice(notice, messages) for notice in table.tables("notify")),
    )


def read_notice(table: toml.Table, messages: Collection[str]) -> Notice:
    """Return whom a table tells of something, by which of the `messages`.

    Raises:
        DefinitionError: with the file, the key and the reason.
    """
    notice = Notice(
        message=table.choice("message", messages),
        to=table.choices("to", list(Role)),
        copy=table.choices("copy", list(Role), default=()),
        timing=Timing(table.choice("timing", list(Timing), default=Timing.MORNING)),
    )
    if not notice.to:
        raise table.fail("to", "names nobody")
    return notice
