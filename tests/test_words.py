from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cchc_workflow import words
from cchc_workflow.errors import (
    CchcError,
    ClockError,
    ConflictError,
    DefinitionError,
    DeliveryError,
    IncompleteError,
    NotFoundError,
    RefusedError,
    SettingsError,
    StorageError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.words import (
    advise,
    exit_code,
    explain,
    find,
    label,
    present,
    say,
    say_what_allows,
    translate,
)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            WrongStateError("report", "assigned", ["in_progress"]),
            (
                "Không thể thực hiện “Báo cáo kết quả”: đang ở trạng thái “đã giao”. "
                "Chỉ thực hiện được khi: “đang thực hiện”."
            ),
        ),
        (
            WrongRoleError("verify", "a@so.example", ["coordinator", "verifier"]),
            (
                "a@so.example không được thực hiện “Xác nhận hoàn thành”. "
                "Việc này dành cho: đầu mối CCHC, người thẩm định."
            ),
        ),
        (
            WrongRoleError("verify", "a@so.example", ["not_the_reporter"]),
            (
                "a@so.example không được thực hiện “Xác nhận hoàn thành”: người đã báo cáo không được tự "
                "thẩm định báo cáo của mình; cần một người thẩm định khác."
            ),
        ),
        (
            IncompleteError(
                "report", ["evidence", "target"], {"target": "K", "done": "3", "total": "16", "missing": "2"}
            ),
            (
                "Chưa thể thực hiện “Báo cáo kết quả”. Còn thiếu: tài liệu kiểm chứng (số, ký hiệu "
                "văn bản hoặc tệp kèm theo); chỉ tiêu “K” mới đạt 3/16, còn thiếu: 2."
            ),
        ),
        (
            IncompleteError(
                "report",
                ["target"],
                {"target": "K", "done": "0", "total": "2", "missing": ["Giống", "Tư vấn"]},
            ),
            (
                "Chưa thể thực hiện “Báo cáo kết quả”. Còn thiếu: chỉ tiêu “K” mới đạt 0/2, "
                "còn thiếu: Giống, Tư vấn."
            ),
        ),
        (
            IncompleteError("approve", ["later_due_on"], {"due_on": "2021-06-30", "asked": "2021-06-28"}),
            (
                "Chưa thể thực hiện “Chấp thuận gia hạn”. Còn thiếu: một ngày sau thời hạn hiện nay "
                "30/6/2021 (ngày đã cho: 28/6/2021)."
            ),
        ),
        (
            ClockError("2021-06-01T02:00:00.000000Z", "2021-06-01T03:30:00.000000Z"),
            (
                "Đồng hồ máy đang chỉ 09:00 1/6/2021, sớm hơn lúc đã ghi trong lịch sử (10:30 1/6/2021). "
                "Hãy chỉnh giờ của máy rồi làm lại."
            ),
        ),
        (
            DefinitionError("task.toml", "state.x", "is never reached"),
            "Tệp định nghĩa sai: task.toml, mục “state.x”: không bao giờ tới được.",
        ),
        (DefinitionError("x.toml", "", "no such file"), "Tệp định nghĩa sai: x.toml: không có tệp này."),
        (
            SettingsError("smtp.port", "Input should be a valid integer"),
            "Thiết lập sai: smtp.port: phải là số nguyên.",
        ),
        (DeliveryError(permanent=True, reason="550 no"), "Thư bị từ chối hẳn: 550 no."),
        (DeliveryError(permanent=False, reason="451 later"), "Chưa gửi được thư, sẽ thử lại: 451 later."),
        (RefusedError(), "Không được phép thực hiện."),
        (CchcError(), "Không thực hiện được."),
    ],
)
def test_explanation_says_what_and_what_would_help(error: CchcError, text: str) -> None:
    assert explain(error) == text


def test_labels_of_a_pinned_workflow_win() -> None:
    error = WrongStateError("report", "assigned", ["in_progress"])
    labels = {"state.assigned": "Mới", "action.report": "Gửi báo cáo"}
    assert "“Gửi báo cáo”: đang ở trạng thái “Mới”" in explain(error, labels)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (WrongStateError("report", "assigned", ["in_progress"]), "chỉ khi “đang thực hiện”"),
        (WrongRoleError("verify", "a", ["verifier"]), "dành cho người thẩm định"),
        (WrongRoleError("withdraw", "a", ["is_the_requester"]), "chỉ người đã đề nghị mới rút được đề nghị"),
        (IncompleteError("request", ["reason"]), "cần lý do"),
        (RefusedError(), "Không được phép thực hiện."),
    ],
)
def test_what_allows_is_a_few_words(error: RefusedError, text: str) -> None:
    assert say_what_allows(error) == text


