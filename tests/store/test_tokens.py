from datetime import timedelta

from cchc_workflow.store.database import Database
from cchc_workflow.store.tokens import (
    add_token,
    count_live,
    find_token,
    note_used,
    revoke_token,
    tokens_of,
)
from tests.store.office import NOW, fill


def values(person_id: int, digest: str = "a", **over: object) -> dict[str, object]:
    row = {"token_sha256": digest, "person_id": person_id, "name": "thử", "scopes": "[]", "made_at": NOW}
    return {**row, **over}


def test_token_is_found_by_its_hash(database: Database) -> None:
    with database.begin() as tx:
        head = fill(tx).head_id
        token_id = add_token(tx, values(head))
        row = find_token(tx, "a")
        assert row is not None
        assert (row.id, row.person_id, row.used_at, row.ends_at, row.revoked_at) == (
            token_id, head, None, None, None,
        )  # fmt: skip
        assert find_token(tx, "b") is None


def test_tokens_of_a_person_are_the_newest_first_and_nobody_elses(database: Database) -> None:
    with database.begin() as tx:
        office = fill(tx)
        made = [add_token(tx, values(office.head_id, digest)) for digest in "ab"]
        add_token(tx, values(office.deputy_id, "c"))
        assert [row.id for row in tokens_of(tx, office.head_id)] == made[::-1]


def test_token_remembers_when_it_was_used(database: Database) -> None:
    with database.begin() as tx:
        token_id = add_token(tx, values(fill(tx).head_id))
        note_used(tx, token_id, NOW)
        row = find_token(tx, "a")
        assert row is not None
        assert row.used_at == NOW


def test_token_is_revoked_once_and_by_its_owner_only(database: Database) -> None:
    with database.begin() as tx:
        office = fill(tx)
        token_id = add_token(tx, values(office.head_id))
        assert not revoke_token(tx, office.deputy_id, token_id, NOW)
        assert revoke_token(tx, office.head_id, token_id, NOW)
        assert not revoke_token(tx, office.head_id, token_id, NOW + timedelta(days=1))
        row = find_token(tx, "a")
        assert row is not None
        assert row.revoked_at == NOW


def test_live_tokens_are_those_neither_ended_nor_revoked(database: Database) -> None:
    with database.begin() as tx:
        head = fill(tx).head_id
        add_token(tx, values(head, "without end"))
        add_token(tx, values(head, "goes on", ends_at=NOW + timedelta(seconds=1)))
        add_token(tx, values(head, "ends now", ends_at=NOW))
        add_token(tx, values(head, "revoked", revoked_at=NOW))
        assert count_live(tx, head, NOW) == 2
