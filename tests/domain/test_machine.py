from dataclasses import replace

import pytest

from cchc_workflow.domain.machine import Action, GraphError, State, build_workflow, draw_mermaid
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Phase
from tests.builders import shipped_workflow

OPEN = State("open", "Đang làm", Phase.OPEN, initial=True)
DONE = State("done", "Xong", Phase.DONE, final=True)
FINISH = Action("finish", "Hoàn thành", "finished", ("open",), "done", (Role.UNIT_HEAD,))
NOTE = Action("note", "Ghi chú", "noted", ("open", "done"), None, (Role.OFFICER,))


def test_workflow_knows_where_actions_lead() -> None:
    workflow = build_workflow("small", "Nhỏ", [OPEN, DONE], [FINISH, NOTE])
    assert workflow.initial == "open"
    assert workflow.successor("open", "finish") == "done"
    assert workflow.successor("open", "note") == "open"
    assert workflow.successor("done", "note") == "done"
    assert workflow.successor("done", "finish") is None
    assert workflow.successor("done", "fly") is None
    assert workflow.successor("nowhere", "note") is None
    assert (workflow.name, workflow.label, workflow.id) == ("small", "Nhỏ", 0)
    assert list(workflow.states) == ["open", "done"]
    assert list(workflow.actions) == ["finish", "note"]


def test_workflow_gives_out_no_state_of_its_own() -> None:
    workflow = build_workflow("small", "Nhỏ", [OPEN, DONE], [FINISH, NOTE])
    assert [workflow.successor("open", "finish") for _ in range(2)] == ["done", "done"]


LONELY = State("lonely", "Lẻ loi", Phase.OPEN)
STUCK = State("stuck", "Mắc kẹt", Phase.OPEN)
GO = Action("go", "Đi", "gone", ("open",), "stuck", (Role.UNIT_HEAD,))
BACK = Action("back", "Về", "went_back", ("stuck",), "stuck", (Role.UNIT_HEAD,))

WRONG: dict[str, tuple[list[State], list[Action], str, str]] = {
    "no initial state": (
        [replace(OPEN, initial=False), DONE],
        [FINISH],
        "state",
        "exactly one state must be initial, found none",
    ),
    "two initial states": (
        [OPEN, replace(DONE, initial=True)],
        [FINISH],
        "state",
        "exactly one state must be initial, found 'open' and 'done'",
    ),
    "no final state": ([OPEN, replace(DONE, final=False)], [FINISH], "state", "no state is final"),
    "a final state that goes on": (
        [OPEN, replace(DONE, phase=Phase.OPEN)],
        [FINISH],
        "state.done.phase",
        "a final state must be done or void",
    ),
    "a state twice": ([OPEN, DONE, OPEN], [FINISH], "state.open", "defined twice"),
    "an action twice": ([OPEN, DONE], [FINISH, FINISH], "action.finish", "defined twice"),
    "from nowhere": (
        [OPEN, DONE],
        [FINISH, replace(NOTE, sources=())],
        "action.note.from",
        "starts from no state",
    ),
    "from an unknown state": (
        [OPEN, DONE],
        [replace(FINISH, sources=("open", "opne"))],
        "action.finish.from",
        "unknown state 'opne'",
    ),
    "to an unknown state": (
        [OPEN, DONE],
        [replace(FINISH, to="don")],
        "action.finish.to",
        "unknown state 'don'",
    ),
    "for nobody": ([OPEN, DONE], [replace(FINISH, roles=())], "action.finish.roles", "names nobody"),
    "an unreachable state": ([OPEN, DONE, LONELY], [FINISH], "state.lonely", "is never reached"),
    "a dead end": (
        [OPEN, DONE, STUCK],
        [FINISH, GO],
        "state.stuck",
        "is a dead end: no final state can be reached from it",
    ),
    "a dead end that goes round": (
        [OPEN, DONE, STUCK],
        [FINISH, GO, BACK],
        "state.stuck",
        "is a dead end: no final state can be reached from it",
    ),
}


@pytest.mark.parametrize(("states", "actions", "where", "reason"), WRONG.values(), ids=WRONG)
def test_wrong_graph_is_refused(states: list[State], actions: list[Action], where: str, reason: str) -> None:
    with pytest.raises(GraphError) as caught:
        build_workflow("wrong", "Sai", states, actions)
    assert (caught.value.where, caught.value.reason) == (where, reason)
    assert str(caught.value) == f"{where}: {reason}"


def test_drawing_shows_states_and_the_actions_between_them() -> None:
    workflow = build_workflow("small", "Nhỏ", [OPEN, DONE], [FINISH, NOTE])
    assert draw_mermaid(workflow) == (
        "stateDiagram-v2\n"
        "    direction LR\n"
        '    state "Đang làm" as open\n'
        '    state "Xong" as done\n'
        "    [*] --> open\n"
        "    open --> done: Hoàn thành\n"
        "    done --> [*]\n"
    )


def test_drawing_highlights_the_current_state() -> None:
    drawing = draw_mermaid(build_workflow("small", "Nhỏ", [OPEN, DONE], [FINISH]), "open")
    assert drawing.endswith(
        "    classDef current font-weight:bold,stroke-width:3px\n    class open current\n"
    )


def test_drawing_is_not_broken_by_a_label() -> None:
    states = [replace(OPEN, label='Đang "làm"; chờ\ný kiến'), DONE]
    drawing = draw_mermaid(build_workflow("small", "Nhỏ", states, [replace(FINISH, label="Xong;")]))
    assert '    state "Đang #quot;làm#quot;#59; chờ ý kiến" as open\n' in drawing
    assert "    open --> done: Xong#59;\n" in drawing


@pytest.mark.parametrize("name", ["task", "extension"])
def test_shipped_workflow_is_drawn_whole(name: str) -> None:
    workflow = shipped_workflow(name)
    drawing = draw_mermaid(workflow, workflow.initial)
    assert all(f" as {state}\n" in drawing for state in workflow.states)
    assert all(f": {action.label}\n" in drawing for action in workflow.actions.values() if action.to)
