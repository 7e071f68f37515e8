from datetime import timedelta

import pytest

from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.sessions import (
    add_session,
    end_session,
    end_sessions,
    find_session,
    forget_ended,
    lock_session,
    note_seen,
    sessions_of,
)
from tests.store.office import NOW, Office

HOUR = timedelta(hours=1)


def add(tx: Transaction, person_id: int, kept: str = "t", **over: object) -> int:
    values: dict[str, object] = {
        "token_sha256": kept, "person_id": person_id, "begun_at": NOW, "seen_at": NOW,
        "ends_at": NOW + 12 * HOUR, "locked_at": None, "half": False, "browser": "Chromium",
        "source": "127.0.0.1",
    }  # fmt: skip
    return add_session(tx, values | over)


def test_session_is_found_by_what_is_kept_of_its_cookie(database: Database, office: Office) -> None:
    with database.begin() as tx:
        session_id = add(tx, office.head_id, "abc", half=True)
        row = find_session(tx, "abc")
        assert row is not None
        assert (row.id, row.person_id, row.organization_id) == (
            session_id,
            office.head_id,
            office.organization_id,
        )
        assert (row.half, row.ends_at) == (True, NOW + 12 * HOUR)
        assert find_session(tx, "ab") is None


def test_sessions_of_a_person_come_with_the_latest_first(database: Database, office: Office) -> None:
    with database.begin() as tx:
        old = add(tx, office.head_id, "a")
        new = add(tx, office.head_id, "b", seen_at=NOW + HOUR)
        add(tx, office.director_id, "c")
        assert [row.id for row in sessions_of(tx, office.head_id)] == [new, old]


def test_a_locked_session_is_not_seen_any_more(database: Database, office: Office) -> None:
    with database.begin() as tx:
        session_id = add(tx, office.head_id)
        note_seen(tx, session_id, NOW + HOUR)
        lock_session(tx, session_id, NOW + 2 * HOUR)
        note_seen(tx, session_id, NOW + 3 * HOUR)
        lock_session(tx, session_id, NOW + 4 * HOUR)
        row = find_session(tx, "t")
        assert row is not None
        assert (row.seen_at, row.locked_at) == (NOW + HOUR, NOW + 2 * HOUR)


def test_only_its_owner_ends_a_session(database: Database, office: Office) -> None:
    with database.begin() as tx:
        session_id = add(tx, office.head_id)
        assert not end_session(tx, office.director_id, session_id)
        assert find_session(tx, "t") is not None
        assert end_session(tx, office.head_id, session_id)
        assert not end_session(tx, office.head_id, session_id)
        assert find_session(tx, "t") is None


@pytest.mark.parametrize("keeps", [True, False])
def test_all_of_a_persons_sessions_end_but_the_one_that_is_kept(
    database: Database,
    office: Office,
    keeps: bool,  # noqa: FBT001
) -> None:
    with database.begin() as tx:
        kept = add(tx, office.head_id, "kept")
        add(tx, office.head_id, "a")
        add(tx, office.director_id, "other")
        assert end_sessions(tx, office.head_id, keep=kept if keeps else 0) == (1 if keeps else 2)
        assert (find_session(tx, "kept") is not None) == keeps
        assert find_session(tx, "other") is not None


def test_what_ended_or_was_long_unseen_is_forgotten(database: Database, office: Office) -> None:
    with database.begin() as tx:
        add(tx, office.head_id, "ended", ends_at=NOW)
        add(tx, office.head_id, "unseen", seen_at=NOW - 30 * HOUR)
        add(tx, office.head_id, "alive", seen_at=NOW - 2 * HOUR)
        assert forget_ended(tx, NOW, NOW - 24 * HOUR) == 2
        assert [row.token_sha256 for row in sessions_of(tx, office.head_id)] == ["alive"]
