from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, text

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store import outbox
from cchc_workflow.store.database import Database, Transaction
from cchc_workflow.store.outbox import (
    Item,
    OutboxState,
    add_item,
    add_items,
    claim,
    count_states,
    earliest_queued,
    has_key,
    held_for,
    list_outbox,
    oldest_waiting,
    read_row,
    requeue,
    settle,
    settle_held,
    waiting_people,
)
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import OutboxRow
from tests.store.office import NOW, Office, fill, query_plan

LEASE = timedelta(minutes=5)
_outbox = table_of(OutboxRow)


def make_item(office: Office, key: str = "k", **over: object) -> Item:
    item = Item(
        organization_id=office.organization_id, key=key, message="reminder", person_id=office.head_id,
        facts={"unit": "Văn phòng", "task": "A4"}, state=OutboxState.QUEUED, not_before=NOW, created_at=NOW,
    )  # fmt: skip
    return replace(item, **over)  # type: ignore[arg-type]


def keys_claimed(tx: Transaction, now: datetime = NOW, most: int = 9) -> list[str]:
    return [row.key for row in claim(tx, now, now + LEASE, most)]


def states(tx: Transaction) -> dict[str, str]:
    return {row.key: row.state for row in tx.all(select(_outbox.c.key, _outbox.c.state))}


def test_item_is_put_in_once_for_each_key(database: Database, office: Office) -> None:
    with database.begin() as tx:
        add_items(tx, [make_item(office, "a"), make_item(office, "b"), make_item(office, "a")])
        add_items(tx, [make_item(office, "b", message="other")])
        assert [(row.key, row.message) for row in list_outbox(tx, office.organization_id)] == [
            ("b", "reminder"),
            ("a", "reminder"),
        ]
        assert has_key(tx, "a")
        assert not has_key(tx, "c")


def test_item_put_in_alone_tells_its_key_or_that_it_is_there(database: Database, office: Office) -> None:
    with database.begin() as tx:
        row_id = add_item(tx, make_item(office))
        assert row_id is not None
        assert add_item(tx, make_item(office)) is None
        row = read_row(tx, office.organization_id, row_id)
    assert (row.facts, row.attempts, row.mail) == ('{"task":"A4","unit":"Văn phòng"}', 0, None)


def test_item_put_in_by_many_at_once_is_there_once(database: Database, office: Office) -> None:
    together = Barrier(4)

    def put() -> int | None:
        together.wait()
        with database.begin() as tx:
            return add_item(tx, make_item(office))

    with ThreadPoolExecutor(4) as pool:
        found = [future.result() for future in [pool.submit(put) for _ in range(4)]]
    assert len([row_id for row_id in found if row_id is not None]) == 1


def test_claim_takes_what_is_due_oldest_first(database: Database, office: Office) -> None:
    with database.begin() as tx:
        add_items(
            tx,
            [
                make_item(office, "later", not_before=NOW + timedelta(seconds=1)),
                make_item(office, "second"),
                make_item(office, "first", not_before=NOW - timedelta(seconds=1)),
                make_item(office, "held", state=OutboxState.HELD),
                make_item(office, "third"),
            ],
        )
        assert keys_claimed(tx, most=2) == ["first", "second"]
        assert keys_claimed(tx) == ["third"]
        assert keys_claimed(tx) == []


def test_claimed_row_tells_all_that_its_mail_needs(database: Database, office: Office) -> None:
    with database.begin() as tx:
        add_item(tx, make_item(office))
        (row,) = claim(tx, NOW, NOW + LEASE, 1)
    assert (row.address, row.name, row.message, row.attempts) == ("head@so.example", "head", "reminder", 0)
    assert row.created_at == NOW


