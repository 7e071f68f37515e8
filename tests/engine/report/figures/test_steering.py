from datetime import date

from cchc_workflow.domain.reporting import ReportKind, Window
from cchc_workflow.domain.task import Evidence
from cchc_workflow.engine.remind import remind_now
from tests.builders import vn
from tests.engine.report.mornings import climb, send_all
from tests.engine.report.occasions import figures, issue
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD_CCKL, HEAD_TCCB, SmallOffice

PAPER = (Evidence(document="12/BC-VP"),)


def told(desk: SmallOffice, on: date, window: Window | None = None) -> tuple[int, int, int]:
    over = {"window": window} if window else {}
    found = figures(desk, ReportKind.UNIT, on, subject="CCKL", **over)["steering"]
    return found["reminders"], found["overdue_notices"], found["escalations"]


def test_steering_counts_each_step_of_the_ladder_once(desk: SmallOffice) -> None:
    climb(desk, date(2021, 6, 14))
    assert told(desk, date(2021, 6, 14)) == (5, 2, 3)
    assert told(desk, date(2021, 5, 31)) == (5, 0, 0)
    assert told(desk, date(2021, 6, 14), Window(date(2021, 6, 1), date(2021, 6, 7))) == (0, 2, 1)


def test_steering_counts_a_reminder_sent_by_hand(desk: SmallOffice) -> None:
    now = vn(20, 4, 9)
    remind_now(desk.office, desk.actor(COORDINATOR), desk.task("C1").id, now)
    assert told(desk, date(2021, 4, 20)) == (0, 0, 0), "it has not left yet"
    send_all(desk.office, now)
    assert told(desk, date(2021, 4, 20)) == (1, 0, 0)


def test_steering_counts_what_was_done_and_decided(desk: SmallOffice) -> None:
    desk.report("A1", vn(1, 6, 9))
    desk.do(COORDINATOR, "return", "A1", vn(2, 6, 9), note="Thiếu")
    desk.do("truongphong.vp@so.example", "report", "A1", vn(3, 6, 9), evidence=PAPER)
    desk.verify("A1", vn(4, 6, 9))
    desk.extend("C1", date(2021, 7, 30), vn(1, 6, 9), HEAD_CCKL)
    refused = desk.ask("B1", date(2021, 7, 30), vn(1, 6, 9), HEAD_TCCB)
    desk.decide(CHIEF, refused, "reject", vn(2, 6, 9), note="Khẩn trương")
    taken_back = desk.ask("B2", date(2021, 7, 30), vn(1, 6, 9), HEAD_TCCB)
    desk.decide(HEAD_TCCB, taken_back, "withdraw", vn(2, 6, 9))
    desk.ask("B3", date(2021, 7, 30), vn(2, 6, 9), HEAD_TCCB)
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, 4))["steering"]
    assert (found["reports"], found["returned"], found["verified"]) == (2, 1, 1)
    assert found["extensions"] == {"asked": 4, "approved": 1, "rejected": 1, "waiting": 1}
    others = figures(desk, ReportKind.UNIT, date(2021, 6, 4), subject="CCKL")["steering"]
    assert (others["reports"], others["extensions"]["asked"]) == (0, 1)
    first = figures(desk, ReportKind.QUARTER, date(2021, 6, 1))["steering"]
    assert (first["reports"], first["returned"], first["verified"]) == (1, 0, 0)
    assert first["extensions"] == {"asked": 3, "approved": 1, "rejected": 0, "waiting": 2}


def test_steering_counts_the_letters_and_weekly_reports_of_the_window(desk: SmallOffice) -> None:
    issue(desk, ReportKind.WEEKLY, date(2021, 6, 7))
    issue(desk, ReportKind.URGING, date(2021, 6, 8), subject="CCKL")
    issue(desk, ReportKind.URGING, date(2021, 6, 9), subject="VP")
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, 30))["steering"]
    assert (found["weekly_reports"], found["urging_letters"]) == (1, 2)
    own = figures(desk, ReportKind.UNIT, date(2021, 6, 30), subject="CCKL")["steering"]
    assert (own["weekly_reports"], own["urging_letters"]) == (1, 1)
    later = Window(date(2021, 6, 9), date(2021, 6, 30))
    found = figures(desk, ReportKind.QUARTER, date(2021, 6, 30), window=later)["steering"]
    assert (found["weekly_reports"], found["urging_letters"]) == (0, 1)
