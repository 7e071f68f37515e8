from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.builders import vn
from tests.command_line import DIRECTOR, DOMAIN, HEAD, HEAD_OF_TCCB, VERIFIER, Cchc


def test_list_has_every_task_in_the_order_of_deadlines(cchc: Cchc) -> None:
    tasks = cchc("task", "list", "--json").json
    assert len(tasks) == 417
    dues = [task["due_on"] for task in tasks]
    assert dues == sorted(dues, key=lambda due: (due is None, due))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["--unit", "TCCB"], lambda task: task["unit"] == "TCCB"),
        (["--area", "đ"], lambda task: task["area"] == "đ"),
        (["--state", "verified"], lambda _: False),
        (
            ["--due-until", "14/5/2021"],
            lambda task: task["due_on"] is not None and task["due_on"] <= "2021-05-14",
        ),
        (
            ["--due-from", "2021-12-15"],
            lambda task: task["due_on"] is not None and task["due_on"] >= "2021-12-15",
        ),
        (["--search", "kiem tra cong tac"], lambda task: "kiểm tra công tác" in task["title"].casefold()),
        (["--timeliness", "undated"], lambda task: task["due_on"] is None),
        (
            ["--timeliness", "overdue"],
            lambda task: task["due_on"] is not None and task["due_on"] < "2021-06-01",
        ),
        (["--unit", "VP", "--area", "a"], lambda task: task["unit"] == "VP" and task["area"] == "a"),
    ],
)
def test_list_narrows(cchc: Cchc, typed: list[str], expected: Callable[[dict[str, Any]], bool]) -> None:
    found = cchc("task", "list", *typed, "--json").json
    every = cchc("task", "list", "--json").json
    wanted = {task["code"] for task in every if expected(task)}
    if typed[0] == "--search":
        assert wanted <= {task["code"] for task in found}
    else:
        assert {task["code"] for task in found} == wanted


def test_list_shows_a_unit_head_only_the_units_own(cchc: Cchc) -> None:
    tasks = cchc("task", "list", "--as", HEAD_OF_TCCB, "--json").json
    assert {task["unit"] for task in tasks} >= {"TCCB"}
    assert 0 < len(tasks) < 417


def test_list_stands_as_on_the_day_asked(cchc: Cchc) -> None:
    late = cchc("task", "list", "--timeliness", "overdue", "--on", "31/12/2021", "--json").json
    assert len(late) > len(cchc("task", "list", "--timeliness", "overdue", "--json").json)


def test_list_of_nothing_is_an_empty_list_or_a_word(cchc: Cchc) -> None:
    assert cchc("task", "list", "--state", "verified", "--json").json == []
    answer = cchc("task", "list", "--state", "verified")
    assert (answer.code, answer.out, answer.err) == (0, "", "Không có nhiệm vụ nào.\n")


@pytest.mark.parametrize("typed", [[], ["--timeliness", "on_track"]])
def test_list_says_when_it_is_cut(cchc: Cchc, typed: list[str]) -> None:
    answer = cchc("task", "list", *typed, "--limit", "5", "--json")
    assert len(answer.json) == 5
    assert "chỉ hiện 5 dòng đầu" in answer.err
    assert cchc("task", "list", *typed).err == ""


def test_list_fits_eighty_columns(cchc: Cchc) -> None:
    cchc.columns = "80"
    lines = cchc("task", "list").lines
    assert max(map(len, lines)) <= 80
    assert all("14/5/2021" in line for line in lines if line.startswith("T1/"))


def test_list_tells_timeliness_by_sign_and_word(cchc: Cchc) -> None:
    (line,) = [line for line in cchc("task", "list").lines if line.startswith("T1/VP ")]
    assert line.endswith("Đã giao     ‼ quá hạn")


def test_show_has_deadline_target_history_and_mails(cchc: Cchc) -> None:
    cchc.start("A4")
    page = cchc("task", "show", "A4").out
    for part in (
        "Thời hạn:    30/11/2021",
        "Thời hạn do: đầu mối ấn định",
        "Văn bản ghi: hàng năm",
        "0/16, cần 5",
        "Bắt đầu thực hiện",
        HEAD,
    ):
        assert part in page, part


