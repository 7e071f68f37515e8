from datetime import date
from typing import Any

import pytest

from cchc_workflow.engine.act import Deed
from cchc_workflow.engine.administer import rename_person
from cchc_workflow.engine.audit import Asked, Trace, read_trail
from tests.builders import vn
from tests.engine.small_office import ADMIN, HEAD, SmallOffice

NOON = vn(1, 6, 12)


@pytest.fixture
def story(desk: SmallOffice) -> SmallOffice:
    """Between two events something else is done."""
    desk.start("A1", vn(1, 6, 9))
    rename_person(desk.office, Deed(desk.actor(ADMIN), NOON), desk.actor(HEAD).person_id, "Trưởng phòng")
    desk.start("A2", vn(1, 6, 15))
    return desk


def test_trail_is_one_order_of_time(story: SmallOffice) -> None:
    page = read_trail(story.office, 1, Asked(), most=3)
    assert [(trace.kind, trace.name, trace.subject) for trace in page.traces] == [
        ("task", "started", "A2"),
        ("office", "person_renamed", HEAD),
        ("task", "started", "A1"),
    ]
    assert page.traces[1].data == {"name": "Trưởng phòng", "previous_name": "truongphong.vp"}


def test_pages_hold_everything_once(story: SmallOffice) -> None:
    whole = read_trail(story.office, 1, Asked(), most=1000)
    assert whole.following is None
    seen: list[Trace] = []
    cursor = None
    while True:
        page = read_trail(story.office, 1, Asked(), cursor, most=4)
        seen += page.traces
        cursor = page.following
        if cursor is None:
            break
    assert tuple(seen) == whole.traces
    assert len({(trace.kind, trace.id) for trace in seen}) == len(seen) == 16 + 2 + 3


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"kind": "office"}, 3),
        ({"kind": "task"}, 18),
        ({"name": "started"}, 2),
        ({"from_on": date(2021, 6, 1)}, 3),
        ({"until_on": date(2021, 5, 31)}, 18),
        ({"from_on": date(2021, 6, 1), "kind": "office"}, 1),
        ({"actor_id": 999}, 0),
    ],
)
def test_filters_narrow(story: SmallOffice, asked: dict[str, Any], count: int) -> None:
    assert len(read_trail(story.office, 1, Asked(**asked), most=1000).traces) == count


def test_trail_of_another_organization_is_empty(story: SmallOffice) -> None:
    assert read_trail(story.office, 2, Asked()).traces == ()
