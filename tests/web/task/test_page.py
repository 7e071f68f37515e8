import re
from datetime import date

import pytest

from cchc_workflow.engine.issue import issue_plan, load_plan
from tests.builders import make_evidence, vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    duty,
    plan_files,
)
from tests.web.desks import NOW, Desk
from tests.web.reading import words_of


@pytest.mark.parametrize("address", [HEAD, OFFICER, HEAD_TCCB, COORDINATOR, VERIFIER, CHIEF, DIRECTOR])
def test_who_leads_helps_or_oversees_sees_the_task(desk: Desk, address: str) -> None:
    answer = desk.browser(address).get("/nhiem-vu/A1")
    assert answer.status_code == 200
    text = words_of(answer.text)
    for expected in (
        "Nhiệm vụ A1",
        "Đã giao",
        "Trong hạn",
        "30/6/2021",
        "Mục II.2.2.a1",
        "Chỉ đạo điều hành",
    ):
        assert expected in text


@pytest.mark.parametrize(
    "code", ["A1", "so-vi-du-2021:A1", "khong-co", "a" * 200, "' OR 1=1 --", "A1%00", "%F0"]
)
def test_another_units_task_is_not_there(desk: Desk, code: str) -> None:
    assert desk.browser(HEAD_CCKL).get(f"/nhiem-vu/{code}").status_code == 404


def test_nobody_is_asked_to_sign_in(desk: Desk) -> None:
    answer = desk.browser(None).get("/nhiem-vu/A1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap?tiep=%2Fnhiem-vu%2FA1")


def test_a_code_may_hold_a_slash_and_name_its_plan(desk: Desk) -> None:
    for code in ("A6/1", "so-vi-du-2021:A6/1"):
        assert "Nhiệm vụ A6/1" in words_of(desk.browser().get(f"/nhiem-vu/{code}").text)


def test_a_task_of_an_older_plan_keeps_its_long_address(desk: Desk) -> None:
    """Where two plans have a task of one code, the short one leads to the newer plan's."""
    old = desk.task("A1")
    office = desk.small.office
    files = plan_files(duty("A1", "VP"), code="ke-hoach-moi")
    issue_plan(office, load_plan(office, files, NOW), None, NOW)
    browser = desk.browser()
    assert browser.get(f"/viec/{old.id}").headers["location"] == "/nhiem-vu/so-vi-du-2021%3AA1"
    assert browser.get(f"/viec/{desk.task('A1').id}").headers["location"] == "/nhiem-vu/A1"


@pytest.mark.parametrize("rest", ["", "/lam/report", "/tep/7/bo"])
def test_a_forms_address_leads_back_to_the_page(desk: Desk, rest: str) -> None:
    answer = desk.browser().get(f"/viec/{desk.task('A1').id}{rest}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/nhiem-vu/A1")
    assert desk.browser(HEAD_CCKL).get(f"/viec/{desk.task('A1').id}{rest}").status_code == 404


@pytest.mark.parametrize("task_id", ["0", "-1", "999", str(2**63 - 1), str(2**63), "x"])
def test_a_key_that_is_none_leads_nowhere(desk: Desk, task_id: str) -> None:
    assert desk.browser().get(f"/viec/{task_id}").status_code == 404


def test_the_page_says_how_the_deadline_was_read(desk: Desk) -> None:
    text = words_of(desk.browser().get("/nhiem-vu/A5").text)
    assert "trước ngày 15/6" in text
    assert "14/6/2021" in text
    assert "“trước ngày”: ngày liền trước" in text
    assert "Văn bản ấn định" in text


def test_the_page_says_what_can_be_done_and_why_the_rest_can_not(desk: Desk) -> None:
    text = words_of(desk.browser().get("/nhiem-vu/A1").text)
    assert "Bắt đầu thực hiện" in text
    assert "Báo cáo kết quả chỉ khi “Đang thực hiện”" in text
    assert "Tạm dừng dành cho Chánh Văn phòng, Phó Giám đốc, Giám đốc" in text


