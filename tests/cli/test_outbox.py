import pytest

from cchc_workflow.engine.outgoing import claim_mail, note_failed
from tests.builders import vn
from tests.command_line import HEAD, Cchc


@pytest.fixture
def office(cchc: Cchc) -> Cchc:
    """Give the office at the moment at which its first mails may go."""
    cchc.now = vn(15, 4, 10)
    return cchc


def kill_one(cchc: Cchc) -> int:
    opened = cchc.office()
    row = claim_mail(opened, cchc.now, most=1)[0]
    note_failed(opened, row, None, "550 no such user", cchc.now, permanent=True, later=lambda *_: None)
    opened.database.close()
    return int(row.id)


def test_list_has_one_mail_a_head_after_the_issue(office: Cchc) -> None:
    rows = office("outbox", "list", "--json").json
    assert len(rows) == 16
    assert {(row["message"], row["state"], row["attempts"]) for row in rows} == {("assigned", "queued", 0)}
    assert "chờ gửi" in office("outbox", "list", "--limit", "1").lines[1]
    assert office("outbox", "list", "--state", "dead", "--json").json == []


def test_list_of_one_task(office: Cchc) -> None:
    office.now = vn(7, 6, 8)
    office("sweep")
    rows = office("outbox", "list", "--task", "T1/VP", "--state", "held", "--json").json
    assert {row["step"] for row in rows} >= {"T+10", "T+5"}
    assert office("outbox", "list", "--task", "ZZ").code == 4


def test_show_before_and_after_the_mail_was_sent(office: Cchc) -> None:
    (office.home / "cchc.toml").write_text("[mail]\nfolder = 'thu'\n", "utf-8")
    assert "Thư chưa được soạn" in office("outbox", "show", "1").out
    assert office("deliver").code == 0
    page = office("outbox", "show", "1")
    assert "đã gửi" in page.out
    assert f"<{HEAD}>" in page.out
    assert "Subject: " in page.out
    mail = office("outbox", "show", "1", "--json").json["mail"]
    assert mail["headers"]["To"].endswith(f"<{HEAD}>")
    assert "Văn phòng Sở" in mail["text"]


def test_dead_mail_is_tried_again(office: Cchc) -> None:
    number = kill_one(office)
    assert "550 no such user" in office("outbox", "show", number).out
    assert office("outbox", "retry", number).out == "1 thư sẽ được gửi lại.\n"
    assert office("outbox", "list", "--state", "dead", "--json").json == []


def test_all_dead_mails_are_tried_again(office: Cchc) -> None:
    kill_one(office)
    kill_one(office)
    assert office("outbox", "retry", "--all").out == "2 thư sẽ được gửi lại.\n"
    assert office("outbox", "retry", "--all").out == "0 thư sẽ được gửi lại.\n"


@pytest.mark.parametrize(
    ("typed", "code"),
    [(["show", "999"], 4), (["retry", "1"], 4), (["retry", "1", "--all"], 2), (["retry"], 2)],
)
def test_wrong_number_has_its_exit_code(office: Cchc, typed: list[str], code: int) -> None:
    assert office("outbox", *typed).code == code
