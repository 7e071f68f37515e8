from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import (
    from_json,
    insert_into,
    insert_or_replace,
    insert_returning_id,
    table_of,
    to_json,
)
from cchc_workflow.store.tables import DefinitionRow, TickRow

NOW = datetime(2021, 4, 15, tzinfo=UTC)
LATER = datetime(2021, 4, 16, tzinfo=UTC)
_tick = table_of(TickRow)
_definition = table_of(DefinitionRow)
DEFINITION = {"kind": "task", "sha256": "a", "text": "[a]"}


def test_insert_that_is_quiet_skips_what_is_there(database: Database) -> None:
    add = insert_into(TickRow, quiet_on=["job"])
    with database.begin() as tx:
        assert tx.run(add, {"job": "sweep", "at": NOW}) == 1
        assert tx.run(add, {"job": "sweep", "at": LATER}) == 0
        assert tx.scalar(select(_tick.c.at)) == NOW


def test_insert_that_is_quiet_skips_only_what_is_there_of_many(database: Database) -> None:
    add = insert_into(TickRow, quiet_on=["job"])
    with database.begin() as tx:
        tx.run(add, {"job": "b", "at": NOW})
        assert tx.run_many(add, [{"job": job, "at": LATER} for job in "abc"]) == 2


def test_insert_or_replace_leaves_one_row(database: Database) -> None:
    keep = insert_or_replace(TickRow, key=["job"])
    with database.begin() as tx:
        for at in (NOW, LATER):
            assert tx.run(keep, {"job": "sweep", "at": at}) == 1
        assert [tuple(row) for row in tx.all(select(_tick))] == [("sweep", LATER)]


def test_insert_answers_with_the_new_key_and_with_none_where_it_was_skipped(database: Database) -> None:
    add = insert_returning_id(DefinitionRow, quiet_on=["kind", "sha256"])
    with database.begin() as tx:
        key = tx.scalar(add, DEFINITION)
        assert key == tx.scalar(select(_definition.c.id))
        assert tx.scalar(add, DEFINITION) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": "Sở"}, '{"a":"Sở","b":1}'),
        ([None, True, "\n"], '[null,true,"\\n"]'),
        ({}, "{}"),
    ],
)
def test_json_is_canonical_and_comes_back(value: object, text: str) -> None:
    assert to_json(value) == text
    assert from_json(text) == value
