import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.machine import Action, GraphError, State, Workflow, build_workflow
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Phase
from cchc_workflow.drawing.states import Box, Drawing, draw_states, order_row, place_aside, tell
from tests.builders import shipped_workflow


@pytest.fixture(params=["task", "extension"])
def workflow(request: pytest.FixtureRequest) -> Workflow:
    return shipped_workflow(request.param)


def boxes_of(drawing: Drawing) -> dict[str, Box]:
    return {box.name: box for box in drawing.boxes}


def assert_fits(drawing: Drawing) -> None:
    for box in drawing.boxes:
        assert box.x > 0
        assert box.x + box.width < drawing.width
        assert box.y > 0
        assert box.bottom < drawing.height
    for one, other in combinations(drawing.boxes, 2):
        apart = one.x + one.width < other.x or other.x + other.width < one.x
        assert apart or one.bottom < other.y or other.bottom < one.y, (one.name, other.name)
    for edge in drawing.edges:
        assert all(
            0 <= int(number) <= max(drawing.width, drawing.height)
            for number in re.findall(r"-?\d+", edge.path)
        )


def test_states_stand_apart_and_inside(workflow: Workflow) -> None:
    assert_fits(draw_states(workflow))


def test_every_state_has_a_box_and_every_action_a_name(workflow: Workflow) -> None:
    drawing = draw_states(workflow)
    assert [box.name for box in drawing.boxes] == list(workflow.states)
    written = {" ".join(label.lines) for label in drawing.labels}
    assert written == {action.label for action in workflow.actions.values() if action.to}


def test_every_move_has_a_line(workflow: Workflow) -> None:
    moves = {
        (source, action.to) for action in workflow.actions.values() for source in action.sources if action.to
    }
    assert len(draw_states(workflow).edges) == len(moves)


def test_the_way_to_the_end_goes_from_left_to_right() -> None:
    drawing = boxes_of(draw_states(shipped_workflow("task")))
    row = [drawing[name] for name in ("assigned", "in_progress", "reported", "verified")]
    assert [box.x for box in row] == sorted(box.x for box in row)
    assert len({box.y for box in row}) == 1
    assert drawing["suspended"].y == drawing["cancelled"].y > row[0].y
    assert drawing["suspended"].x == drawing["in_progress"].x


def test_only_the_present_state_is_marked(workflow: Workflow) -> None:
    name = list(workflow.states)[1]
    assert [box.name for box in draw_states(workflow, name).boxes if box.current] == [name]
    assert [box for box in draw_states(workflow, "khong-co").boxes if box.current] == []
    assert [box for box in draw_states(workflow).boxes if box.current] == []


def test_picture_is_told_in_words() -> None:
    told = tell(shipped_workflow("task"), "reported")
    assert told.startswith("Đang ở trạng thái “Đã báo cáo”. ")
    assert "“Trả lại để bổ sung”: từ “Đã báo cáo” sang “Đang thực hiện”." in told
    assert "Xác nhận nguyên nhân khách quan" not in told
    assert tell(shipped_workflow("task")).startswith("“Bắt đầu thực hiện”")


def test_states_aside_have_columns_of_their_own() -> None:
    workflow = shipped_workflow("task")
    row = order_row(workflow)
    columns = place_aside(workflow, row)
    assert row == ["assigned", "in_progress", "reported", "verified"]
    assert (columns["suspended"], columns["cancelled"]) == (1, 2)


_PHASES = st.sampled_from([Phase.OPEN, Phase.REPORTED, Phase.DONE, Phase.PAUSED, Phase.VOID])


@given(
    phases=st.lists(_PHASES, min_size=1, max_size=6),
    moves=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12),
)
def test_any_sound_workflow_can_be_drawn(phases: list[Phase], moves: list[tuple[int, int]]) -> None:
    names = [f"s{number}" for number in range(len(phases) + 1)]
    last = names[-1]
    states = [
        State(name, f"Trạng thái {name}", phase, initial=name == "s0", final=name == last)
        for name, phase in zip(names, [*phases, Phase.DONE], strict=True)
    ]
    actions = [
        Action(
            f"a{number}",
            f"Hành động số {number}",
            "done",
            (names[a % len(names)],),
            names[b % len(names)],
            (Role.ADMIN,),
        )
        for number, (a, b) in enumerate([*moves, *((n, n + 1) for n in range(len(phases)))])
    ]
    try:
        workflow = build_workflow("x", "X", states, actions)
    except GraphError:
        return
    assert_fits(draw_states(workflow, "s0"))
