from datetime import date

from cchc_workflow.store.comments import comments_of, insert_comment
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import duty, issue_small

NOW = vn(1, 6, 8)


def test_the_newest_comments_come_in_the_order_of_their_making(database: Database) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 6, 30)))
    task_id = desk.task("A1").id
    with database.begin() as tx:
        for text in ("một", "hai", "ba"):
            insert_comment(tx, task_id, 1, text, NOW)
        insert_comment(tx, desk.task("A2").id, 1, "khác", NOW)
        assert [(row.text, row.at) for row in comments_of(tx, task_id)] == [
            ("một", NOW), ("hai", NOW), ("ba", NOW),
        ]  # fmt: skip
        assert [row.text for row in comments_of(tx, task_id, most=2)] == ["hai", "ba"]
        assert comments_of(tx, task_id)[0].person_name
