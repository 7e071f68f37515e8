import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cchc_workflow.bootstrap import open_office
from cchc_workflow.definitions.script import Line
from cchc_workflow.domain.people import Scope
from cchc_workflow.domain.task import Task
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.script import Applied, Outcome, Refused, refuse_outside, run_line
from cchc_workflow.settings import Settings
from cchc_workflow.store.database import Database
from cchc_workflow.store.events import read_events
from cchc_workflow.store.extensions import list_extensions
from cchc_workflow.store.people import find_person
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tasks import find_task
from tests.builders import vn
from tests.small_plan import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    OFFICER,
    OTHER_HEAD,
    VERIFIER,
    open_small_office,
)

AT = vn(10, 6, 9)
CENTRES = "trung tâm một; Trung tâm Hai"


class Stage:
    """The small plan, and a way to play lines in it."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def play(self, actor: str, task: str, action: str, value: str = "", note: str = "") -> Outcome:
        line = Line(number=2, at=AT, actor=actor, task=task, action=action, value=value, note=note)
        return run_line(self.office, 1, line, AT)

    def facts(self, *line: str) -> dict[str, Any]:
        outcome = self.play(*line)
        assert isinstance(outcome, Refused)
        return {"code": outcome.error.code, **outcome.error.facts()}

    def task(self, code: str = "A1") -> Task:
        with self.office.database.read() as tx:
            return find_task(tx, Scope(1), code)

    def given(self, code: str = "A1") -> dict[str, Any]:
        """Return what the last event of a task keeps."""
        with self.office.database.read() as tx:
            data: dict[str, Any] = from_json(read_events(tx, self.task(code).id)[-1].data)
        return data

    def extension(self) -> Any:  # noqa: ANN401  # a row
        with self.office.database.read() as tx:
            return list_extensions(tx, Scope(1))[-1]


@pytest.fixture(scope="module")
def issued(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Issue the plan once, in a database for the tests to copy."""
    folder = tmp_path_factory.mktemp("issued")
    path = folder / "issued.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    open_small_office(database, folder)
    database.close()
    return path


@pytest.fixture
def stage(issued: Path, tmp_path: Path) -> Iterator[Stage]:
    path = tmp_path / "stage.sqlite3"
    shutil.copyfile(issued, path)
    database = Database(f"sqlite:///{path}", synchronous="NORMAL")
    yield Stage(open_office(Settings(home=tmp_path), database))
    database.close()


def lacks(*missing: str, **more: object) -> dict[str, object]:
    return {"code": "incomplete", "missing": list(missing), **more}


def unknown(kind: str, what: str) -> dict[str, object]:
    return {"code": "not_found", "kind": kind, "id": what}


def applied(*outcomes: Outcome) -> bool:
    return all(isinstance(outcome, Applied) for outcome in outcomes)


def test_run_line_takes_a_task_through_its_life(stage: Stage) -> None:
    assert applied(
        stage.play(HEAD, "A1", "start"),
        stage.play(HEAD, "A1", "report", "12/BC-TCCB", "Đã gửi"),
        stage.play(COORDINATOR, "A1", "return", note="Thiếu số liệu"),
        stage.play(HEAD, "A1", "report", "13/BC-TCCB"),
        stage.play(VERIFIER, "A1", "verify"),
        stage.play(DIRECTOR, "A1", "reopen", note="Số liệu sai"),
        stage.play(CHIEF, "A1", "suspend", note="Chờ hướng dẫn"),
        stage.play(CHIEF, "A1", "resume"),
        stage.play(CHIEF, "A1", "excuse", note="Văn bản đến muộn"),
        stage.play(DIRECTOR, "A1", "cancel", "45/QĐ-SVD", "Không còn phù hợp"),
    )
    assert (stage.task().state, stage.task().excused) == ("cancelled", True)
    assert stage.given() == {"document": "45/QĐ-SVD", "note": "Không còn phù hợp"}


@pytest.mark.parametrize(
    ("task", "value", "note", "kept"),
    [
        ("A1", "12/BC-TCCB", "Đã gửi", {"note": "Đã gửi", "document": "12/BC-TCCB", "value": None}),
        ("A1", "12/BC-TCCB", "", {"note": None, "document": "12/BC-TCCB", "value": None}),
        ("A1", "", "Biên bản họp 3/6", {"note": None, "document": "Biên bản họp 3/6", "value": None}),
        ("A2", "1/3", "9/BC-TCCB", {"note": None, "document": "9/BC-TCCB", "value": "1/3"}),
        ("A3", CENTRES, "9/BC", {"note": None, "document": "9/BC", "value": CENTRES}),
    ],
)  # fmt: skip
def test_run_line_reports_with_evidence(
    stage: Stage, task: str, value: str, note: str, kept: dict[str, str | None]
) -> None:
    assert applied(stage.play(HEAD, task, "start"), stage.play(HEAD, task, "report", value, note))
    given = stage.given(task)
    (evidence,) = given["evidence"]
    assert evidence["document"] == kept["document"]
    assert (given.get("note"), given.get("value")) == (kept["note"], kept["value"])


