import re
from pathlib import Path

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.notices import OCCASIONS, read_notices
from cchc_workflow.domain.task import Notice, Timing
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import shipped

PATH = shipped("workflows") / "notices.toml"
MESSAGES = frozenset(folder.name for folder in (shipped("notifications") / "vi").iterdir() if folder.is_dir())


def read(text: str) -> dict[str, Notice]:
    return dict(read_notices(toml.parse(text, "notices.toml"), MESSAGES))


def without(occasion: str) -> str:
    return re.sub(rf"\[{occasion}\]\n(?:[^\n]+\n)+", "", Path(PATH).read_text("utf-8"))


def test_shipped_notices_tell_somebody_of_every_occasion() -> None:
    notices = read(PATH.read_text("utf-8"))
    assert tuple(notices) == OCCASIONS
    assert all(notice.to for notice in notices.values())


def test_flag_goes_to_the_head_and_the_director_at_once() -> None:
    assert read(PATH.read_text("utf-8"))["flagged"] == Notice(
        "flagged", ("unit_head", "director"), ("coordinator", "chief_of_office"), Timing.AT_ONCE
    )


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_missing_occasion_is_refused(occasion: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(without(occasion))
    assert (caught.value.path, caught.value.key) == ("notices.toml", occasion)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('message = "flagged"', 'message = "flaged"', "flagged.message"),
        ('to = ["unit_head", "director"]', 'to = ["unit_head", "directer"]', "flagged.to"),
        ("[undeliverable]", "[undeliverd]\nx = 1\n\n[undeliverable]", "undeliverd"),
    ],
)
def test_wrong_notice_is_refused_with_its_key(old: str, new: str, key: str) -> None:
    text = PATH.read_text("utf-8")
    assert old in text
    with pytest.raises(DefinitionError) as caught:
        read(text.replace(old, new, 1))
    assert caught.value.key == key
