from datetime import date

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.scoring import Proof
from cchc_workflow.domain.task import Evidence
from cchc_workflow.engine.evidence import Given
from cchc_workflow.engine.score.binder import (
    Binder,
    ReadFile,
    evidence_of_criterion,
    gather_binder,
    with_binder,
)
from cchc_workflow.engine.score.prove import add_proof
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.plans import load_plan_row
from tests.builders import vn
from tests.engine.score.scoring import ON, sheet_of
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_TCCB, SmallOffice
from tests.scored_office import JULY, PDF, prove_a1


def gather(desk: SmallOffice) -> Binder:
    with desk.database.read() as tx:
        return gather_binder(tx, Scope(1), load_plan_row(tx, desk.plan_id), ON)


def test_binder_has_a_section_for_each_criterion(scored: SmallOffice) -> None:
    binder = gather(scored)
    assert (binder.organization, binder.plan_number, binder.year, binder.version, binder.on) == (
        "Sở Ví dụ",
        "12/KH-SVD",
        2021,
        "2021-1",
        date(2021, 7, 1),
    )
    assert binder.areas == (("a", "Chỉ đạo điều hành"),)
    assert [(each.criterion.code, [above.code for above in each.above]) for each in binder.sections] == [
        ("a.1.1", ["a.1"]),
        ("a.1.2", ["a.1"]),
        ("a.2", []),
        ("XHH", []),
    ]
    assert all(each.proof is Proof.NONE and each.pieces == () for each in binder.sections)


def test_binder_has_what_tasks_and_people_brought(scored: SmallOffice) -> None:
    prove_a1(scored)
    scored.report("B1", vn(28, 6, 8), HEAD_TCCB)
    given = Given(document="5/KH", file_name="kh.pdf", content=PDF)
    add_proof(scored.office, scored.actor(COORDINATOR, JULY), scored.plan_id, "a.1.1", given, JULY)
    first, second, *_ = gather(scored).sections
    own, task = first.pieces
    assert (own.document, own.task, own.unit, own.accepted, own.kept) == ("5/KH", "", "daumoi", True, True)
    assert (task.document, task.task, task.task_title, task.unit, task.signer) == (
        "12/BC-VP",
        "A1",
        "Nhiệm vụ A1",
        "Văn phòng Sở",
        "Chánh Văn phòng",
    )
    assert (task.issued_on, task.file_name, task.accepted, task.kept) == (
        date(2021, 5, 31),
        "Báo cáo số 1.pdf",
        True,
        True,
    )
    (waiting,) = second.pieces
    assert (waiting.document, waiting.accepted, waiting.kept, waiting.sha256) == (
        "12/BC-VP",
        False,
        False,
        None,
    )


def test_only_the_last_report_that_stands_proves(scored: SmallOffice) -> None:
    scored.report("A1", vn(1, 6, 8))
    scored.do("thamdinh@so.example", "return", "A1", vn(2, 6, 8), note="Thiếu")
    assert gather(scored).sections[0].pieces == ()
    prove_again = scored.do(
        HEAD,
        "report",
        "A1",
        vn(3, 6, 8),
        evidence=(Evidence(document="99/BC-VP"), Evidence(document="100/BC-VP")),
    )
    assert prove_again.phase == "reported"
    assert [piece.document for piece in gather(scored).sections[0].pieces] == ["99/BC-VP", "100/BC-VP"]


def test_evidence_of_a_criterion_is_narrowed_to_a_unit(scored: SmallOffice) -> None:
    scored.report("U1/VP", vn(1, 6, 8))
    scored.report("U1/TCCB", vn(1, 6, 8), HEAD_TCCB)
    criterion = sheet_of(scored).line("a.1.2").criterion
    tccb = scored.unit_id("TCCB")
    with scored.database.read() as tx:
        every = evidence_of_criterion(tx, Scope(1), scored.plan_id, criterion)
        own = evidence_of_criterion(tx, Scope(1, frozenset({tccb})), scored.plan_id, criterion, tccb)
        foreign = evidence_of_criterion(tx, Scope(2), scored.plan_id, criterion)
    assert [piece.task for piece in every] == ["U1/TCCB", "U1/VP"]
    assert [piece.task for piece in own] == ["U1/TCCB"]
    assert foreign == ()


def test_files_are_read_while_the_binder_is_written(scored: SmallOffice) -> None:
    prove_a1(scored)
    seen: list[bytes | None] = []

    def write(binder: Binder, read_file: ReadFile) -> None:
        digests = [piece.sha256 for each in binder.sections for piece in each.pieces]
        seen.extend(read_file(digest) for digest in digests if digest)
        seen.append(read_file("0" * 64))

    with scored.database.read() as tx:
        plan = load_plan_row(tx, scored.plan_id)
    with_binder(scored.office, scored.actor(COORDINATOR, JULY), plan, ON, write)
    assert seen == [PDF, None]


def test_a_unit_has_no_binder(scored: SmallOffice) -> None:
    with scored.database.read() as tx:
        plan = load_plan_row(tx, scored.plan_id)
    with pytest.raises(NotFoundError):
        with_binder(scored.office, scored.actor(HEAD, JULY), plan, ON, lambda binder, read: None)