@pytest.mark.parametrize(
    ("task", "value", "note", "missing"),
    [
        ("A1", "", "", ["evidence"]),
        ("A2", "", "", ["evidence", "value"]),
        ("A2", "1/3", "", ["evidence"]),
        ("A2", "", "9/BC-TCCB", ["value"]),
        ("A2", "0/3", "9/BC-TCCB", ["target"]),
        ("A2", "nhiều", "9/BC-TCCB", ["value"]),
        ("A3", "Trung tâm Một", "9/BC-TCCB", ["target"]),
    ],
)
def test_run_line_refuses_a_report_that_lacks_something(
    stage: Stage, task: str, value: str, note: str, missing: list[str]
) -> None:
    stage.play(HEAD, task, "start")
    facts = stage.facts(HEAD, task, "report", value, note)
    assert (facts["code"], facts["missing"]) == ("incomplete", missing)
    assert stage.task(task).state == "in_progress"


def test_run_line_says_which_centre_is_missing(stage: Stage) -> None:
    stage.play(HEAD, "A3", "start")
    assert stage.facts(HEAD, "A3", "report", "Trung tâm Một", "9/BC")["details"]["missing"] == [
        "Trung tâm Hai"
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ((HEAD, "A99", "start"), unknown("task", "A99")),
        ((OTHER_HEAD, "A1", "start"), unknown("task", "A1")),
        (("ai@so.example", "A1", "start"), unknown("person", "ai@so.example")),
        (("", "A1", "start"), unknown("person", "")),
        ((HEAD, "A1", "finish"), unknown("action", "finish")),
        ((HEAD, "A1", ""), unknown("action", "")),
        ((HEAD, "A1", "report", "1/BC"), {"code": "wrong_state", "state": "assigned"}),
        ((COORDINATOR, "A1", "start"), {"code": "wrong_role", "actor": COORDINATOR}),
        ((CHIEF, "A1", "suspend"), lacks("reason")),
        ((DIRECTOR, "A1", "cancel", "", "Trùng việc"), lacks("document")),
        ((DIRECTOR, "A1", "cancel", "45/QĐ-SVD"), lacks("reason")),
        ((DIRECTOR, "A1", "cancel"), lacks("reason", "document")),
        ((HEAD, "A1", "request_extension", "30/7/2021"), lacks("reason")),
        ((HEAD, "A1", "request_extension", "", "Chờ"), lacks("due_on")),
        ((HEAD, "A1", "request_extension", "1/6/2021", "Chờ"), lacks("later_due_on")),
        ((HEAD, "A1", "request_extension", "30/7/2022", "Chờ"), lacks("due_within_plan")),
        ((DIRECTOR, "A1", "approve_extension"), unknown("waiting_extension", "A1")),
        ((DIRECTOR, "A1", "amend", "cuối năm", "Đổi"), lacks("due_on", details={"unreadable": "cuối năm"})),
        ((DIRECTOR, "A1", "amend_due_on", "", "Đổi"), lacks("due_on", details={})),
        ((DIRECTOR, "A1", "amend", "2021-08-31"), lacks("reason")),
        ((HEAD, "A1", "amend", "2021-08-31", "Đổi"), {"code": "wrong_role"}),
        ((HEAD, "A1", "give"), lacks("assignee")),
        ((HEAD, "A1", "give", "ai@so.example"), {"code": "not_found", "kind": "person"}),
    ],
)  # fmt: skip
def test_run_line_refuses(stage: Stage, line: tuple[str, ...], expected: dict[str, object]) -> None:
    before = stage.task()
    facts = stage.facts(*line)
    assert facts | expected == facts
    assert stage.task() == before


def test_run_line_refuses_the_reporter_who_verifies(stage: Stage) -> None:
    applied(stage.play(CHIEF, "A8", "start"), stage.play(CHIEF, "A8", "report", "1/BC-VP"))
    assert stage.facts(CHIEF, "A8", "verify")["code"] == "wrong_role"


