import pytest

from tests.command_line import DIRECTOR, HEAD, HEAD_OF_TCCB, Cchc


@pytest.fixture
def asked(cchc: Cchc) -> Cchc:
    """Give the office in which TCCB has asked for more time for B1/TCCB."""
    typed = ("--as", HEAD_OF_TCCB, "--due-on", "30/11/2021", "--note", "chờ ý kiến của Sở Tài chính")
    answer = cchc("extension", "request", "B1/TCCB", *typed)
    assert (answer.code, answer.out) == (0, "Đã gửi đề nghị số 1: gia hạn B1/TCCB đến 30/11/2021.\n")
    return cchc


def test_request_waits_for_its_decision(asked: Cchc) -> None:
    (row,) = asked("extension", "list", "--waiting", "--json").json
    assert (row["id"], row["task"], row["asked_due_on"], row["state"]) == (
        1,
        "B1/TCCB",
        "2021-11-30",
        "requested",
    )
    assert row["requester"] == HEAD_OF_TCCB
    assert "Chờ quyết định" in asked("extension", "list").out


def test_approval_moves_the_deadline(asked: Cchc) -> None:
    answer = asked("extension", "approve", "1", "--as", DIRECTOR)
    assert answer.out == "Đề nghị số 1: chấp thuận, thời hạn mới 30/11/2021.\n"
    dossier = asked("task", "show", "B1/TCCB", "--json").json
    assert (dossier["due_on"], dossier["due_version"]) == ("2021-11-30", 2)
    assert dossier["original_due_on"] < "2021-11-30"
    assert dossier["extensions"][0]["state_label"] == "Được chấp thuận"
    page = asked("task", "show", "B1/TCCB").out
    assert "Gia hạn" in page
    assert "chờ ý kiến của Sở Tài chính" in page
    assert asked("extension", "list", "--waiting", "--json").json == []


def test_approval_may_grant_another_day(asked: Cchc) -> None:
    answer = asked("extension", "approve", "1", "--as", DIRECTOR, "--due-on", "15/11/2021")
    assert "thời hạn mới 15/11/2021" in answer.out


@pytest.mark.parametrize(
    ("typed", "out"),
    [
        (["reject", "1", "--as", HEAD, "--note", "đủ thời gian"], "Đề nghị số 1: không chấp thuận.\n"),
        (["withdraw", "1", "--as", HEAD_OF_TCCB], "Đề nghị số 1: đã rút.\n"),
    ],
)
def test_request_ends_otherwise(asked: Cchc, typed: list[str], out: str) -> None:
    assert asked("extension", *typed).out == out
    assert asked("task", "show", "B1/TCCB", "--json").json["due_version"] == 1


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (
            ["request", "B1/TCCB", "--as", HEAD_OF_TCCB, "--due-on", "1/12/2021", "--note", "nữa"],
            5,
            "đang chờ",
        ),
        (["request", "C1/TCCB", "--as", HEAD_OF_TCCB], 3, "ngày đề nghị; lý do"),
        (
            ["request", "C1/TCCB", "--as", HEAD_OF_TCCB, "--due-on", "2/6/2021", "--note", "x"],
            3,
            "sau thời hạn hiện nay",
        ),
        (
            ["request", "C1/TCCB", "--as", HEAD_OF_TCCB, "--due-on", "2/6/2022", "--note", "x"],
            3,
            "chậm nhất là 31/12/2021",
        ),
        (["reject", "1", "--as", DIRECTOR], 3, "--note"),
        (["approve", "1", "--as", HEAD_OF_TCCB], 3, "Việc này dành cho: Chánh Văn phòng, Giám đốc."),
        (["withdraw", "1", "--as", DIRECTOR], 3, "dành cho"),
        (["approve", "9", "--as", DIRECTOR], 4, "Không có đề nghị gia hạn số 9"),
        (["approve", "9" * 20, "--as", DIRECTOR], 4, "Không có mục nào mang số"),
    ],
)
def test_refusal_says_why(asked: Cchc, typed: list[str], code: int, said: str) -> None:
    answer = asked("extension", *typed)
    assert answer.code == code
    assert said in answer.err


def test_decision_is_made_once(asked: Cchc) -> None:
    asked("extension", "approve", "1", "--as", DIRECTOR)
    answer = asked("extension", "reject", "1", "--as", HEAD, "--note", "muộn")
    assert answer.code == 3
    assert "Không thể thực hiện" in answer.err