def test_show_as_json_is_the_whole_dossier(cchc: Cchc) -> None:
    cchc.start("A4")
    dossier = cchc("task", "show", "A4", "--as", HEAD, "--json").json
    assert dossier["due_on"] == dossier["original_due_on"] == "2021-11-30"
    assert [event["event"] for event in dossier["history"]] == ["assigned", "started"]
    assert all(len(event["hash"]) == 64 for event in dossier["history"])
    assert dossier["history"][1]["at"] == "2021-06-01T09:00:00+07:00"
    offers = {offer["action"]: offer for offer in dossier["offers"]}
    assert offers["report"]["allowed"]
    assert offers["report"]["asks"] == ["evidence", "value"]
    assert offers["start"]["refused"] == "chỉ khi “Đã giao”"
    assert offers["verify"]["allowed"] is False


def test_show_says_what_was_reminded(cchc: Cchc) -> None:
    cchc.now = vn(7, 6, 8)
    assert cchc("sweep").code == 0
    reminders = cchc("task", "show", "T1/VP", "--json").json["reminders"]
    to_head = {each["step"]: each["state"] for each in reminders if each["to"] == HEAD and each["step"]}
    assert to_head["T+5"] == "held"
    assert to_head["T+3"] == to_head["T-1"] == "missed"
    page = cchc("task", "show", "T1/VP").out
    assert "cảnh báo đôn đốc gửi cấp trên" in page
    assert "đã có bậc sau nói thay" in page


def test_act_moves_a_task_to_its_end(cchc: Cchc) -> None:
    cchc.start("T1/VP")
    reported = cchc(
        "task",
        "act",
        "T1/VP",
        "report",
        "--as",
        HEAD,
        "--evidence",
        "12/KH-VP",
        "--evidence-date",
        "31/5/2021",
    )
    assert reported.out == "T1/VP: Đã báo cáo. Phiên bản 3.\n"
    verified = cchc("task", "act", "T1/VP", "verify", "--as", VERIFIER, "--json").json
    assert verified["state"] == "verified"
    (last,) = [
        each for each in cchc("task", "list", "--unit", "VP", "--json").json if each["code"] == "T1/VP"
    ]
    assert last["timeliness"] == "done_late"
    history = cchc("task", "show", "T1/VP", "--json").json["history"]
    assert history[2]["data"]["evidence"] == [
        {"document": "12/KH-VP", "issued_on": "2021-05-31", "sha256": None}
    ]


def test_act_takes_a_file_by_its_hash(cchc: Cchc, tmp_path: Path) -> None:
    file = tmp_path / "báo cáo.pdf"
    file.write_bytes(b"%PDF")
    cchc.start("T1/VP")
    assert cchc("task", "act", "T1/VP", "report", "--as", HEAD, "--file", file).code == 0
    history = cchc("task", "show", "T1/VP", "--json").json["history"]
    assert history[-1]["data"]["evidence"] == [
        {"document": "báo cáo.pdf", "issued_on": None, "sha256": sha256(b"%PDF").hexdigest()}
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["verify", "--as", VERIFIER], "Chỉ thực hiện được khi: “Đã báo cáo”."),
        (["report", "--as", HEAD], "Còn thiếu: tài liệu kiểm chứng"),
        (["report", "--as", HEAD], '--evidence "12/BC-VP"'),
        (["report", "--as", HEAD, "--evidence", "1/BC", "--value", "3/16"], "mới đạt 3/16, còn thiếu: 2"),
        (["report", "--as", HEAD, "--evidence", "1/BC", "--value", "3/17"], "không đọc được “3/17”"),
        (["report", "--as", HEAD, "--evidence", "1/BC"], "cần ít nhất 5"),
        (
            ["report", "--as", VERIFIER, "--evidence", "1/BC"],
            "Việc này dành cho: trưởng đơn vị, chuyên viên.",
        ),
        (["cancel", "--as", DIRECTOR, "--note", "thôi"], "văn bản cho phép"),
    ],
)
def test_act_refused_says_why_and_what_would_allow_it(cchc: Cchc, typed: list[str], said: str) -> None:
    cchc.start("A4")
    answer = cchc("task", "act", "A4", *typed)
    assert answer.code == 3
    assert answer.out == ""
    assert said in answer.err