def test_run_line_moves_a_deadline_by_an_extension(stage: Stage) -> None:
    assert applied(
        stage.play(HEAD, "A1", "request_extension", "30/7/2021", "Chờ ý kiến"),
        stage.play(DIRECTOR, "A1", "approve_extension", "15/7/2021"),
    )
    assert (stage.task().due_on, stage.task().original_due_on) == (date(2021, 7, 15), date(2021, 6, 30))
    assert stage.extension().state == "approved"


def test_run_line_grants_what_was_asked_for_where_no_date_is_given(stage: Stage) -> None:
    stage.play(HEAD, "A1", "request_extension", "30/7/2021", "Chờ ý kiến")
    assert applied(stage.play(DIRECTOR, "A1", "approve_extension"))
    assert stage.task().due_on == date(2021, 7, 30)


@pytest.mark.parametrize(
    ("actor", "action", "note", "state"),
    [
        (DIRECTOR, "reject_extension", "Đã giao từ đầu năm", "rejected"),
        (HEAD, "withdraw_extension", "", "withdrawn"),
    ],
)
def test_run_line_ends_a_request(stage: Stage, actor: str, action: str, note: str, state: str) -> None:
    stage.play(HEAD, "A1", "request_extension", "2021-07-30", "Chờ ý kiến")
    assert applied(stage.play(actor, "A1", action, "", note))
    assert stage.extension().state == state
    assert stage.task().due_on == date(2021, 6, 30)


def test_run_line_refuses_a_second_request(stage: Stage) -> None:
    stage.play(HEAD, "A1", "request_extension", "2021-07-30", "Chờ ý kiến")
    facts = stage.facts(HEAD, "A1", "request_extension", "2021-08-30", "Chờ nữa")
    assert (facts["code"], facts["kind"]) == ("conflict", "extension")


@pytest.mark.parametrize("action", ["amend", "amend_due_on"])
def test_run_line_amends_the_deadline(stage: Stage, action: str) -> None:
    assert applied(stage.play(DIRECTOR, "A1", action, "31/8/2021", "Theo chỉ đạo mới"))
    assert stage.task().due_on == date(2021, 8, 31)
    assert stage.given()["note"] == "Theo chỉ đạo mới"


def test_run_line_wakes_a_dormant_task(stage: Stage) -> None:
    assert applied(stage.play(COORDINATOR, "A7", "amend", "31/8/2021", "Có phát sinh"))
    assert stage.task("A7").counted


def test_run_line_gives_a_task_to_an_officer(stage: Stage) -> None:
    assert applied(stage.play(HEAD, "A1", "give", OFFICER), stage.play(OFFICER, "A1", "start"))
    with stage.office.database.read() as tx:
        assert stage.task().assignee_id == find_person(tx, 1, OFFICER).id  # type: ignore[union-attr]


def test_run_line_refuses_a_clock_that_went_back(stage: Stage) -> None:
    stage.play(HEAD, "A1", "start")
    line = Line(number=3, at=vn(1, 6), actor=HEAD, task="A1", action="report", value="1/BC")
    outcome = run_line(stage.office, 1, line, line.at)
    assert isinstance(outcome, Refused)
    assert outcome.error.code == "clock"


def test_run_line_finds_an_address_in_any_case(stage: Stage) -> None:
    assert applied(stage.play(HEAD.upper(), "Đ6/TCCB", "start"))


@pytest.mark.parametrize(
    ("at", "inside"),
    [(vn(15, 4, 8), True), (vn(15, 4, 7, 59), False), (vn(31, 12, 23, 59), True), (vn(1, 1), False)],
)
def test_refuse_outside_parts_by_the_period(stage: Stage, at: datetime, inside: bool) -> None:  # noqa: FBT001  # a row of the table
    end = stage.office.calendar.end_of(date(2021, 12, 31))
    line = Line(number=2, at=at, actor=HEAD, task="A1", action="start")
    kept, refused = refuse_outside(stage.office, [line], vn(15, 4, 8), end)
    assert (len(kept), len(refused)) == ((1, 0) if inside else (0, 1))


def test_refuse_outside_says_the_period_in_local_time(stage: Stage) -> None:
    end = stage.office.calendar.end_of(date(2021, 12, 31))
    line = Line(number=2, at=end, actor=HEAD, task="A1", action="start")
    _, (refused,) = refuse_outside(stage.office, [line], vn(15, 4, 8), end)
    assert refused.error.facts() == {
        "action": "start",
        "missing": ["outside_period"],
        "details": {"from": "2021-04-15T08:00:00+07:00", "until": "2022-01-01T00:00:00+07:00"},
    }
