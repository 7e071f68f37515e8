from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from cchc_workflow.domain.task import Act, Task
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.evidence import (
    MOST_BYTES,
    MOST_WAITING,
    Given,
    add_upload,
    asks_evidence,
    full_code,
    may_upload,
    remove_upload,
    report_with_uploads,
)
from cchc_workflow.errors import (
    ConflictError,
    FileError,
    FileTooLargeError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.events import read_events
from cchc_workflow.store.files import evidence_of
from cchc_workflow.store.rows import from_json, table_of
from cchc_workflow.store.tables import FileRow
from cchc_workflow.store.uploads import uploads_of
from tests.builders import shipped_workflow, vn
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, HEAD_CCKL, HEAD_TCCB, OFFICER, SmallOffice
from tests.papers import EXE, JPEG, PDF

NOW = vn(1, 6, 8)
PAPER = Given(
    document="12/BC-VP", issued_on=date(2021, 5, 31), signer="Trưởng phòng", file_name="bc.pdf", content=PDF
)


def put(desk: SmallOffice, given: Given = PAPER, code: str = "A1", by: str = HEAD) -> int:
    return add_upload(desk.office, desk.actor(by, NOW), desk.task(code).id, given, NOW)


def report(desk: SmallOffice, code: str = "A1", name: str = "report", **given: Any) -> Task:  # noqa: ANN401
    command = Command(code, Act(name=name, **given))
    return report_with_uploads(desk.office, desk.actor(HEAD, NOW), command, NOW)


def waiting(desk: SmallOffice, code: str = "A1") -> list[Any]:
    with desk.database.read() as tx:
        return uploads_of(tx, desk.task(code).id)


def proofs(desk: SmallOffice, code: str = "A1") -> list[Any]:
    with desk.database.read() as tx:
        return evidence_of(tx, desk.task(code).id)


def files_kept(desk: SmallOffice) -> list[str]:
    with desk.database.read() as tx:
        return sorted(row.sha256 for row in tx.all(select(table_of(FileRow).c.sha256)))


def test_a_file_waits_with_what_was_said_of_it(desk: SmallOffice) -> None:
    put(desk)
    (row,) = waiting(desk)
    assert (row.document, row.issued_on, row.signer, row.file_name, row.size, row.media_type) == (
        "12/BC-VP", date(2021, 5, 31), "Trưởng phòng", "bc.pdf", len(PDF), "application/pdf",
    )  # fmt: skip
    assert row.sha256 == sha256(PDF).hexdigest()
    assert row.person_name == "truongphong.vp"


def test_the_same_bytes_are_kept_once(desk: SmallOffice) -> None:
    put(desk)
    put(desk, code="A2")
    put(desk, Given(file_name="khác.pdf", content=PDF))
    assert files_kept(desk) == [sha256(PDF).hexdigest()]
    assert len(waiting(desk)) == 2


def test_a_report_makes_evidence_of_all_that_waits(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    put(desk)
    put(desk, Given(file_name="ảnh.jpg", content=JPEG), by=OFFICER)
    put(desk, Given(document="  15/TB-VP "))
    task = report(desk, note="xong")
    assert task.state == "reported"
    assert waiting(desk) == []
    assert [(row.document, row.file_name, row.size) for row in proofs(desk)] == [
        ("12/BC-VP", "bc.pdf", len(PDF)),
        ("ảnh.jpg", "ảnh.jpg", len(JPEG)),
        ("15/TB-VP", "", None),
    ]
    with desk.database.read() as tx:
        told = from_json(read_events(tx, task.id)[-1].data)
    assert told["evidence"][0] == {
        "document": "12/BC-VP",
        "issued_on": "2021-05-31",
        "signer": "Trưởng phòng",
        "file_name": "bc.pdf",
        "sha256": sha256(PDF).hexdigest(),
    }


def test_a_refused_report_leaves_everything_waiting(desk: SmallOffice) -> None:
    put(desk)
    with pytest.raises(WrongStateError):
        report(desk)
    assert len(waiting(desk)) == 1
    assert proofs(desk) == []


def test_a_report_without_anything_is_incomplete(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    with pytest.raises(IncompleteError) as refused:
        report(desk)
    assert refused.value.missing == ["evidence"]


def test_another_action_leaves_what_waits_alone(desk: SmallOffice) -> None:
    put(desk)
    assert report(desk, name="start").state == "in_progress"
    assert len(waiting(desk)) == 1


def test_an_unknown_action_is_not_found(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError):
        report(desk, name="fly")


def test_a_stale_report_is_a_conflict_and_loses_nothing(desk: SmallOffice) -> None:
    task = desk.start("A1", NOW)
    put(desk)
    stale = Command("A1", Act(name="report"), task.version - 1)
    with pytest.raises(ConflictError):
        report_with_uploads(desk.office, desk.actor(HEAD, NOW), stale, NOW)
    assert len(waiting(desk)) == 1


@pytest.mark.parametrize(("by", "error"), [
    (COORDINATOR, WrongRoleError), (CHIEF, WrongRoleError), (HEAD_TCCB, WrongRoleError),
    (HEAD_CCKL, NotFoundError),
])  # fmt: skip
def test_only_who_may_report_puts_up_evidence(desk: SmallOffice, by: str, error: type[Exception]) -> None:
    """TCCB helps with A1 and sees it; CCKL doesn't."""
    with pytest.raises(error):
        put(desk, by=by)
    assert files_kept(desk) == []


def test_nothing_is_put_to_a_task_that_is_reported(desk: SmallOffice) -> None:
    desk.report("A1", NOW)
    with pytest.raises(WrongStateError) as refused:
        put(desk)
    assert refused.value.allowed == ["assigned", "in_progress"]


@pytest.mark.parametrize("task_id", [999, 2**63 - 1, 2**63, 2**80])
def test_nothing_is_put_to_a_task_that_is_not_there(desk: SmallOffice, task_id: int) -> None:
    with pytest.raises(NotFoundError):
        add_upload(desk.office, desk.actor(HEAD, NOW), task_id, PAPER, NOW)


def test_a_file_too_large_is_refused(desk: SmallOffice) -> None:
    with pytest.raises(FileTooLargeError) as refused:
        put(desk, Given(file_name="../to.pdf", content=PDF.ljust(MOST_BYTES + 1)))
    assert refused.value.facts() == {"reason": "too_large", "name": "to.pdf", "detail": "25"}
    put(desk, Given(file_name="vừa.pdf", content=PDF.ljust(MOST_BYTES)))


def test_a_program_is_refused(desk: SmallOffice) -> None:
    with pytest.raises(FileError, match="not_allowed"):
        put(desk, Given(file_name="bc.pdf", content=EXE))
    assert waiting(desk) == []


def test_neither_file_nor_document_is_incomplete(desk: SmallOffice) -> None:
    with pytest.raises(IncompleteError) as refused:
        put(desk, Given(document="  ", signer="ai đó"))
    assert refused.value.missing == ["evidence"]


def test_only_so_much_waits(desk: SmallOffice) -> None:
    for number in range(MOST_WAITING):
        put(desk, Given(document=f"{number}/BC"))
    with pytest.raises(FileError, match="too_many"):
        put(desk)
    assert files_kept(desk) == []


def test_what_waits_can_be_taken_back(desk: SmallOffice) -> None:
    kept = put(desk, code="A2")
    first, second = put(desk), put(desk, Given(file_name="a.jpg", content=JPEG))
    head = desk.actor(OFFICER, NOW)
    remove_upload(desk.office, head, desk.task("A1").id, second)
    remove_upload(desk.office, head, desk.task("A1").id, first)
    assert waiting(desk) == []
    assert files_kept(desk) == [sha256(PDF).hexdigest()]
    remove_upload(desk.office, head, desk.task("A2").id, kept)
    assert files_kept(desk) == []


def test_a_file_that_proves_a_report_stays(desk: SmallOffice) -> None:
    desk.start("A1", NOW)
    put(desk)
    report(desk)
    other = put(desk, code="A2")
    remove_upload(desk.office, desk.actor(HEAD, NOW), desk.task("A2").id, other)
    assert files_kept(desk) == [sha256(PDF).hexdigest()]


def test_taking_back_asks_for_the_right_task_and_person(desk: SmallOffice) -> None:
    upload_id = put(desk)
    with pytest.raises(NotFoundError):
        remove_upload(desk.office, desk.actor(HEAD, NOW), desk.task("A2").id, upload_id)
    with pytest.raises(NotFoundError):
        remove_upload(desk.office, desk.actor(HEAD_CCKL, NOW), desk.task("A1").id, upload_id)
    with pytest.raises(WrongRoleError):
        remove_upload(desk.office, desk.actor(CHIEF, NOW), desk.task("A1").id, upload_id)
    assert len(waiting(desk)) == 1


def test_may_upload_says_what_add_upload_does(desk: SmallOffice) -> None:
    workflow = shipped_workflow("task")
    task = desk.task("A1")
    assert may_upload(workflow, task, desk.actor(HEAD, NOW))
    assert not may_upload(workflow, task, desk.actor(COORDINATOR, NOW))
    assert not may_upload(workflow, desk.report("A2", NOW), desk.actor(HEAD, NOW))


def test_the_workflow_says_which_action_asks_for_evidence() -> None:
    actions = shipped_workflow("task").actions
    assert [name for name, action in actions.items() if asks_evidence(action)] == ["report"]


def test_the_full_code_names_the_plan(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert full_code(tx, desk.office, desk.task("A1")) == "so-vi-du-2021:A1"
