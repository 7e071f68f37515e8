import pytest

from cchc_workflow.shipped import shipped
from tests.command_line import Cchc


def test_check_of_nothing_at_all_is_well(bare: Cchc) -> None:
    answer = bare("check")
    assert (answer.code, answer.err) == (0, "")
    assert all(line.startswith("✓ ") for line in answer.lines)
    assert "chưa có; tạo bằng cchc init" in answer.out
    assert not bare.home.exists()


def test_check_looks_at_everything(cchc: Cchc) -> None:
    found = cchc("check", "--json").json
    assert [each["check"].partition(":")[0] for each in found] == [
        "settings", "task", "extension", "escalation", "notices", "calendar", "templates", "papers", "mail",
        "plan", "database", "pinned", "health",
    ]  # fmt: skip
    assert all(each["ok"] for each in found)
    assert "2 định nghĩa" in found[-2]["detail"]


def test_check_tells_what_is_amiss_without_calling_it_a_fault(cchc: Cchc) -> None:
    answer = cchc("check")
    assert answer.code == 0
    assert "✓ Vận hành: việc nhắc chạy chậm" in answer.out
    assert "16 thư chờ gửi từ 09:00 15/4/2021" in answer.out


def own(cchc: Cchc, relative: str, text: str) -> None:
    path = cchc.home / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def shipped_text(name: str) -> str:
    return (shipped("workflows") / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("relative", "text", "name", "said"),
    [
        ("cchc.toml", "[smtp]\nport = 'x'\n", "settings", "smtp.port: phải là số nguyên"),
        ("cchc.toml", "[smtp\n", "settings", "cchc.toml"),
        ("cchc.toml", "[mail]\nsender = 'ai'\n", "mail", "mail.sender"),
        ("cchc.toml", "calendar = 'xx'\n", "calendar", "không có tệp này"),
        (
            "workflows/task.toml",
            shipped_text("task.toml").replace('roles = ["unit_head", "officer"]', 'roles = ["vua"]', 1),
            "task",
            "action.start.roles",
        ),
        (
            "workflows/task.toml",
            shipped_text("task.toml") + '\n[state.lost]\nlabel = "Lạc"\nphase = "open"\n',
            "task",
            "không bao giờ tới được",
        ),
        ("workflows/escalation.toml", "name = 'x'\n", "escalation", "escalation.toml"),
        ("notifications/vi/verified/body.txt", "{{ khong_co.gi }}", "templates", "verified"),
        ("workflows/plans/x/plan.toml", "", "plan", "units.toml"),
    ],
)
def test_check_names_what_is_wrong(cchc: Cchc, relative: str, text: str, name: str, said: str) -> None:
    own(cchc, relative, text)
    answer = cchc("check", "--json")
    assert answer.code == 6
    wrong = {each["check"].partition(":")[0]: each["detail"] for each in answer.json if not each["ok"]}
    assert said in wrong[name]
    assert any(line.startswith("✗ ") for line in cchc("check").lines)


def test_check_of_one_plan(cchc: Cchc) -> None:
    assert cchc("check", "--plan", "khong-co").code == 4


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[mail]\nredirect_all_to = 'thu@so.example'\n", "mọi thư gửi về thu@so.example"),
        ("[mail]\nfolder = 'thu'\n", "ghi vào thư mục thu"),
        ("[smtp]\nhost = 'mail.so.example'\n", "gửi qua mail.so.example:587"),
    ],
)
def test_check_says_where_mail_goes(cchc: Cchc, settings: str, said: str) -> None:
    own(cchc, "cchc.toml", settings)
    assert said in cchc("check").out


def test_check_finds_what_running_tasks_can_no_longer_read(cchc: Cchc) -> None:
    from sqlalchemy import text  # noqa: PLC0415 - this test alone

    office = cchc.office()
    with office.database.begin() as tx:
        tx.run(text("UPDATE definition SET text = replace(text, 'verified', 'gone') WHERE kind = 'task'"))
    office.database.close()
    assert cchc("check").code == 6