def test_who_only_helps_is_offered_no_action(desk: Desk) -> None:
    html = desk.browser(HEAD_TCCB).get("/nhiem-vu/A1").text
    assert "/lam/" not in html
    assert "/tep" not in html
    assert "/y-kien" in html


def test_the_page_shows_the_steps_of_the_ladder_to_come(desk: Desk) -> None:
    text = words_of(desk.browser(now=vn(29, 6, 9)).get("/nhiem-vu/A1").text)
    assert "Cảnh báo đôn đốc gửi cấp trên, lần 5" in text
    assert "T-15" not in text
    assert "14/7/2021" in text


def test_the_page_shows_the_history_newest_first(desk: Desk) -> None:
    desk.small.start("A1", NOW)
    desk.small.amend(CHIEF, "A1", NOW, title="Tên mới", reason="Sửa cho rõ", document="45/QĐ-SNN")
    text = words_of(desk.browser().get("/nhiem-vu/A1").text)
    done = ("Điều chỉnh nhiệm vụ chanhvanphong", "Bắt đầu thực hiện truongphong.vp", "Giao nhiệm vụ hệ thống")
    places = [text.index(each) for each in done]
    assert places == sorted(places)
    given = ("Tên: Nhiệm vụ A1 → Tên mới", "Văn bản: 45/QĐ-SNN", "Lý do: Sửa cho rõ")
    for expected in (*given, "Đã giao → Đang thực hiện"):
        assert expected in text


def test_a_head_sees_only_the_mails_to_the_unit(desk: Desk) -> None:
    desk.small.ask("A1", date(2021, 7, 30), NOW)
    seen = {who: words_of(desk.browser(who).get("/nhiem-vu/A1").text) for who in (HEAD, COORDINATOR)}
    assert "giamdoc · đợi thư buổi sáng" in seen[COORDINATOR]
    assert "giamdoc" not in seen[HEAD]


def test_the_page_marks_the_present_state_in_the_drawing(desk: Desk) -> None:
    html = desk.browser().get("/nhiem-vu/A1").text
    assert len(re.findall(r'<g class="box \w+ current', html)) == 1


def test_a_target_shows_how_far_it_is(started: Desk) -> None:
    browser = started.browser()
    assert "0/16, cần 5" in words_of(browser.get("/nhiem-vu/A3").text)
    started.small.do(HEAD, "report", "A3", NOW, value="6/16", evidence=(make_evidence(),))
    text = words_of(browser.get("/nhiem-vu/A3").text)
    assert "6/16, cần 5" in text
    assert "đã báo cáo, chờ xác nhận" in text


def test_what_people_typed_is_escaped_everywhere(started: Desk) -> None:
    hostile = "<script>alert(1)</script>"
    small = started.small
    small.amend(CHIEF, "A1", NOW, title=hostile, reason=hostile, document=hostile)
    browser = started.browser()
    for path, fields in [("y-kien", {"text": hostile}), ("tep", {"evidence": hostile, "signer": hostile})]:
        answer = browser.post(started.path("A1", path), data=started.form("A1", **fields))
        assert answer.status_code == 303, path
    asked = started.form("A1", due_on="2021-07-30", note=hostile)
    assert browser.post(started.path("A1", "gia-han/moi/request"), data=asked).status_code == 303
    html = started.browser(CHIEF).get("/nhiem-vu/A1").text
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;") >= 8
    assert not re.search(r"<style\b|\sstyle=|\son\w+=|javascript:", html)


def test_a_link_opens_the_form_it_names(started: Desk) -> None:
    assert 'id="lam-report" open' in started.browser().get("/nhiem-vu/A1?mo=lam-report").text
    assert 'id="lam-report" open' not in started.browser().get("/nhiem-vu/A1").text
    assert started.browser().get("/nhiem-vu/A1", params={"mo": "x" * 81}).status_code == 404