def test_claim_that_ran_out_is_taken_over_and_its_owner_settles_nothing(
    database: Database, office: Office
) -> None:
    ran_out = NOW + LEASE
    with database.begin() as tx:
        add_item(tx, make_item(office))
        (lost,) = claim(tx, NOW, ran_out, 1)
        assert claim(tx, ran_out - timedelta(microseconds=1), ran_out, 1) == []
        (taken,) = claim(tx, ran_out, ran_out + LEASE, 1)
        assert (lost.attempts, taken.attempts) == (0, 1)
        assert not settle(tx, lost, OutboxState.DEAD, mail=None, next_at=NOW)
        assert settle(tx, taken, OutboxState.SENT, mail=b"Subject: x", next_at=NOW, done_at=ran_out)
        assert not settle(tx, taken, OutboxState.DEAD, mail=None, next_at=NOW)
        row = read_row(tx, office.organization_id, taken.id)
    assert (row.state, row.mail, row.sent_at, row.claimed_until) == ("sent", b"Subject: x", ran_out, None)


def test_claims_of_many_never_share_a_row(database: Database, office: Office) -> None:
    together = Barrier(4)
    with database.begin() as tx:
        add_items(tx, [make_item(office, str(number)) for number in range(100)])

    def deliver() -> list[str]:
        taken: list[str] = []
        together.wait()
        while True:
            with database.begin() as tx:
                found = keys_claimed(tx, most=7)
            if not found:
                return taken
            taken += found

    with ThreadPoolExecutor(4) as pool:
        taken = [future.result() for future in [pool.submit(deliver) for _ in range(4)]]
    assert sorted(key for keys in taken for key in keys) == sorted(str(number) for number in range(100))


@pytest.mark.postgresql
def test_claim_passes_over_what_another_node_is_taking(postgresql_database: Database) -> None:
    with postgresql_database.begin() as tx:
        office = fill(tx)
        add_items(tx, [make_item(office, "a"), make_item(office, "b")])
    with postgresql_database.begin() as one, postgresql_database.begin() as other:
        assert keys_claimed(one, most=1) == ["a"]
        other.run(text("SET LOCAL lock_timeout = '1s'"))
        assert keys_claimed(other) == ["b"]


def test_mail_put_off_waits_for_its_next_time(database: Database, office: Office) -> None:
    again = NOW + timedelta(minutes=2)
    with database.begin() as tx:
        add_item(tx, make_item(office))
        (row,) = claim(tx, NOW, NOW + LEASE, 1)
        assert settle(tx, row, OutboxState.QUEUED, mail=b"bytes", error="451 busy", next_at=again)
        assert earliest_queued(tx) == again
        assert keys_claimed(tx, again - timedelta(seconds=1)) == []
        (row,) = claim(tx, again, again + LEASE, 1)
    assert (row.attempts, row.mail) == (1, b"bytes")


def test_dead_mail_is_tried_again_from_its_start(database: Database, office: Office) -> None:
    with database.begin() as tx:
        row_id = add_item(tx, make_item(office))
        assert row_id is not None
        (row,) = claim(tx, NOW, NOW + LEASE, 1)
        settle(tx, row, OutboxState.DEAD, mail=b"bytes", error="550 unknown", next_at=NOW)
        assert keys_claimed(tx) == []
        requeue(tx, office.organization_id, row_id, NOW)
        row = read_row(tx, office.organization_id, row_id)
        assert (row.state, row.attempts, row.error, row.mail) == ("queued", 0, None, None)
        assert keys_claimed(tx) == ["k"]


def test_only_dead_mail_of_the_own_organization_is_tried_again(database: Database, office: Office) -> None:
    with database.begin() as tx:
        row_id = add_item(tx, make_item(office))
        assert row_id is not None
        for organization_id, asked in (
            (office.organization_id, row_id),
            (office.organization_id + 1, row_id),
            (office.organization_id, 10**6),
        ):
            with pytest.raises(NotFoundError):
                requeue(tx, organization_id, asked, NOW)


def test_row_key_beyond_64_bits_is_not_found(database: Database, office: Office) -> None:
    with pytest.raises(NotFoundError), database.read() as tx:
        read_row(tx, office.organization_id, 2**63)


