from datetime import time

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.ladder import read_ladder
from cchc_workflow.domain.ladder import Ladder, Step
from cchc_workflow.domain.task import Notice
from cchc_workflow.errors import DefinitionError
from tests.builders import MESSAGES, shipped_ladder

SOUND = """
name = "escalation"
label = "Nhắc việc"
at = 07:00:00
soon = 7

[[step]]
name = "T-1"
offset = -1
message = "reminder"
to = ["unit_head"]

[[step]]
name = "T+5"
offset = 5
message = "escalation"
level = 3
to = ["chief_of_office"]
copy = ["coordinator"]
"""


def read(source: str) -> Ladder:
    return read_ladder(toml.parse(source, "workflows/escalation.toml"), MESSAGES)


def test_ladder_is_read_whole() -> None:
    ladder = read(SOUND)
    assert (ladder.name, ladder.label, ladder.at, ladder.soon) == ("escalation", "Nhắc việc", time(7), 7)
    assert ladder.steps == (
        Step("T-1", -1, Notice("reminder", ("unit_head",))),
        Step("T+5", 5, Notice("escalation", ("chief_of_office",), ("coordinator",)), level=3),
    )


WRONG: dict[str, tuple[str, str, str, str]] = {
    "no hour": ("at = 07:00:00\n", "", "at", "missing"),
    "an hour in quotes": (
        "07:00:00",
        '"07:00"',
        "at",
        "must be a time such as 07:30:00, without quotes (at line 4)",
    ),
    "soon in the past": ("soon = 7", "soon = -1", "soon", "must not be negative (at line 5)"),
    "no step": (SOUND[SOUND.index("[[step]]") :], "", "step", "missing"),
    "a wrong key": (
        "level = 3",
        "levl = 3",
        "step[2].levl",
        "unknown key 'levl'; did you mean 'level'? (at line 17)",
    ),
    "a wrong key of the ladder": (
        "soon = 7",
        "soon = 7\nlate = 3",
        "late",
        "unknown key 'late'; did you mean 'label'? (at line 6)",
    ),
    "an unknown role": (
        '["chief_of_office"]',
        '["chief_of_ofice"]',
        "step[2].to",
        "item 1: unknown value 'chief_of_ofice'; did you mean 'chief_of_office'? (at line 18)",
    ),
    "an unknown message": (
        '"escalation"\nlevel',
        '"escalate"\nlevel',
        "step[2].message",
        "unknown value 'escalate'; did you mean 'escalation'? (at line 16)",
    ),
    "nobody to tell": ('["chief_of_office"]', "[]", "step[2].to", "names nobody (at line 18)"),
    "a name twice": ('"T+5"', '"T-1"', "step[2].name", "'T-1' is used twice (at line 14)"),
    "steps out of order": (
        "offset = 5",
        "offset = -2",
        "step[2].offset",
        "must be greater than the step before (at line 15)",
    ),
    "two steps of one day": (
        "offset = 5",
        "offset = -1",
        "step[2].offset",
        "must be greater than the step before (at line 15)",
    ),
    "a step too far": (
        "offset = 5",
        "offset = 251",
        "step[2].offset",
        "must lie within 250 working days (at line 15)",
    ),
}


@pytest.mark.parametrize(("sound", "wrong", "key", "reason"), WRONG.values(), ids=WRONG)
def test_wrong_ladder_is_refused_with_file_key_and_reason(
    sound: str, wrong: str, key: str, reason: str
) -> None:
    assert SOUND.count(sound) == 1
    with pytest.raises(DefinitionError) as caught:
        read(SOUND.replace(sound, wrong))
    error = caught.value
    assert (error.path, error.key, error.reason) == ("workflows/escalation.toml", key, reason)


BELOW, COPIED = ("unit_head", "officer"), ("coordinator",)


def test_shipped_ladder_climbs_as_the_domain_says() -> None:
    steps = [
        (step.offset, step.notice.message, step.level, step.notice.to, step.notice.copy)
        for step in shipped_ladder().steps
    ]
    assert steps == [
        (-15, "reminder", 0, BELOW, ()),
        (-7, "reminder", 0, BELOW, ()),
        (-3, "reminder", 0, BELOW, ()),
        (-1, "reminder", 0, BELOW, ()),
        (0, "reminder", 0, BELOW, ()),
        (1, "overdue", 1, BELOW, COPIED),
        (3, "overdue", 2, BELOW, COPIED),
        (5, "escalation", 3, ("chief_of_office",), ()),
        (7, "escalation", 4, ("deputy_director",), ()),
        (10, "escalation", 5, ("director",), ()),
    ]