def test_act_refused_lists_what_the_person_can_do(cchc: Cchc) -> None:
    answer = cchc("task", "act", "A4", "report", "--as", HEAD)
    assert "  start  Bắt đầu thực hiện" in answer.err
    assert "  cancel  Hủy nhiệm vụ, kèm lý do (--note), văn bản cho phép (--document)" in answer.err
    assert "verify" not in answer.err
    nothing = cchc("task", "act", "T1/TCCB", "report", "--as", f"vanthu@{DOMAIN}")
    assert "Hiện người này không làm được việc gì với T1/TCCB." in nothing.err


def test_act_by_the_reporter_on_their_own_report_is_refused(cchc: Cchc) -> None:
    assert cchc("person", "appoint", HEAD, "verifier").code == 0
    cchc.start("T1/VP")
    cchc("task", "act", "T1/VP", "report", "--as", HEAD, "--evidence", "12/KH-VP")
    answer = cchc("task", "act", "T1/VP", "verify", "--as", HEAD)
    assert answer.code == 3
    assert "người đã báo cáo không được tự thẩm định" in answer.err


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["task", "act", "ZZ", "start", "--as", HEAD], 4, "Không có nhiệm vụ “ZZ”"),
        (["task", "act", "A4", "fly", "--as", HEAD], 4, "không có hành động “fly”"),
        (["task", "act", "A4", "start", "--as", "ai@do"], 4, "“ai@do”"),
        (["task", "act", "T1/VP", "start", "--as", HEAD_OF_TCCB], 4, "trong phạm vi được xem"),
        (["task", "act", "A4", "start", "--as", HEAD, "--version", "0"], 5, "vừa được người khác thay đổi"),
        (["task", "list", "--plan", "khac"], 4, "Không có kế hoạch “khac”"),
    ],
)
def test_wrong_name_or_version_has_its_exit_code(cchc: Cchc, typed: list[str], code: int, said: str) -> None:
    answer = cchc(*typed)
    assert answer.code == code
    assert said in answer.err


def test_clock_set_back_is_refused(cchc: Cchc) -> None:
    cchc.start("A4")
    cchc.now = vn(20, 5, 9)
    answer = cchc("task", "act", "A4", "suspend", "--as", HEAD, "--note", "chờ")
    assert answer.code == 10
    assert "Đồng hồ máy" in answer.err


def test_more_dates_than_documents_is_wrong_usage(cchc: Cchc) -> None:
    answer = cchc("task", "act", "A4", "report", "--as", HEAD, "--evidence-date", "1/6/2021")
    assert answer.code == 2
    assert "có nhiều ngày hơn số tài liệu" in answer.err


def test_amend_moves_a_deadline_and_keeps_the_original(cchc: Cchc) -> None:
    answer = cchc("task", "amend", "A4", "--as", DIRECTOR, "--due-on", "15/12/2021", "--note", "theo 12/TB")
    assert answer.code == 0
    page = cchc("task", "show", "A4").out
    assert "15/12/2021 (ban đầu 30/11/2021, đã thay đổi 1 lần)" in page
    assert "30/11/2021 → 15/12/2021" in page


def test_amend_refused_says_how_it_is_given(cchc: Cchc) -> None:
    answer = cchc("task", "amend", "A4", "--as", DIRECTOR, "--due-on", "15/12/2021")
    assert answer.code == 3
    assert "Còn thiếu: lý do." in answer.err
    assert 'Cách cho: --note "lý do"' in answer.err