def test_advice_is_how_to_give_what_is_missing() -> None:
    assert advise(IncompleteError("report", ["reason", "evidence"])) == (
        '--note "lý do"',
        '--evidence "12/BC-VP" --evidence-date 31/5/2021, hoặc --file báo-cáo.pdf',
    )
    assert advise(NotFoundError("task", "A4")) == ()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CchcError(), 1),
        (WrongStateError("a", "b", []), 3),
        (WrongRoleError("a", "b", []), 3),
        (IncompleteError("a", []), 3),
        (NotFoundError("task", "A4"), 4),
        (ConflictError("task", "A4"), 5),
        (DefinitionError("a", "b", "c"), 6),
        (SettingsError("a", "b"), 6),
        (StorageError("locked"), 7),
        (DeliveryError(permanent=True, reason="x"), 8),
        (ClockError("a", "b"), 10),
    ],
)
def test_exit_code_goes_by_class(error: CchcError, code: int) -> None:
    assert exit_code(error) == code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2021, 6, 28), "28/6/2021"),
        ("2021-06-28", "28/6/2021"),
        ("2021-06-28T16:30:00+00:00", "23:30 28/6/2021"),
        (datetime(2021, 6, 8, 7, 5, tzinfo=UTC), "07:05 8/6/2021"),
        (Decimal("41.33"), "41,33"),
        (Decimal("100.00"), "100"),
        (["2021-06-28", 2], "28/6/2021, 2"),
        ("A4", "A4"),
        ("2021-02-31", "2021-02-31"),
        ("2021-06-28T25:00:00Z", "2021-06-28T25:00:00Z"),
        (7, "7"),
    ],
)
def test_facts_are_written_as_people_do(value: object, text: str) -> None:
    assert present(value) == text


def test_percent_has_a_comma_and_a_space() -> None:
    assert words.say_percent(Decimal("41.33")) == "41,33 %"
    assert words.say_percent("30.00") == "30 %"


def test_count_has_points_between_the_thousands() -> None:
    assert [words.say_count(value) for value in (0, 999, 1234, 1_000_000)] == [
        "0",
        "999",
        "1.234",
        "1.000.000",
    ]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2021-q3", "quý III năm 2021"),
        ("2021-h1", "6 tháng đầu năm 2021"),
        ("2021", "năm 2021"),
        ("2021-w05", "tuần 5 năm 2021"),
        ("2021-W40", "tuần 40 năm 2021"),
        ("2021-10-04", "4/10/2021"),
        ("2021-q9", "2021-q9"),
        ("", ""),
        ("<script>", "<script>"),
    ],
)
def test_period_is_said_in_words(period: str, said: str) -> None:
    assert words.say_period(period) == said


def test_every_kind_of_report_has_a_name() -> None:
    names = {kind: words.say_report(kind, "2021-q3") for kind in words.entries("report_kind")}
    assert names["quarter"] == "Báo cáo CCHC quý III năm 2021"
    assert [kind for kind, name in names.items() if "quý III năm 2021" not in name] == []


def test_missing_key_or_fact_never_raises() -> None:
    assert say("no.such.key") == "no.such.key"
    assert find("nowhere.at_all") is None
    assert label("state", "own_state") == "own_state"
    assert "{late}" in say("line.arithmetic", assigned=2)
    assert explain(NotFoundError("thing", 7)) == "not_found.thing"
    assert "thing" in explain(IncompleteError("do", ["thing"]))


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            "unknown value 'xx'; did you mean 'yy'? (at line 12)",
            "không có giá trị “xx”; có phải “yy”? (dòng 12)",
        ),
        ("item 2: must be a string (at line 3)", "phần tử thứ 2: phải là chữ trong ngoặc kép (dòng 3)"),
        ("something never heard of", "something never heard of"),
    ],
)
def test_reason_is_translated_by_its_form(reason: str, text: str) -> None:
    assert translate(reason) == text
