from datetime import date

import pytest
from sqlalchemy import delete, text, update

from cchc_workflow.domain.history import chain, link
from cchc_workflow.domain.task import Event
from cchc_workflow.engine.anchoring import Fault, Verdict, anchor_history, verify_history
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import add_links, all_anchors, read_chains
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import AnchorRow, EventRow, TaskRow
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    ISSUED_AT,
    OFFICER,
    SmallOffice,
    duty,
    issue_small,
)

_task, _event, _anchor = table_of(TaskRow), table_of(EventRow), table_of(AnchorRow)

FIRST = vn(20, 5, 23, 50)
SECOND = vn(21, 5, 23, 50)


@pytest.fixture
def story(desk: SmallOffice) -> SmallOffice:
    """Give an office with a history that was anchored twice; A1 has four events, A2 three."""
    desk.report("A1", vn(20, 5, 9))
    desk.report("A2", vn(20, 5, 9))
    anchor_history(desk.office, FIRST)
    desk.verify("A1", vn(21, 5, 9))
    anchor_history(desk.office, SECOND)
    return desk


def change_event(desk: SmallOffice, code: str, number: int, /, **values: object) -> None:
    """Change an event behind the program's back."""
    rows = (_event.c.task_id == desk.task(code).id, _event.c.number == number)
    with desk.database.begin() as tx:
        assert tx.run(update(_event).where(*rows).values(values)) == 1


def change_task(desk: SmallOffice, code: str, **values: object) -> None:
    """Change a task behind the program's back."""
    task_id = desk.task(code).id
    with desk.database.begin() as tx:
        assert tx.run(update(_task).where(_task.c.id == task_id).values(values)) == 1


def drop_events(desk: SmallOffice, code: str, *numbers: int) -> None:
    """Delete events behind the program's back."""
    rows = (_event.c.task_id == desk.task(code).id, _event.c.number.in_(numbers))
    with desk.database.begin() as tx:
        assert tx.run(delete(_event).where(*rows)) == len(numbers)


def faults_of(desk: SmallOffice) -> tuple[Fault, ...]:
    return verify_history(desk.office).faults


def test_anchor_history_covers_what_is_new(story: SmallOffice) -> None:
    with story.database.read() as tx:
        first, second = all_anchors(tx)
    assert (first.on, first.events, second.on, second.events) == (date(2021, 5, 20), 20, date(2021, 5, 21), 1)
    assert anchor_history(story.office, SECOND) == 0
    with story.database.read() as tx:
        assert len(all_anchors(tx)) == 2


def test_verify_history_proves_a_whole_year_of_acts(story: SmallOffice) -> None:
    assert verify_history(story.office) == Verdict(tasks=16, events=21, anchors=2, entries=2, faults=())


def test_verify_history_holds_for_everything_that_the_engine_does(desk: SmallOffice) -> None:
    june = vn(1, 6, 9)
    desk.do(DIRECTOR, "suspend", "A1", june, note="Chờ")
    desk.do(DIRECTOR, "resume", "A1", vn(8, 6, 9))
    desk.amend(DIRECTOR, "A1", vn(8, 6, 9), title="Tên mới", lead="TCCB", reason="Đúng chức năng")
    desk.amend(COORDINATOR, "A10", june, due_on=date(2021, 7, 30), reason="Đã phê duyệt")
    desk.amend(HEAD, "A2", june, assignee=OFFICER)
    desk.extend("A10", date(2021, 8, 31), june)
    desk.decide(CHIEF, desk.ask("A2", date(2021, 10, 29), june), "reject", june, note="Không")
    desk.report("A3", june)
    desk.verify("A3", june)
    desk.do(CHIEF, "reopen", "A3", june, note="Số liệu sai")
    desk.do(CHIEF, "excuse", "A3", june, note="Bão số 5")
    desk.do(DIRECTOR, "cancel", "A4", june, note="Bỏ", document="45/QĐ-SVD")
    assert faults_of(desk) == ()


def test_verify_history_of_an_empty_office(database: Database) -> None:
    desk = issue_small(database, duty("A1"))
    assert verify_history(desk.office) == Verdict(tasks=1, events=1, anchors=0, entries=2, faults=())


def test_verify_history_reports_its_progress(story: SmallOffice) -> None:
    seen: list[tuple[int, int]] = []
    verify_history(story.office, lambda done, total: seen.append((done, total)))
    assert seen == [(16, 16)]


@pytest.mark.parametrize(
    "change",
    [
        {"data": '{"note":"khác"}'},
        {"name": "verified"},
        {"to_state": "verified"},
        {"from_state": "assigned"},
        {"actor_id": 1},
        {"number": 9},
        {"at": vn(19, 5, 9)},
        {"hash": "abc"},
    ],
)
def test_verify_history_finds_a_changed_event(story: SmallOffice, change: dict[str, object]) -> None:
    change_event(story, "A1", 3, **change)
    anchor = (Fault("anchor", "2021-05-20", 20),) if "hash" in change else ()
    assert faults_of(story) == (Fault("chain", "A1", 3), *anchor)


