from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import scores
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.files import forget_file, put_file
from tests.builders import vn
from tests.engine.small_office import HEAD_TCCB, SmallOffice
from tests.scored_office import PDF, issue_scored, prove_a1

NOW = vn(1, 7, 8)
DIGEST = "a" * 64


@pytest.fixture
def scored(database: Database) -> SmallOffice:
    """Give the office of tests/scored_office.py."""
    return issue_scored(database)


def add(tx: Transaction, points: str = "1.5", subject: str = "") -> bool:
    return scores.add_score(
        tx,
        {
            "plan_id": 1,
            "subject": subject,
            "criterion": "a.1.1",
            "self_points": Decimal(points),
            "explanation": "vì thế",
            "changed_by": 1,
            "changed_at": NOW,
            "version": 1,
        },
    )


def prove(tx: Transaction, sha256: str | None = None) -> int:
    return scores.add_proof(
        tx,
        {
            "plan_id": 1, "criterion": "a.2", "document": "1/KH", "issued_on": date(2021, 5, 1), "signer": "",
            "file_name": "kh.pdf", "sha256": sha256, "added_by": 1, "added_at": NOW,
        },
    )  # fmt: skip


def test_a_score_is_added_once(scored: SmallOffice) -> None:
    with scored.database.begin() as tx:
        assert add(tx)
        assert not add(tx, "1")
        assert add(tx, "0.25", "VP")
        row = scores.scores_of(tx, 1, "")["a.1.1"]
        assert (row.self_points, row.appraised_points, row.version) == (Decimal("1.5"), None, 1)
        assert [(row.subject, row.self_points) for row in scores.scores_of_units(tx, 1)] == [
            ("VP", Decimal("0.25"))
        ]
        assert scores.scores_of(tx, 1, "TCCB") == {}


def test_a_score_is_saved_only_as_it_was_seen(scored: SmallOffice) -> None:
    new = {
        "new_self": None,
        "new_appraised": Decimal("1.20"),
        "new_explanation": "khác",
        "by": 2,
        "now": NOW,
    }
    with scored.database.begin() as tx:
        add(tx)
        row = scores.scores_of(tx, 1, "")["a.1.1"]
        assert not scores.save_score(tx, row.id, 2, new)
        assert scores.save_score(tx, row.id, 1, new)
        assert not scores.save_score(tx, row.id, 1, new)
        saved = scores.scores_of(tx, 1, "")["a.1.1"]
    assert (saved.self_points, saved.appraised_points, saved.explanation) == (None, Decimal("1.20"), "khác")
    assert (saved.version, saved.changed_by, saved.changed_at) == (2, 2, NOW)


def test_a_proof_keeps_its_file(scored: SmallOffice) -> None:
    with scored.database.begin() as tx:
        put_file(tx, DIGEST, "application/pdf", PDF)
        proof_id = prove(tx, DIGEST)
        prove(tx)
        assert not forget_file(tx, DIGEST)
        assert [(row.document, row.size) for row in scores.proofs_of(tx, 1)] == [
            ("1/KH", len(PDF)),
            ("1/KH", None),
        ]
        assert scores.read_content(tx, DIGEST) == PDF
        assert scores.take_proof(tx, Scope(1), proof_id).sha256 == DIGEST
        assert forget_file(tx, DIGEST)
        assert scores.read_content(tx, DIGEST) is None
        with pytest.raises(NotFoundError):
            scores.take_proof(tx, Scope(1), proof_id)


@pytest.mark.parametrize("scope", [Scope(2), Scope(1, frozenset({1, 2, 3})), Scope(1, frozenset())])
def test_a_proof_is_for_who_sees_the_whole_organization(scored: SmallOffice, scope: Scope) -> None:
    with scored.database.begin() as tx:
        put_file(tx, DIGEST, "application/pdf", PDF)
        proof_id = prove(tx, DIGEST)
    with scored.database.begin() as tx:
        with pytest.raises(NotFoundError):
            scores.read_proof_file(tx, scope, proof_id)
        with pytest.raises(NotFoundError):
            scores.take_proof(tx, scope, proof_id)


def test_a_proof_without_bytes_has_no_file(scored: SmallOffice) -> None:
    with scored.database.begin() as tx:
        proof_id = prove(tx)
    for key in (proof_id, 99, 0, 2**63 - 1, 2**63):
        with pytest.raises(NotFoundError), scored.database.read() as tx:
            scores.read_proof_file(tx, Scope(1), key)


def test_duties_are_those_that_units_lead(scored: SmallOffice) -> None:
    with scored.database.read() as tx:
        assert scores.duties_of_units(tx, 1) == {"VP": {"A1", "U1"}, "TCCB": {"B1", "U1"}, "CCKL": {"U1"}}


def test_reports_with_evidence_are_counted_by_duty(scored: SmallOffice) -> None:
    prove_a1(scored)
    scored.report("U1/TCCB", vn(2, 6, 8), HEAD_TCCB)
    vp, tccb = scored.unit_id("VP"), scored.unit_id("TCCB")
    with scored.database.read() as tx:
        assert scores.count_proven(tx, Scope(1), 1) == {"A1": 1, "U1": 1}
        assert scores.count_proven(tx, Scope(1), 1, vp) == {"A1": 1}
        assert scores.count_proven(tx, Scope(1, frozenset({tccb})), 1) == {"U1": 1}
        assert scores.count_proven(tx, Scope(2), 1) == {}
        rows = scores.evidence_by_duty(tx, Scope(1), 1)
        assert [(row.duty, row.task_code, row.document, row.size) for row in rows] == [
            ("A1", "A1", "12/BC-VP", len(PDF)),
            ("U1", "U1/TCCB", "12/BC-VP", None),
        ]
        assert [row.task_code for row in scores.evidence_by_duty(tx, Scope(1), 1, tccb)] == ["U1/TCCB"]
        assert scores.evidence_by_duty(tx, Scope(2), 1) == []
