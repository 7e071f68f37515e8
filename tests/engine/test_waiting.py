from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Evidence
from cchc_workflow.engine.inbox import (
    read_inbox,
    read_overdue_line,
    read_request_line,
    read_task_line,
    read_undated_line,
)
from cchc_workflow.engine.remind import remind_now
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.waiting import may_retry, retriers
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
)

NOW = vn(21, 5, 9)
TARGET = """
[task.target]
measure = "named"
names = ["Trung tâm Giống", "Trung tâm Tư vấn"]
label = "Cổ phần hóa 02 trung tâm"
"""


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    return issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 5, 17)),
        duty("A2", "VP"),
        duty("A3", "VP", date(2021, 9, 30)),
    )


def refused(line: Any) -> dict[str, bool]:  # noqa: ANN401 - a line with offers of either kind
    offers = line.moves if hasattr(line, "moves") else line.offers
    return {offer.action.name: not offer.allowed for offer in offers}


def test_report_says_who_gave_what(small: SmallOffice) -> None:
    small.start("A3", vn(20, 5, 9))
    given = (Evidence(document="12/BC-VP", issued_on=date(2021, 5, 19)), Evidence(document="Phụ lục"))
    small.do(HEAD, "report", "A3", vn(20, 5, 10), evidence=given)
    line = read_task_line(small.office, small.actor(VERIFIER, NOW), small.task("A3").id)
    assert line.reporter == "truongphong.vp"
    assert [(item.document, item.issued_on) for item in line.given] == [
        ("12/BC-VP", date(2021, 5, 19)),
        ("Phụ lục", None),
    ]


def test_report_that_came_back_shows_only_what_was_given_last(small: SmallOffice) -> None:
    small.report("A3", vn(20, 5, 9))
    small.do(VERIFIER, "return", "A3", vn(20, 5, 10), note="Thiếu phụ lục")
    small.do(HEAD, "report", "A3", vn(20, 5, 11), evidence=(Evidence(document="13/BC-VP"),))
    line = read_task_line(small.office, small.actor(VERIFIER, NOW), small.task("A3").id)
    assert [item.document for item in line.given] == ["13/BC-VP"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (VERIFIER, {"verify": False, "return": False}),
        (COORDINATOR, {"verify": False, "return": False}),
        (CHIEF, {"verify": True, "return": True}),
    ],
)
def test_report_offers_what_the_viewer_may_do(
    small: SmallOffice, address: str, expected: dict[str, bool]
) -> None:
    small.report("A3", vn(20, 5, 9))
    line = read_task_line(small.office, small.actor(address, NOW), small.task("A3").id)
    assert refused(line) == expected


def test_overdue_task_stands_on_a_rung_and_has_one_ahead(small: SmallOffice) -> None:
    sweep(small.office, vn(20, 5, 9))
    line = read_overdue_line(small.office, small.actor(COORDINATOR, NOW), small.task("A1").id, vn(20, 5, 10))
    assert (line.days, line.reached and line.reached.name) == (3, "T+3")
    assert (line.next_step and line.next_step.name, line.next_on) == ("T+5", date(2021, 5, 24))
    assert (line.may_remind, line.reminded) == (True, False)


def test_overdue_task_has_no_rung_after_the_last(small: SmallOffice) -> None:
    late = vn(30, 6, 9)
    line = read_overdue_line(small.office, small.actor(COORDINATOR, late), small.task("A1").id, late)
    assert (line.days, line.reached, line.next_step, line.next_on) == (44, None, None, None)


def test_reminder_of_today_is_known_until_tomorrow(small: SmallOffice) -> None:
    actor, task = small.actor(COORDINATOR, NOW), small.task("A1")
    remind_now(small.office, actor, task.id, NOW)
    assert read_overdue_line(small.office, actor, task.id, NOW).reminded
    assert not read_overdue_line(small.office, actor, task.id, vn(22, 5, 9)).reminded


@pytest.mark.parametrize(
    ("address", "expected"),
    [(CHIEF, {"approve": False, "reject": False}), (COORDINATOR, {"approve": True, "reject": True})],
)
def test_request_offers_decisions_and_not_its_withdrawal(
    small: SmallOffice, address: str, expected: dict[str, bool]
) -> None:
    asked = small.ask("A3", date(2021, 10, 30), NOW)
    line = read_request_line(small.office, small.actor(address, NOW), asked.id)
    assert refused(line) == expected
    small.decide(CHIEF, asked, "approve", NOW)
    assert read_request_line(small.office, small.actor(address, NOW), asked.id).offers == ()


@pytest.mark.parametrize(("address", "may"), [(COORDINATOR, True), (CHIEF, True), (VERIFIER, False)])
def test_undated_task_may_be_dated_by_those_who_run_the_plan(
    small: SmallOffice,
    address: str,
    may: bool,  # noqa: FBT001
) -> None:
    line = read_undated_line(small.office, small.actor(address, NOW), small.task("A2").id)
    assert (line.may_date, line.last_on) == (may, date(2021, 12, 31))


def test_dead_mail_is_for_those_who_are_told_of_it(small: SmallOffice) -> None:
    assert retriers(small.office) == (Role.COORDINATOR, Role.ADMIN)
    may = {
        address: may_retry(small.office, small.actor(address)) for address in (COORDINATOR, ADMIN, DIRECTOR)
    }
    assert may == {COORDINATOR: True, ADMIN: True, DIRECTOR: False}


def test_report_of_a_target_says_how_far_it_goes(sqlite_database: Database) -> None:
    small = issue_small(sqlite_database, duty("A1", "VP", date(2021, 9, 30), TARGET))
    small.start("A1", vn(20, 5, 9))
    small.do(
        HEAD, "report", "A1", vn(20, 5, 10),
        evidence=(Evidence(document="1"),), value="Trung tâm Giống; Trung tâm Tư vấn",
    )  # fmt: skip
    (line,) = read_inbox(small.office, small.actor(VERIFIER, NOW), NOW).reports.lines
    assert line.progress is not None
    assert (line.progress.percent, line.progress.reached) == (Decimal(100), True)
