from datetime import date

import pytest

from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.database import Database
from cchc_workflow.store.uploads import clear_uploads, count_uploads, insert_upload, take_upload, uploads_of
from tests.builders import vn
from tests.engine.small_office import duty, issue_small

NOW = vn(1, 6, 8)


def test_uploads_are_kept_listed_and_taken(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 6, 30)))
    first, second = desk.task("A1").id, desk.task("A2").id
    values = {"person_id": 1, "at": NOW, "issued_on": date(2021, 5, 31), "signer": "Ai đó", "file_name": ""}
    with database.begin() as tx:
        for document in ("1/BC", "2/BC", "3/BC"):
            insert_upload(tx, {**values, "task_id": first, "document": document, "sha256": None})
        insert_upload(tx, {**values, "task_id": second, "document": "4/BC", "sha256": None})
        rows = uploads_of(tx, first)
        assert [(row.document, row.issued_on, row.at, row.size) for row in rows] == [
            (document, date(2021, 5, 31), NOW, None) for document in ("1/BC", "2/BC", "3/BC")
        ]
        assert take_upload(tx, first, rows[1].id).document == "2/BC"
        assert count_uploads(tx, first) == 2
        for key in (rows[1].id, 0, 2**63 - 1):
            with pytest.raises(NotFoundError):
                take_upload(tx, first, key)
        with pytest.raises(NotFoundError):
            take_upload(tx, second, rows[0].id)
        assert clear_uploads(tx, first) == 2
        assert (count_uploads(tx, first), count_uploads(tx, second)) == (0, 1)