def test_held_rows_wait_for_the_digest_of_their_person(database: Database, office: Office) -> None:
    held = make_item(office, state=OutboxState.HELD)
    later = NOW + timedelta(hours=1)
    with database.begin() as tx:
        add_items(
            tx,
            [
                replace(held, key="b", person_id=office.director_id),
                replace(held, key="a"),
                replace(held, key="c"),
                replace(held, key="d", not_before=later),
            ],
        )
        own = (office.organization_id, office.head_id)
        assert waiting_people(tx, NOW) == [own, (office.organization_id, office.director_id)]
        rows = held_for(tx, office.head_id, NOW)
        assert [row.key for row in rows] == ["a", "c"]
        bundle = add_item(tx, make_item(office, "digest"))
        settle_held(tx, [rows[0].id], OutboxState.BUNDLED, bundle)
        settle_held(tx, [rows[1].id], OutboxState.DROPPED, None)
        settle_held(tx, [rows[0].id], OutboxState.MISSED, None)
        assert states(tx) == {"a": "bundled", "b": "held", "c": "dropped", "d": "held", "digest": "queued"}
        assert waiting_people(tx, NOW) == [(office.organization_id, office.director_id)]
        assert [row.key for row in held_for(tx, office.head_id, later)] == ["d"]


def test_listing_shows_the_newest_of_what_is_asked(database: Database, office: Office) -> None:
    with database.begin() as tx:
        add_items(tx, [make_item(office, key, task_id=number) for number, key in enumerate("abc")])
        add_item(tx, make_item(office, "dead", state=OutboxState.DEAD, task_id=1))
        organization = office.organization_id

        def keys(**wanted: object) -> list[str]:
            return [row.key for row in list_outbox(tx, organization, **wanted)]  # type: ignore[arg-type]

        assert keys() == ["dead", "c", "b", "a"]
        assert keys(most=2) == ["dead", "c"]
        assert keys(states=["dead", "sent"]) == ["dead"]
        assert keys(task_id=1) == ["dead", "b"]
        assert keys(task_id=1, states=["queued"]) == ["b"]
        assert list_outbox(tx, organization + 1) == []


def test_states_are_counted_with_their_oldest(database: Database, office: Office) -> None:
    earlier = NOW - timedelta(days=1)
    with database.begin() as tx:
        assert (count_states(tx), oldest_waiting(tx), earliest_queued(tx)) == ({}, {}, None)
        add_items(tx, [make_item(office, "a"), make_item(office, "b", not_before=earlier)])
        add_item(tx, make_item(office, "c", state=OutboxState.DEAD))
        assert count_states(tx) == {"queued": 2, "dead": 1}
        assert oldest_waiting(tx) == {"queued": earlier, "dead": NOW}
        assert earliest_queued(tx) == earlier


def test_some_messages_are_looked_at_alone(database: Database, office: Office) -> None:
    later = NOW + timedelta(hours=1)
    urgent = make_item(office, "b", message="password_link", not_before=later)
    with database.begin() as tx:
        add_items(tx, [make_item(office, "a"), urgent])
        only = {"password_link"}
        assert (earliest_queued(tx), earliest_queued(tx, only), earliest_queued(tx, {"x"})) == (
            NOW,
            later,
            None,
        )
        assert claim(tx, NOW, later, 9, only) == []
        assert [row.key for row in claim(tx, later, later + LEASE, 9, only)] == ["b"]
        assert states(tx) == {"a": "queued", "b": "sending"}


def test_outbox_is_read_through_its_indexes(sqlite_database: Database) -> None:
    held = query_plan(sqlite_database, outbox._HELD, {"person_id": 1, "now": NOW})
    assert "ix_outbox_held (state=? AND person_id=? AND not_before<?)" in held
    ready = query_plan(sqlite_database, outbox._CLAIMABLE, {"now": NOW, "most": 9})
    assert "SCAN outbox" not in ready
    assert "COVERING INDEX ix_outbox_state" in query_plan(sqlite_database, outbox._EARLIEST, {})
