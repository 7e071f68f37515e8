from datetime import date

import pytest

from cchc_workflow.domain.deadlines.deadline import Deadline, Reading, Unreadable
from cchc_workflow.engine.folder import Folder, newer_events, open_folder, reopen_folder, stands_done
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.remind import remind_now
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
    plan_files,
)

NOW = vn(1, 6, 8)


def look(desk: SmallOffice, by: str = HEAD, code: str = "A1") -> Folder:
    return open_folder(desk.office, desk.actor(by, NOW), code, NOW)


def names(folder: Folder) -> list[str]:
    return [offer.action.name for offer in folder.asked.offers if offer.allowed] if folder.asked else []


def test_a_folder_is_found_by_code_and_by_key(desk: SmallOffice) -> None:
    by_code = look(desk)
    by_key = reopen_folder(desk.office, desk.actor(HEAD, NOW), by_code.task.id, NOW)
    assert by_code.task == by_key.task
    assert (by_key.code, by_key.path_code) == ("so-vi-du-2021:A1", "A1")


@pytest.mark.parametrize("by", [HEAD_CCKL])
def test_a_folder_out_of_sight_is_not_there(desk: SmallOffice, by: str) -> None:
    with pytest.raises(NotFoundError):
        look(desk, by)
    with pytest.raises(NotFoundError):
        reopen_folder(desk.office, desk.actor(by, NOW), desk.task("A1").id, NOW)


def test_the_short_code_is_left_to_the_newer_plan(desk: SmallOffice) -> None:
    old = look(desk)
    files = plan_files(duty("A1", "VP"), code="ke-hoach-moi")
    issue_plan(desk.office, load_plan(desk.office, files, NOW), None, NOW)
    assert reopen_folder(desk.office, desk.actor(HEAD, NOW), old.task.id, NOW).path_code == "so-vi-du-2021:A1"
    assert look(desk).path_code == "A1"


@pytest.mark.parametrize(("by", "may", "amend"), [
    (HEAD, "upload comment", "assignee"), (OFFICER, "upload comment", ""), (HEAD_TCCB, "comment", ""),
    (VERIFIER, "comment", ""), (COORDINATOR, "comment remind", "assignee lead title"),
    (CHIEF, "comment remind", "assignee due_on lead title"),
])  # fmt: skip
def test_rights_are_those_of_the_use_cases(desk: SmallOffice, by: str, may: str, amend: str) -> None:
    rights = look(desk, by).rights
    held = [name for name in ("upload", "comment", "remind", "reminded") if getattr(rights, name)]
    assert (" ".join(held), " ".join(sorted(rights.amend))) == (may, amend)


def test_a_coordinator_dates_what_has_no_date(desk: SmallOffice) -> None:
    assert "due_on" in look(desk, COORDINATOR, "A9").rights.amend


def test_a_finished_task_leaves_nothing_to_do(desk: SmallOffice) -> None:
    desk.report("A1", NOW)
    desk.verify("A1", NOW)
    folder = look(desk, CHIEF)
    assert folder.rights.amend == set()
    assert folder.asked is None
    assert folder.ahead == ()
    assert not folder.rights.remind


def test_a_reminder_of_today_is_known(desk: SmallOffice) -> None:
    remind_now(desk.office, desk.actor(COORDINATOR, NOW), desk.task("A1").id, NOW)
    rights = look(desk, COORDINATOR).rights
    assert (rights.remind, rights.reminded) == (False, True)
    assert look(desk, CHIEF).rights.remind
    assert look(desk, COORDINATOR, "A2").rights.remind


def test_more_time_can_be_asked_for_and_then_decided(desk: SmallOffice) -> None:
    assert names(look(desk)) == ["request"]
    assert names(look(desk, CHIEF)) == []
    desk.ask("A1", date(2021, 7, 30), NOW)
    asked = look(desk, CHIEF).asked
    assert asked is not None
    assert asked.waiting is not None
    assert names(look(desk, CHIEF)) == ["approve", "reject"]
    assert names(look(desk)) == ["withdraw"]
    assert names(look(desk, OFFICER)) == []


def test_an_undated_task_has_no_more_time_to_ask_for(desk: SmallOffice) -> None:
    assert look(desk, code="A9").asked is None


def test_the_steps_ahead_begin_after_now(desk: SmallOffice) -> None:
    steps = look(desk).ahead
    assert [step.name for _, step in steps][:2] == ["T-15", "T-7"]
    assert all(at > NOW for at, _ in steps)


def test_people_to_give_the_task_to_are_those_of_the_unit(desk: SmallOffice) -> None:
    folder = look(desk)
    assert [person.address for person in folder.doers] == [HEAD, OFFICER]
    assert folder.units == []
    assert [unit.code for unit in look(desk, COORDINATOR).units] == ["VP", "TCCB", "CCKL"]


def test_newer_events_are_those_after_the_version_seen(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    desk.amend(HEAD, "A1", NOW, assignee=OFFICER)
    folder = look(desk)
    assert [event.name for event in newer_events(folder.file.events, 1)] == ["amended", "started"]
    assert newer_events(folder.file.events, folder.task.version) == []


@pytest.mark.parametrize(("words", "reading"), [
    ("trước ngày 15/6", Reading.BEFORE_DATE), ("Quý III/2021", Reading.END_OF_QUARTER),
])  # fmt: skip
def test_the_documents_words_are_read_again(database: Database, words: str, reading: Reading) -> None:
    desk = issue_small(database, duty("A1", "VP", None, f'deadline = "{words}"', 'set_by = "document"'))
    found = look(desk).reading
    assert isinstance(found, Deadline)
    assert found.reading == reading
    assert found.due_on == desk.task("A1").due_on


def test_words_that_can_not_be_read_say_why(database: Database) -> None:
    more = ('deadline = "Thông báo số 326/TB-UBND"', 'set_by = "document"')
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30), *more))
    assert isinstance(look(desk).reading, Unreadable)


def test_a_date_of_the_coordinator_has_no_words_to_read(desk: SmallOffice) -> None:
    assert look(desk).reading is None


def test_stands_done_until_the_task_moves_again(desk: SmallOffice) -> None:
    head = desk.actor(HEAD, NOW).person_id
    desk.start("A1", NOW)
    desk.amend(CHIEF, "A1", NOW, title="Khác", reason="x")
    newer = newer_events(look(desk).file.events, 1)
    assert stands_done(newer, "started", head)
    assert not stands_done(newer, "started", desk.actor(CHIEF, NOW).person_id)
    assert not stands_done(newer, "reported", head)
    desk.report("A1", NOW)
    desk.do(VERIFIER, "return", "A1", NOW, note="Thiếu số liệu")
    assert not stands_done(newer_events(look(desk).file.events, 1), "reported", head)
