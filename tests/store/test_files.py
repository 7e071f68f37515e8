from datetime import date

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.files import (
    evidence_of,
    forget_file,
    put_file,
    read_evidence_file,
    read_upload_file,
)
from cchc_workflow.store.uploads import insert_upload
from tests.builders import make_evidence, vn
from tests.engine.small_office import HEAD, SmallOffice, duty, issue_small

NOW = vn(1, 6, 8)
DIGEST = "a" * 64
CONTENT = b"%PDF-\0\xff"


@pytest.fixture
def desk(database: Database) -> SmallOffice:
    """Give an office in which A1 was reported with a file, and another by its hash alone."""
    small = issue_small(database, duty("A1", "VP", date(2021, 6, 30)))
    with database.begin() as tx:
        put_file(tx, DIGEST, "application/pdf", CONTENT)
    small.start("A1", NOW)
    kept = make_evidence(document="12/BC", file_name="bc.pdf", sha256=DIGEST, signer="Ai đó")
    small.do(HEAD, "report", "A1", NOW, evidence=(kept, make_evidence(document="13/BC", sha256="b" * 64)))
    return small


def upload(tx: Transaction, task_id: int) -> int:
    values = {
        "task_id": task_id, "person_id": 1, "at": NOW, "document": "", "issued_on": None, "signer": "",
        "file_name": "chờ.pdf", "sha256": DIGEST,
    }  # fmt: skip
    return insert_upload(tx, values)


def test_evidence_says_whether_its_bytes_are_here(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        rows = evidence_of(tx, desk.task("A1").id)
    assert [(row.document, row.size, row.media_type) for row in rows] == [
        ("12/BC", len(CONTENT), "application/pdf"),
        ("13/BC", None, None),
    ]


def test_a_file_is_read_by_what_names_it(desk: SmallOffice) -> None:
    task_id = desk.task("A1").id
    with desk.database.begin() as tx:
        upload_id = upload(tx, task_id)
        proof = evidence_of(tx, task_id)[0]
        found = read_evidence_file(tx, Scope(1, frozenset({desk.unit_id("VP")})), proof.id)
        waits = read_upload_file(tx, Scope(1), upload_id)
    assert (found.file_name, bytes(found.content), found.media_type) == ("bc.pdf", CONTENT, "application/pdf")
    assert (waits.file_name, bytes(waits.content)) == ("chờ.pdf", CONTENT)


@pytest.mark.parametrize("units", [frozenset[int](), frozenset({999})])
def test_a_file_of_another_unit_is_not_there(desk: SmallOffice, units: frozenset[int]) -> None:
    task_id = desk.task("A1").id
    with desk.database.begin() as tx:
        upload_id = upload(tx, task_id)
    with desk.database.read() as tx:
        proof = evidence_of(tx, task_id)[0]
        for scope in (Scope(1, units), Scope(2)):
            with pytest.raises(NotFoundError):
                read_evidence_file(tx, scope, proof.id)
            with pytest.raises(NotFoundError):
                read_upload_file(tx, scope, upload_id)


def test_what_has_no_bytes_is_not_found(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        proof = evidence_of(tx, desk.task("A1").id)[1]
    for key in (proof.id, 0, 2**63 - 1, 2**63):
        with pytest.raises(NotFoundError), desk.database.read() as tx:
            read_evidence_file(tx, Scope(1), key)


def test_only_a_file_that_nothing_names_is_forgotten(desk: SmallOffice) -> None:
    with desk.database.begin() as tx:
        put_file(tx, DIGEST, "application/pdf", CONTENT)
        put_file(tx, "c" * 64, "image/png", b"x")
        assert not forget_file(tx, DIGEST)
        assert forget_file(tx, "c" * 64)
        assert not forget_file(tx, "c" * 64)
