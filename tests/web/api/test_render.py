from datetime import date

from cchc_workflow.store.database import Database
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_TCCB, duty, issue_small
from tests.web.api.calling import NOW, open_api

TARGET = 'target = { measure = "percent", at_least = 90, label = "Hồ sơ đúng hạn" }'


def test_a_target_is_shown_with_exact_numbers(sqlite_database: Database) -> None:
    desk = issue_small(sqlite_database, duty("A1", "VP", date(2021, 6, 30), TARGET))
    target = open_api(desk, HEAD).get("/tasks/1").json()["target"]
    assert (target["label"], target["measure"], target["needed"], target["reached"]) == (
        "Hồ sơ đúng hạn", "percent", "90", False,
    )  # fmt: skip


def test_a_task_names_who_helps_and_who_does_it(sqlite_database: Database) -> None:
    desk = issue_small(sqlite_database, duty("A1", "VP", date(2021, 6, 30), 'supports = ["TCCB"]'))
    desk.amend(HEAD, "A1", NOW, assignee=HEAD)
    task = open_api(desk, HEAD_TCCB).get("/tasks/1").json()
    assert task["supports"] == [{"code": "TCCB", "name": "Phòng Tổ chức - Cán bộ"}]
    assert task["assignee"]["address"] == HEAD


def test_an_undated_task_has_no_deadline(sqlite_database: Database) -> None:
    desk = issue_small(sqlite_database, duty("A1", "VP"))
    task = open_api(desk, COORDINATOR).get("/tasks/1").json()
    assert (task["due_on"], task["timeliness"]) == (None, "undated")
