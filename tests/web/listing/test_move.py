from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.builders import vn
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, HEAD_TCCB, VERIFIER, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of

NOW = vn(15, 6, 9)
ISSUED = 1
"""The version of a task that was only issued."""
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browse(listed: SmallOffice) -> Callable[[str], TestClient]:
    return lambda address: open_browser(listed.office, NOW, address)


def path(listed: SmallOffice, code: str, action: str = "") -> str:
    return f"/nhiem-vu/bang/{listed.task(code).id}" + (f"/{action}" if action else "")


def test_card_moves_without_a_script(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    answer = browse(HEAD).post(path(listed, "A1", "start"), data={"version": ISSUED, "q": "don-vi=VP"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/nhiem-vu/bang?don-vi=VP&da=started")
    assert listed.task("A1").state == "in_progress"


def test_htmx_gets_both_columns_that_changed(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    answer = browse(HEAD).post(
        path(listed, "A1", "start"), data={"version": ISSUED, "q": "don-vi=VP"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert answer.text.count('hx-swap-oob="true"') == 2
    words = words_of(answer.text)
    assert "Đã giao 3" in words
    assert "Đang thực hiện 1 A1" in words
    assert "Đã bắt đầu thực hiện." in words
    narrowed = {"version": ISSUED, "q": "trang-thai=assigned"}
    answer = browse(HEAD).post(path(listed, "A2", "start"), data=narrowed, headers=HTMX)
    assert answer.text.count('hx-swap-oob="true"') == 1


def test_what_is_missing_is_asked_for_in_the_box(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    listed.report("A1", vn(1, 6, 8))
    data = {"version": listed.task("A1").version}
    answer = browse(VERIFIER).post(path(listed, "A1", "return"), data=data, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#hop-thoai")
    assert '<details class="unfold" open>' in answer.text
    assert "Chưa chuyển được" not in words_of(answer.text)
    assert 'name="note"' in answer.text
    done = browse(VERIFIER).post(
        path(listed, "A1", "return"), data={**data, "note": "Thiếu số liệu"}, headers=HTMX
    )
    assert done.status_code == 200
    assert listed.task("A1").state == "in_progress"


def test_refusal_says_why_and_keeps_what_was_typed(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    typed = {"version": ISSUED, "note": 'Không <script> "cần" nữa'}
    page = browse(CHIEF).post(path(listed, "A1", "cancel"), data=typed)
    assert page.status_code == 422
    assert "Còn thiếu: văn bản cho phép" in words_of(page.text)
    assert "Không &lt;script&gt; &#34;cần&#34; nữa" in page.text
    page = browse(COORDINATOR).post(path(listed, "A1", "start"), data={"version": ISSUED})
    assert page.status_code == 403
    assert "“Bắt đầu thực hiện” dành cho trưởng đơn vị, chuyên viên." in words_of(page.text)
    page = browse(HEAD).post(path(listed, "A1", "report"), data={"version": ISSUED})
    assert page.status_code == 409
    assert "“Báo cáo kết quả” chỉ khi “Đang thực hiện”." in words_of(page.text)
    assert listed.task("A1").version == ISSUED


def test_stale_card_is_told_what_it_is_now(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    listed.start("A1", vn(1, 6, 8))
    page = browse(HEAD).post(path(listed, "A1", "report"), data={"version": ISSUED, "evidence": "12/BC-VP"})
    assert page.status_code == 409
    words = words_of(page.text)
    assert "Đã có người thay đổi nhiệm vụ này" in words
    assert "Đang ở trạng thái “Đang thực hiện”." in words
    assert 'value="12/BC-VP"' in page.text
    assert listed.task("A1").state == "in_progress"


def test_report_takes_a_document(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    listed.start("A1", vn(1, 6, 8))
    data = {"version": listed.task("A1").version, "evidence": "12/BC-VP"}
    assert browse(HEAD).post(path(listed, "A1", "report"), data=data).status_code == 303
    assert listed.task("A1").state == "reported"


def test_choices_tell_what_may_be_done_and_why_the_rest_may_not(
    listed: SmallOffice, browse: Callable[[str], TestClient]
) -> None:
    words = words_of(browse(HEAD).get(path(listed, "A1")).text)
    assert "Đang ở trạng thái “Đã giao”." in words
    assert "Xác nhận hoàn thành chỉ khi “Đã báo cáo”" in words
    part = browse(COORDINATOR).get(path(listed, "A1") + "?q=don-vi%3DVP", headers=HTMX)
    assert "<html" not in part.text
    assert "Hiện không có thao tác nào dành cho anh/chị" in words_of(part.text)
    back = browse(COORDINATOR).get(path(listed, "A1") + "?q=don-vi%3DVP").text
    assert 'href="/nhiem-vu/bang?don-vi=VP"' in back


def test_task_out_of_sight_is_not_found(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    browser = browse(HEAD_TCCB)
    assert browser.get(path(listed, "A2")).status_code == 404
    assert browser.post(path(listed, "A2", "start"), data={"version": ISSUED}).status_code == 404
    assert browser.get(path(listed, "A1")).status_code == 200
    assert browser.post(path(listed, "A1", "start"), data={"version": ISSUED}).status_code == 403


@pytest.mark.parametrize("number", ["0", "-1", "999", str(2**63 - 1), str(2**63)])
def test_task_of_no_number_is_not_found(browse: Callable[[str], TestClient], number: str) -> None:
    assert browse(HEAD).get(f"/nhiem-vu/bang/{number}").status_code == 404
    answer = browse(HEAD).post(f"/nhiem-vu/bang/{number}/start", data={"version": ISSUED})
    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("version", ["", "x", "-1", str(2**31)])
def test_version_of_no_number_is_refused(
    listed: SmallOffice, browse: Callable[[str], TestClient], version: str
) -> None:
    answer = browse(HEAD).post(path(listed, "A1", "start"), data={"version": version})
    assert answer.status_code == 422
    assert listed.task("A1").state == "assigned"


def test_unknown_action_is_not_found(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    assert browse(HEAD).post(path(listed, "A1", "fly"), data={"version": ISSUED}).status_code == 404


def test_double_submit_moves_once(listed: SmallOffice, browse: Callable[[str], TestClient]) -> None:
    browser = browse(HEAD)
    assert browser.post(path(listed, "A1", "start"), data={"version": ISSUED}).status_code == 303
    assert browser.post(path(listed, "A1", "start"), data={"version": ISSUED}).status_code == 409
    assert listed.task("A1").event_count == 2
