import re
from pathlib import Path

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.workflow import read_workflow
from cchc_workflow.domain.effects import EFFECTS
from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.machine import Action, State, Workflow
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Notice, Phase, Timing
from cchc_workflow.errors import DefinitionError
from tests.builders import MESSAGES, shipped_workflow

SOUND = """
name = "task"
label = "Nhiệm vụ"

[state.open]
label = "Đang làm"
phase = "open"
initial = true

[state.done]
label = "Xong"
phase = "done"
final = true

[action.finish]
label = "Hoàn thành"
event = "finished"
from = ["open"]
to = "done"
roles = ["unit_head", "officer"]
guards = ["reason_given"]
effects = ["record_report"]
notify = [{ message = "verified", to = ["unit_head"], copy = ["coordinator"], timing = "at_once" }]

[action.note]
label = "Ghi chú"
event = "noted"
from = ["open", "done"]
roles = ["officer"]
"""


def read(source: str) -> Workflow:
    return read_workflow(toml.parse(source, "workflows/task.toml"), MESSAGES)


def test_workflow_is_read_whole() -> None:
    workflow = read(SOUND)
    assert (workflow.name, workflow.label) == ("task", "Nhiệm vụ")
    assert workflow.states == {
        "open": State("open", "Đang làm", Phase.OPEN, initial=True),
        "done": State("done", "Xong", Phase.DONE, final=True),
    }
    assert workflow.actions == {
        "finish": Action(
            "finish",
            "Hoàn thành",
            "finished",
            ("open",),
            "done",
            (Role.UNIT_HEAD, Role.OFFICER),
            ("reason_given",),
            ("record_report",),
            (Notice("verified", ("unit_head",), ("coordinator",), Timing.AT_ONCE),),
        ),
        "note": Action("note", "Ghi chú", "noted", ("open", "done"), None, (Role.OFFICER,)),
    }


PAUSE = '[state.rest]\nlabel = "Nghỉ"\nphase = "paused"\n'
SLEEP = (
    PAUSE
    + '[action.sleep]\nlabel = "Nghỉ"\nevent = "slept"\nfrom = ["open"]\nto = "rest"\nroles = ["officer"]\n'
    + '[action.wake]\nlabel = "Dậy"\nevent = "woke"\nfrom = ["rest"]\nto = "open"\nroles = ["officer"]\n'
)
TELL = (
    '[action.tell]\nlabel = "Báo"\nevent = "told"\nfrom = ["open"]\nto = "told"\nroles = ["officer"]\n'
    '[action.end]\nlabel = "Hết"\nevent = "ended"\nfrom = ["told"]\nto = "done"\nroles = ["officer"]\n'
)
NOWHERE = '[state.lost]\nlabel = "Lạc"\nphase = "open"\n'
TRAP = NOWHERE + (
    '[action.lose]\nlabel = "Bỏ"\nevent = "lost"\nfrom = ["open"]\nto = "lost"\nroles = ["officer"]\n'
)

WRONG: dict[str, tuple[str, str, str, str]] = {
    "no name": ('name = "task"\n', "", "name", "missing"),
    "a wrong key": (
        'to = "done"',
        'too = "done"',
        "action.finish.too",
        "unknown key 'too'; did you mean 'to'? (at line 19)",
    ),
    "a wrong key of a state": (
        "final = true",
        "last = true",
        "state.done.last",
        "unknown key 'last' (at line 13)",
    ),
    "an unknown phase": (
        'phase = "done"',
        'phase = "finished"',
        "state.done.phase",
        "unknown value 'finished' (at line 12)",
    ),
    "an unknown role": (
        '["unit_head", "officer"]',
        '["unit_haed", "officer"]',
        "action.finish.roles",
        "item 1: unknown value 'unit_haed'; did you mean 'unit_head'? (at line 20)",
    ),
    "nobody to act": (
        '["unit_head", "officer"]',
        "[]",
        "action.finish.roles",
        "names nobody (at line 20)",
    ),
    "an unknown guard": (
        '["reason_given"]',
        '["reason_gven"]',
        "action.finish.guards",
        "item 1: unknown value 'reason_gven'; did you mean 'reason_given'? (at line 21)",
    ),
    "an unknown effect": (
        '["record_report"]',
        '["fire"]',
        "action.finish.effects",
        "item 1: unknown value 'fire' (at line 22)",
    ),
    "an unknown message": (
        'message = "verified"',
        'message = "verifed"',
        "action.finish.notify[1].message",
        "unknown value 'verifed'; did you mean 'verified'?",
    ),
    "an unknown timing": (
        '"at_once"',
        '"now"',
        "action.finish.notify[1].timing",
        "unknown value 'now'",
    ),
    "nobody to tell": (
        'to = ["unit_head"]',
        "to = []",
        "action.finish.notify[1].to",
        "names nobody",
    ),
    "an unknown person to tell": (
        'copy = ["coordinator"]',
        'copy = ["boss"]',
        "action.finish.notify[1].copy",
        "item 1: unknown value 'boss'",
    ),
    "an unknown state": (
        'to = "done"',
        'to = "gone"',
        "action.finish.to",
        "unknown state 'gone' (at line 19)",
    ),
    "an unknown source": (
        'from = ["open"]',
        'from = ["opened"]',
        "action.finish.from",
        "unknown state 'opened' (at line 18)",
    ),
    "a clock that nobody stops": (
        "[state.done]",
        SLEEP + "[state.done]",
        "action.sleep.effects",
        "needs 'stop_clock' to lead to 'rest'",
    ),
    "a report that nobody keeps": (
        'phase = "open"\ninitial = true',
        'phase = "open"\ninitial = true\n[state.told]\nlabel = "Đã báo cáo"\nphase = "reported"\n' + TELL,
        "action.tell.effects",
        "needs 'record_report' to lead to 'told'",
    ),
    "two initial states": (
        "final = true",
        "final = true\ninitial = true",
        "state",
        "exactly one state must be initial, found 'open' and 'done'",
    ),
    "no state at all": (
        SOUND[SOUND.index("[state.open]") :],
        "",
        "state",
        "exactly one state must be initial, found none",
    ),
    "an unreachable state": (
        "[state.done]",
        NOWHERE + "[state.done]",
        "state.lost",
        "is never reached (at line 10)",
    ),
    "a dead end": (
        "[state.done]",
        TRAP + "[state.done]",
        "state.lost",
        "is a dead end: no final state can be reached from it (at line 10)",
    ),
}


