from datetime import timedelta

from cchc_workflow.store import attempts
from cchc_workflow.store.database import Database
from tests.store.office import NOW

SINCE = NOW - timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_failures_are_counted_by_address_and_by_source(database: Database) -> None:
    with database.begin() as tx:
        attempts.hold_attempts(tx)
        for number in range(3):
            attempts.add_attempt(tx, "a", "here", NOW + number * MINUTE)
        attempts.add_attempt(tx, "b", "here", NOW)
        assert attempts.failures_at(tx, "a", SINCE, 2) == [NOW + 2 * MINUTE, NOW + MINUTE]
        assert attempts.failures_at(tx, "a", NOW, 9) == [NOW + 2 * MINUTE, NOW + MINUTE]
        assert len(attempts.failures_from(tx, "here", SINCE, 9)) == 4
        assert attempts.failures_from(tx, "there", SINCE, 9) == []


def test_success_clears_the_address_but_not_the_source(database: Database) -> None:
    with database.begin() as tx:
        attempts.add_attempt(tx, "a", "here", NOW)
        attempts.note_success(tx, attempts.add_attempt(tx, "a", "here", NOW))
        assert attempts.failures_at(tx, "a", SINCE, 9) == []
        attempts.add_attempt(tx, "a", "here", NOW)
        assert len(attempts.failures_at(tx, "a", SINCE, 9)) == 1
        attempts.forgive(tx, "a", NOW)
        assert attempts.failures_at(tx, "a", SINCE, 9) == []
        assert len(attempts.failures_from(tx, "here", SINCE, 9)) == 2


def test_old_attempts_are_forgotten(database: Database) -> None:
    with database.begin() as tx:
        attempts.add_attempt(tx, "a", "here", NOW - MINUTE)
        attempts.add_attempt(tx, "a", "here", NOW)
        assert attempts.forget_attempts(tx, NOW) == 1
        assert attempts.failures_at(tx, "a", SINCE, 9) == [NOW]
