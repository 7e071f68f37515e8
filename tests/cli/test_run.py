from tests.builders import vn
from tests.command_line import Cchc


def test_sweep_looks_at_what_is_due_once(cchc: Cchc) -> None:
    first = cchc("sweep", "--json").json
    assert first["tasks"] > 0
    assert first["steps"] > 0
    again = cchc("sweep", "--json").json
    assert (again["tasks"], again["steps"]) == (0, 0)
    assert again["next_at"].endswith("+07:00")
    assert "Đã xem 0 nhiệm vụ" in cchc("sweep").out


def test_digest_is_made_in_the_morning_of_a_working_day(cchc: Cchc) -> None:
    cchc("sweep")
    cchc.now = vn(5, 6, 9)
    answer = cchc("digest")
    assert (answer.code, answer.out) == (
        0,
        "Không có thư nào phải làm lúc này. Lần kế tiếp: 07:30 7/6/2021. Làm ngay bằng --anyway.\n",
    )
    cchc.now = vn(7, 6, 8)
    assert cchc("digest", "--json").json["made"] > 0
    assert cchc("digest", "--json").json["made"] == 0


def test_digest_can_be_made_anyway(cchc: Cchc) -> None:
    cchc("sweep")
    cchc.now = vn(5, 6, 9)
    assert cchc("digest", "--anyway").out.startswith("Đã làm ")


def test_deliver_without_a_server_leaves_the_mail_waiting(cchc: Cchc) -> None:
    answer = cchc("deliver", "--json").json
    assert answer == {"sent": 0, "waiting": 16, "dead": 0, "can_send": False}
    assert "Chưa đặt máy chủ thư" in cchc("deliver").out


def test_deliver_sends_what_may_go(cchc: Cchc) -> None:
    (cchc.home / "cchc.toml").write_text("[mail]\nfolder = 'thu'\n", "utf-8")
    assert cchc("deliver").out == "Đã gửi 16 thư; đang chờ 0; không gửi được 0.\n"
    assert len(list((cchc.home / "thu").rglob("*.eml"))) == 16