@pytest.mark.parametrize(("sound", "wrong", "key", "reason"), WRONG.values(), ids=WRONG)
def test_wrong_workflow_is_refused_with_file_key_and_reason(
    sound: str, wrong: str, key: str, reason: str
) -> None:
    assert SOUND.count(sound) == 1
    with pytest.raises(DefinitionError) as caught:
        read(SOUND.replace(sound, wrong, 1))
    error = caught.value
    assert (error.path, error.key, error.reason) == ("workflows/task.toml", key, reason)


def test_shipped_task_workflow_follows_the_domain() -> None:
    workflow = shipped_workflow("task")
    assert {name: (state.label, state.phase) for name, state in workflow.states.items()} == {
        "assigned": ("Đã giao", Phase.OPEN),
        "in_progress": ("Đang thực hiện", Phase.OPEN),
        "reported": ("Đã báo cáo", Phase.REPORTED),
        "verified": ("Đã xác nhận", Phase.DONE),
        "suspended": ("Tạm dừng", Phase.PAUSED),
        "cancelled": ("Đã hủy", Phase.VOID),
    }
    assert {name: action.guards for name, action in workflow.actions.items()} == {
        "start": (),
        "report": ("evidence_attached", "target_reached"),
        "verify": ("not_the_reporter",),
        "return": ("not_the_reporter", "reason_given"),
        "suspend": ("reason_given",),
        "resume": (),
        "cancel": ("reason_given", "document_cited"),
        "reopen": ("reason_given",),
        "excuse": ("reason_given",),
    }


def test_shipped_workflows_never_share_an_event() -> None:
    events = [
        action.event for name in ("task", "extension") for action in shipped_workflow(name).actions.values()
    ]
    assert len(events) == len(set(events))


def test_shipped_workflow_tells_at_once_only_what_can_not_wait() -> None:
    at_once = {
        notice.message
        for name in ("task", "extension")
        for action in shipped_workflow(name).actions.values()
        for notice in action.notices
        if notice.timing is Timing.AT_ONCE
    }
    assert at_once == {"returned", "extension_decided"}


REFERENCE = (Path(__file__).parents[2] / "docs" / "workflow-format.md").read_text("utf-8")


@pytest.mark.parametrize("name", [*GUARDS, *EFFECTS, *Phase, *Role, *Timing])
def test_reference_page_explains_every_name(name: str) -> None:
    assert re.search(rf"`\"?{name}\"?`", REFERENCE)


def test_reference_page_shows_the_shipped_action() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)
    shown = "\n".join(block for block in blocks if block.startswith("[action."))
    head = SOUND.replace('"open"', '"reported"').replace("[state.open]", "[state.reported]")
    in_progress = '[state.in_progress]\nlabel = "Đang thực hiện"\nphase = "open"\n'
    back = '[action.go]\nlabel = "Lại"\nevent = "went"\nfrom = ["in_progress"]\nto = "done"\n'
    back += 'roles = ["officer"]\n'
    workflow = read(head + in_progress + back + shown)
    assert workflow.actions["return"] == shipped_workflow("task").actions["return"]
