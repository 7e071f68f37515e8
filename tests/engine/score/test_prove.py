from datetime import date
from hashlib import sha256

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.scoring import Proof
from cchc_workflow.engine.evidence import Given
from cchc_workflow.engine.score.prove import MOST_PROOFS, add_proof, remove_proof
from cchc_workflow.errors import FileError, FileTooLargeError, IncompleteError, NotFoundError, WrongRoleError
from cchc_workflow.store import scores
from cchc_workflow.store.files import forget_file
from tests.engine.score.scoring import noted, sheet_of
from tests.engine.small_office import CHIEF, COORDINATOR, DIRECTOR, HEAD, VERIFIER, SmallOffice
from tests.scored_office import JULY, PDF, prove_a1

DIGEST = sha256(PDF).hexdigest()
DOCUMENT = Given(
    document=" 12/KH-SNN  ", issued_on=date(2021, 4, 20), signer=" Giám đốc ", file_name="kh.pdf", content=PDF
)


def add(desk: SmallOffice, given: Given = DOCUMENT, criterion: str = "a.2", by: str = COORDINATOR) -> int:
    return add_proof(desk.office, desk.actor(by, JULY), desk.plan_id, criterion, given, JULY)


def test_a_document_and_a_file_prove_a_criterion(scored: SmallOffice) -> None:
    proof_id = add(scored)
    line = sheet_of(scored).line("a.2")
    assert (line.own, line.proof) == (1, Proof.WHOLE)
    with scored.database.read() as tx:
        (row,) = scores.proofs_of(tx, scored.plan_id)
        file = scores.read_proof_file(tx, Scope(1), proof_id)
    assert (row.document, row.issued_on, row.signer, row.file_name, row.sha256, row.size) == (
        "12/KH-SNN",
        date(2021, 4, 20),
        "Giám đốc",
        "kh.pdf",
        DIGEST,
        len(PDF),
    )
    assert row.giver == "daumoi"
    assert (bytes(file.content), file.media_type) == (PDF, "application/pdf")
    assert noted(scored, "criterion_proven") == [
        ("a.2", {"plan": "so-vi-du-2021", "document": "12/KH-SNN", "file_name": "kh.pdf", "sha256": DIGEST})
    ]


def test_a_document_without_a_file_proves_too(scored: SmallOffice) -> None:
    add(scored, Given(document="12/KH-SNN"), by=CHIEF)
    assert sheet_of(scored).line("a.2").proof is Proof.WHOLE


def test_evidence_is_taken_back_with_its_bytes(scored: SmallOffice) -> None:
    first, second = add(scored), add(scored, criterion="a.1.1")
    actor = scored.actor(COORDINATOR, JULY)
    assert remove_proof(scored.office, actor, first, JULY) == "a.2"
    with scored.database.begin() as tx:
        assert scores.read_content(tx, DIGEST) == PDF, "the other criterion still names it"
        assert not forget_file(tx, DIGEST)
    remove_proof(scored.office, actor, second, JULY)
    with scored.database.read() as tx:
        assert scores.read_content(tx, DIGEST) is None
    assert [subject for subject, _ in noted(scored, "proof_removed")] == ["a.2", "a.1.1"]
    with pytest.raises(NotFoundError):
        remove_proof(scored.office, actor, first, JULY)


def test_bytes_that_a_task_names_stay(scored: SmallOffice) -> None:
    prove_a1(scored)
    proof_id = add(scored)
    remove_proof(scored.office, scored.actor(COORDINATOR, JULY), proof_id, JULY)
    with scored.database.read() as tx:
        assert scores.read_content(tx, DIGEST) == PDF


@pytest.mark.parametrize("by", [HEAD, VERIFIER, DIRECTOR])
def test_who_may_not_prove_is_refused(scored: SmallOffice, by: str) -> None:
    proof_id = add(scored)
    with pytest.raises(WrongRoleError):
        add(scored, by=by)
    with pytest.raises(WrongRoleError):
        remove_proof(scored.office, scored.actor(by, JULY), proof_id, JULY)
    assert sheet_of(scored).line("a.2").own == 1


@pytest.mark.parametrize("criterion", ["a", "a.1", "a.9", "", "../a"])
def test_an_unknown_criterion_is_not_there(scored: SmallOffice, criterion: str) -> None:
    with pytest.raises(NotFoundError):
        add(scored, criterion=criterion)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (Given(), IncompleteError),
        (Given(document="  "), IncompleteError),
        (Given(file_name="x.exe", content=b"MZ\x90"), FileError),
        (Given(file_name="x.pdf", content=b"<script>alert(1)</script>"), FileError),
        (Given(file_name="x.docx", content=PDF), FileError),
        (Given(file_name="x.pdf", content=b""), FileError),
        (Given(file_name="x.pdf", content=PDF + b"0" * (25 * 2**20)), FileTooLargeError),
    ],
)
def test_what_is_no_evidence_is_refused(scored: SmallOffice, given: Given, error: type[Exception]) -> None:
    with pytest.raises(error):
        add(scored, given)
    assert sheet_of(scored).line("a.2").own == 0


def test_a_criterion_takes_so_much_and_no_more(scored: SmallOffice) -> None:
    for number in range(MOST_PROOFS):
        add(scored, Given(document=f"{number}/BC"))
    with pytest.raises(FileError, match="too_many_proofs"):
        add(scored, Given(document="51/BC"))


@pytest.mark.parametrize("proof_id", [0, -1, 2**63 - 1, 2**63])
def test_an_unknown_key_is_not_there(scored: SmallOffice, proof_id: int) -> None:
    with pytest.raises(NotFoundError):
        remove_proof(scored.office, scored.actor(COORDINATOR, JULY), proof_id, JULY)
