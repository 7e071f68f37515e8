from datetime import timedelta

from cchc_workflow.store.database import Database
from cchc_workflow.store.idempotency import claim_key, find_answer, forget_answers, keep_answer
from tests.store.office import NOW, fill


def test_key_is_claimed_once_by_each_person(database: Database) -> None:
    with database.begin() as tx:
        office = fill(tx)
        assert claim_key(tx, office.head_id, "k", "a", NOW)
        assert not claim_key(tx, office.head_id, "k", "b", NOW)
        assert claim_key(tx, office.deputy_id, "k", "b", NOW)


def test_answer_is_kept_under_its_key(database: Database) -> None:
    with database.begin() as tx:
        head = fill(tx).head_id
        claim_key(tx, head, "k", "a", NOW)
        claim_key(tx, head, "other", "b", NOW)
        keep_answer(tx, head, "k", 201, "{}", "xong")
        row = find_answer(tx, head, "k")
        assert row is not None
        assert (row.request_sha256, row.status, row.headers, row.body) == ("a", 201, "{}", "xong")
        other = find_answer(tx, head, "other")
        assert other is not None
        assert other.body == ""
        assert find_answer(tx, head, "none") is None


def test_answers_before_an_instant_are_forgotten(database: Database) -> None:
    with database.begin() as tx:
        head = fill(tx).head_id
        claim_key(tx, head, "old", "a", NOW - timedelta(hours=25))
        claim_key(tx, head, "new", "a", NOW)
        assert forget_answers(tx, NOW - timedelta(hours=24)) == 1
        assert find_answer(tx, head, "old") is None
        assert find_answer(tx, head, "new") is not None
