from datetime import date

import pytest

from cchc_workflow.domain.people import Actor, Grant, Role
from cchc_workflow.engine.comment import LONGEST, add_comment, may_comment
from cchc_workflow.errors import IncompleteError, NotFoundError, WrongRoleError
from cchc_workflow.store.comments import comments_of
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_CCKL, HEAD_TCCB, SmallOffice

NOW = vn(1, 6, 8)


def said(desk: SmallOffice, code: str = "A1") -> list[tuple[str, str]]:
    with desk.database.read() as tx:
        return [(row.person_name, row.text) for row in comments_of(tx, desk.task(code).id)]


@pytest.mark.parametrize("by", [HEAD, COORDINATOR, HEAD_TCCB])
def test_who_sees_a_task_can_say_something(desk: SmallOffice, by: str) -> None:
    add_comment(desk.office, desk.actor(by, NOW), desk.task("A1").id, "Đã nhận.", NOW)
    assert said(desk) == [(by.partition("@")[0], "Đã nhận.")]


def test_comments_stand_in_the_order_in_which_they_were_made(desk: SmallOffice) -> None:
    for text in ("một", "hai"):
        add_comment(desk.office, desk.actor(HEAD, NOW), desk.task("A1").id, text, NOW)
    assert [text for _, text in said(desk)] == ["một", "hai"]
    assert said(desk, "A2") == []


@pytest.mark.parametrize(("text", "kept"), [
    ("  <script>alert(1)</script> ", "<script>alert(1)</script>"), ("=1+1", "=1+1"),
    ("một\r\nhai\0", "một\nhai"), ("co\u0301", "có"), ("x" * LONGEST, "x" * LONGEST),
])  # fmt: skip
def test_a_comment_is_kept_as_it_was_said(desk: SmallOffice, text: str, kept: str) -> None:
    add_comment(desk.office, desk.actor(HEAD, NOW), desk.task("A1").id, text, NOW)
    assert said(desk)[0][1] == kept


@pytest.mark.parametrize("text", ["", " \n\t", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused(desk: SmallOffice, text: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        add_comment(desk.office, desk.actor(HEAD, NOW), desk.task("A1").id, text, NOW)
    assert refused.value.missing == ["comment"]
    assert said(desk) == []


def test_who_does_not_see_a_task_says_nothing(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        add_comment(desk.office, desk.actor(HEAD_CCKL, NOW), desk.task("A1").id, "x", NOW)


def test_an_auditor_looks_on(desk: SmallOffice) -> None:
    auditor = Actor(
        desk.actor(HEAD, NOW).person_id, 1, "thanhtra@so.example", frozenset({Grant(Role.AUDITOR)})
    )
    assert not may_comment(auditor)
    with pytest.raises(WrongRoleError):
        add_comment(desk.office, auditor, desk.task("A1").id, "x", NOW)


def test_a_comment_tells_nobody(desk: SmallOffice) -> None:
    before = len(desk.mails())
    add_comment(desk.office, desk.actor(HEAD, NOW), desk.task("A1").id, "x", NOW)
    assert len(desk.mails()) == before
    assert desk.task("A1").version == 1
    assert desk.task("A1").due_on == date(2021, 6, 30)
