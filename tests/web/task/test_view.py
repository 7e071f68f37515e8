from datetime import date
from decimal import Decimal

from cchc_workflow.engine.folder import open_folder
from cchc_workflow.web.task.forms import Attempt
from cchc_workflow.web.task.view import Goal, lay_out
from tests.builders import make_evidence
from tests.engine.small_office import CHIEF, HEAD
from tests.web.desks import NOW, Desk


def show(desk: Desk, code: str = "A1", by: str = HEAD, attempt: Attempt | None = None) -> dict[str, object]:
    actor = desk.small.actor(by, NOW)
    folder = open_folder(desk.small.office, actor, code, NOW)
    return lay_out(folder, NOW.date(), attempt, actor.person_id)


def test_days_are_counted_while_the_task_is_open(desk: Desk) -> None:
    assert show(desk)["days"] == 29
    desk.small.report("A1", NOW)
    assert show(desk)["days"] is None


def test_a_moved_deadline_says_how_often(desk: Desk) -> None:
    assert show(desk)["moved"] == 0
    desk.small.extend("A1", date(2021, 7, 30), NOW)
    assert show(desk)["moved"] == 1


def test_a_goal_shows_what_was_reported_before_it_is_verified(started: Desk) -> None:
    before = show(started, "A3")["goal"]
    started.small.do(HEAD, "report", "A3", NOW, value="8/16", evidence=(make_evidence(),))
    after = show(started, "A3")["goal"]
    assert isinstance(before, Goal)
    assert isinstance(after, Goal)
    assert (before.percent, before.tone, before.waits) == (Decimal("0.0"), "plain", False)
    assert (after.percent, after.text, after.tone, after.waits) == (
        Decimal("50.0"),
        "8/16, cần 5",
        "good",
        True,
    )


def test_named_parts_that_are_missing_are_named(started: Desk) -> None:
    goal = show(started, "A4")["goal"]
    assert isinstance(goal, Goal)
    assert goal.missing == ("Trung tâm Giống", "Trung tâm Tư vấn")
    assert show(started, "A1")["goal"] is None


def test_newer_is_what_happened_since_the_version_seen(desk: Desk) -> None:
    desk.small.start("A1", NOW)
    desk.small.amend(CHIEF, "A1", NOW, title="Khác", reason="x")
    shown = show(desk, attempt=Attempt(key="x", seen_version=1, event="started"))
    newer = shown["newer"]
    assert isinstance(newer, list)
    assert [each.title for each in newer] == ["Điều chỉnh nhiệm vụ", "Bắt đầu thực hiện"]
    assert shown["done_already"] is True
    other = show(desk, by=CHIEF, attempt=Attempt(key="x", seen_version=1, event="started"))
    assert other["done_already"] is False
    assert show(desk, attempt=Attempt(key="x", seen_version=None))["newer"] == []


def test_what_leads_on_stands_first(desk: Desk) -> None:
    desk.small.ask("A1", date(2021, 7, 30), NOW)
    forms = show(desk, by=CHIEF)["forms"]
    assert isinstance(forms, list)
    assert [form.key for form in forms] == [
        "gia-han-approve", "gia-han-reject", "lam-suspend", "lam-excuse", "lam-cancel",
    ]  # fmt: skip
