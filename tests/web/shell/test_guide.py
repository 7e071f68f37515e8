from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from cchc_workflow.domain.guards import GUARDS
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.office import Office
from cchc_workflow.web.shell.guide import list_deeds, newest_plan
from cchc_workflow.words import entries
from tests.builders import shipped_workflow
from tests.engine.small_office import COORDINATOR, HEAD, ISSUED_AT, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of


@pytest.fixture
def browser(small: SmallOffice) -> TestClient:
    return open_browser(small.office, ISSUED_AT, HEAD)


def test_help_tells_the_rule_as_the_plan_has_it(browser: TestClient) -> None:
    shown = words_of(browser.get("/tro-giup").text)
    assert "mục II.2.2.a1 của Kế hoạch số 12/KH-SVD" in shown
    assert "Đơn vị hoàn thành chậm trễ 30% các nhiệm vụ được giao." in shown
    assert "Đúng 30 % cũng là chạm ngưỡng" in shown


def test_help_shows_every_step_of_the_ladder(browser: TestClient) -> None:
    shown = words_of(browser.get("/tro-giup").text)
    for expected in (
        "T-15 15 ngày trước thời hạn", "T đúng ngày hết hạn", "T+1 quá hạn 1 ngày",
        "T+10 quá hạn 10 ngày Cảnh báo đôn đốc gửi cấp trên (lần 5) Giám đốc", "lúc 07:30 ngày làm việc",
    ):  # fmt: skip
        assert expected in shown


def test_help_draws_the_states_and_says_them(browser: TestClient) -> None:
    html = browser.get("/tro-giup").text
    assert html.count('<svg class="states"') == 2
    assert "“Báo cáo kết quả”: từ “Đang thực hiện” sang “Đã báo cáo”." in html


def test_help_says_who_may_do_what(browser: TestClient) -> None:
    shown = words_of(browser.get("/tro-giup").text)
    assert (
        "Xác nhận hoàn thành Đã báo cáo Đã xác nhận đầu mối CCHC, người thẩm định không phải người đã báo cáo"
        in shown
    )


def test_help_is_for_people_of_the_office(small: SmallOffice) -> None:
    answer = open_browser(small.office, ISSUED_AT).get("/tro-giup")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap?tiep=%2Ftro-giup")


def test_help_without_a_plan_says_so(small: SmallOffice) -> None:
    with small.database.begin() as tx:
        tx.run(text("UPDATE plan SET issued_at = NULL"))
    assert "Chưa có kế hoạch nào được ban hành" in _help(small.office)


def _help(office: Office) -> str:
    return open_browser(office, ISSUED_AT, COORDINATOR).get("/tro-giup").text


@dataclass(frozen=True)
class Plan:
    code: str
    issued_at: datetime | None


def test_newest_plan_is_the_one_issued_last() -> None:
    old, new = (Plan(code, datetime(2021, month, 1, tzinfo=UTC)) for code, month in (("a", 1), ("b", 5)))
    assert newest_plan([new, old, Plan("c", None)]) is new
    assert newest_plan([Plan("c", None)]) is None


def test_deeds_are_all_actions_in_words() -> None:
    deeds = {deed.label: deed for deed in list_deeds(shipped_workflow("task"))}
    assert deeds["Xác nhận nguyên nhân khách quan"].target == ""
    assert deeds["Trả lại để bổ sung"].sources == ("Đã báo cáo",)
    assert deeds["Trả lại để bổ sung"].needs == ("not_the_reporter", "reason_given")


@pytest.mark.parametrize(
    ("table", "names"),
    [("guard", set(GUARDS)), ("role_help", set(Role)), ("timeliness_help", set(Timeliness))],
)
def test_everything_that_is_explained_has_words(table: str, names: set[str]) -> None:
    assert set(entries(table)) == names