def test_verify_history_finds_a_deleted_event(story: SmallOffice) -> None:
    drop_events(story, "A1", 2)
    assert faults_of(story) == (Fault("chain", "A1", 2), Fault("anchor", "2021-05-20", 20))


def test_verify_history_finds_that_the_end_was_cut_off(story: SmallOffice) -> None:
    drop_events(story, "A1", 4)
    assert faults_of(story) == (Fault("head", "A1", 3), Fault("anchor", "2021-05-21", 1))


def test_verify_history_finds_an_added_event(story: SmallOffice) -> None:
    task = story.task("A1")
    forged = Event(
        name="verified",
        task_id=task.id,
        number=5,
        at=SECOND,
        actor_id=None,
        from_state="verified",
        to_state="verified",
    )
    with story.database.begin() as tx:
        add_links(tx, chain(task.head, [forged]))
    assert faults_of(story) == (Fault("head", "A1", 5),)


def test_verify_history_finds_that_all_events_are_gone(desk: SmallOffice) -> None:
    drop_events(desk, "A1", 1)
    assert faults_of(desk) == (Fault("head", "A1", 0),)


def test_verify_history_finds_a_changed_state(story: SmallOffice) -> None:
    change_task(story, "A2", state="verified")
    assert faults_of(story) == (Fault("state", "A2", 3),)


@pytest.mark.parametrize(
    "change",
    [
        {"due_on": date(2021, 12, 31)},
        {"original_due_on": date(2021, 12, 31)},
        {"due_version": 2},
        {"reported_on": date(2021, 5, 1)},
        {"reported_at": vn(1, 5, 9)},
        {"reported_by": 1},
        {"value": "100"},
        {"lead_unit_id": 2},
        {"title": "Việc khác"},
        {"counted": False},
        {"excused": True},
        {"phase": "void"},
        {"version": 7},
    ],
)
def test_verify_history_finds_a_changed_task(story: SmallOffice, change: dict[str, object]) -> None:
    """The 30 % rule reads the task's columns: what they say must be what the events made of them."""
    change_task(story, "A2", **change)
    assert faults_of(story) == (Fault("field", "A2", 3, *change),)


def test_verify_history_finds_an_event_of_a_task_that_is_gone(sqlite_database: Database) -> None:
    desk = issue_small(sqlite_database, duty("A1"), duty("A2"))
    task_id = desk.task("A1").id
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.execute(delete(_task).where(_task.c.id == task_id))
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    assert faults_of(desk) == (Fault("missing", str(task_id)),)


def test_verify_history_finds_a_rewritten_chain_by_its_anchor(story: SmallOffice) -> None:
    """Somebody with the program at hand may forge a whole chain, hashes, head and all: the anchor stands."""
    task_id, head = story.task("A1").id, ""
    with story.database.read() as tx:
        ((_, events),) = read_chains(tx, task_id, task_id)
    for event, data, _ in events:
        forged = data.replace("12/BC-VP", "99/BC-VP")
        head = link(head, event, forged)
        change_event(story, "A1", event.number, data=forged, hash=head)
    change_task(story, "A1", head=head)
    assert faults_of(story) == (Fault("anchor", "2021-05-20", 20), Fault("anchor", "2021-05-21", 1))


def test_verify_history_finds_a_rewritten_anchor(story: SmallOffice) -> None:
    with story.database.begin() as tx:
        tx.run(update(_anchor).where(_anchor.c.on == date(2021, 5, 20)).values(hash="abc"))
    assert faults_of(story) == (Fault("anchor", "2021-05-20", 20), Fault("anchor", "2021-05-21", 1))


def test_verify_history_finds_a_deleted_anchor(story: SmallOffice) -> None:
    with story.database.begin() as tx:
        tx.run(delete(_anchor).where(_anchor.c.on == date(2021, 5, 20)))
    assert faults_of(story) == (Fault("anchor", "2021-05-21", 1),)


def test_anchor_history_of_nothing_new_writes_nothing(desk: SmallOffice) -> None:
    assert anchor_history(desk.office, ISSUED_AT) == 16
    assert anchor_history(desk.office, ISSUED_AT) == 0


def test_verify_history_finds_a_journal_that_was_changed(desk: SmallOffice) -> None:
    with desk.database.begin() as tx:
        tx.run(text("UPDATE journal SET subject = 'ke-hoach-khac' WHERE name = 'plan_loaded'"))
    assert faults_of(desk) == (Fault("journal", "Sở Ví dụ", 1),)
