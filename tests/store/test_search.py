from collections.abc import Sequence
from typing import Any

import pytest

from cchc_workflow.domain.people import Scope
from cchc_workflow.store.database import Database
from cchc_workflow.store.rows import insert_into
from cchc_workflow.store.search import find_codes, find_documents, find_tasks
from cchc_workflow.store.tables import EvidenceRow
from tests.store.office import Office, put_task

_PUT = insert_into(EvidenceRow)


@pytest.fixture
def filled(database: Database, office: Office) -> Office:
    """Give three tasks: A1 of the first unit, A2 of the other, A3 of the other with the first's help."""
    other = office.other_unit_id
    with database.begin() as tx:
        for code, over in (("A1", {}), ("A2", {"lead_unit_id": other}), ("A3", {"lead_unit_id": other})):
            supports = [office.unit_id] if code == "A3" else []
            task = put_task(
                tx, office, code=code, search=f"{code} duong sat".lower(), supports=supports, **over
            )
            tx.run(
                _PUT,
                {
                    "task_id": task.id,
                    "event_number": 1,
                    "document": f"12/BC-{code}",
                    "search": f"12/bc-{code}".lower(),
                },
            )
    return office


def codes(rows: Sequence[Any]) -> list[str]:
    return [row.code for row in rows]


def test_tasks_and_documents_are_found_in_sight_newest_first(database: Database, filled: Office) -> None:
    whole = Scope(filled.organization_id)
    first = Scope(filled.organization_id, frozenset({filled.unit_id}))
    elsewhere = Scope(filled.organization_id + 1)
    with database.read() as tx:
        for find, words in ((find_tasks, ("duo", "sat")), (find_documents, ("12", "bc"))):
            assert codes(find(tx, whole, words, 10)) == ["A3", "A2", "A1"]
            assert codes(find(tx, first, words, 10)) == ["A3", "A1"]
            assert codes(find(tx, elsewhere, words, 10)) == []
            assert codes(find(tx, whole, words, 2)) == ["A3", "A2"]
            assert find(tx, whole, (), 10) == []
        assert codes(find_documents(tx, whole, ("a2",), 10)) == ["A2"]


def test_codes_are_found_in_sight(database: Database, filled: Office) -> None:
    first = Scope(filled.organization_id, frozenset({filled.unit_id}))
    with database.read() as tx:
        assert codes(find_codes(tx, Scope(filled.organization_id), ("a2", "A2"))) == ["A2"]
        assert codes(find_codes(tx, first, ("a2", "A2"))) == []
        assert codes(find_codes(tx, first, ("a3", "A3"))) == ["A3"]
