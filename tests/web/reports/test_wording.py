import pytest

from cchc_workflow.domain.difference import Shown
from cchc_workflow.web.reports.wording import say_place, say_value


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("totals.late", "Toàn bộ, chậm"),
        ("units[TCCB].late", "Đơn vị TCCB, chậm"),
        ("units[TCCB].quarters[2021-q2].percent", "Đơn vị TCCB, quý II năm 2021, tỷ lệ chậm"),
        ("tasks[A1/VP].state", "Nhiệm vụ A1/VP, trạng thái"),
        ("late[A4]", "Nhiệm vụ chậm A4"),
        ("tasks[A.4].value", "Nhiệm vụ A.4, kết quả"),
        ("flags.standing[Chi cục [1]].late", "Cảnh báo ngưỡng, đơn vị đang chạm ngưỡng Chi cục [1], chậm"),
        ("as_of", "Số liệu đến ngày"),
        ("office_own_figure", "Office_own_figure"),
        ("more", "Và số chỗ khác nữa"),
        ("", ""),
        ("[]", "[]"),
    ],
)
def test_place_is_said_in_words(what: str, said: str) -> None:
    assert say_place(what) == said


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("totals.late", 12, "12"),
        ("totals.percent", "41.33", "41,33 %"),
        ("index.rate", "84.39", "84,39 %"),
        ("ranking[VP].on_time_percent", "97.50", "97,5 %"),
        ("kind", "quarter", "Báo cáo CCHC quý"),
        ("period", "2021-q3", "quý III năm 2021"),
        ("areas[a].expected", "8.50", "8,5"),
        ("tasks[A1].state", "verified", "đã xác nhận"),
        ("tasks[A1].progress", "done_late", "hoàn thành quá hạn"),
        ("tasks[A1].due_on", "2021-06-30", "30/6/2021"),
        ("tasks[A1].title", "=1+1 <b>", "=1+1 <b>"),
        ("units[VP].flagged", True, "có"),
        ("units[VP].flagged", False, "không"),
        ("late[A4]", None, ""),
        ("tasks[A1].state", "own_state", "own_state"),
        ("", "chữ", "chữ"),
    ],
)
def test_value_is_written_as_people_do(what: str, value: Shown, said: str) -> None:
    assert say_value(what, value) == said
