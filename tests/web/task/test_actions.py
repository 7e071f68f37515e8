from datetime import date

import pytest

from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
)
from tests.papers import EXE, JPEG, PDF
from tests.web.desks import NOW, Desk
from tests.web.reading import words_of

BC = ("files", ("báo cáo.pdf", PDF, "application/pdf"))


def test_an_action_without_anything_to_give_is_one_button(desk: Desk) -> None:
    answer = desk.browser().post(desk.path("A1", "lam/start"), data=desk.form("A1"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/nhiem-vu/A1?da=started")
    assert desk.task("A1").state == "in_progress"
    assert "Đã bắt đầu thực hiện." in desk.browser().get("/nhiem-vu/A1?da=started").text


def test_a_report_takes_files_and_a_document_at_once(started: Desk) -> None:
    data = started.form(
        "A1", evidence="12/BC-VP", issued_on="2021-05-31", signer="Trưởng phòng", note="Xong."
    )
    photo = ("files", ("ảnh.jpg", JPEG, "image/jpeg"))
    answer = started.browser().post(started.path("A1", "lam/report"), data=data, files=[BC, photo])
    assert (answer.status_code, answer.headers["location"]) == (303, "/nhiem-vu/A1?da=reported")
    assert started.task("A1").state == "reported"
    assert [(row.document, row.issued_on, row.signer, row.file_name) for row in started.proofs("A1")] == [
        ("12/BC-VP", date(2021, 5, 31), "Trưởng phòng", "báo cáo.pdf"),
        ("12/BC-VP", date(2021, 5, 31), "Trưởng phòng", "ảnh.jpg"),
    ]
    text = words_of(started.browser(VERIFIER).get("/nhiem-vu/A1").text)
    assert "Ghi chú: Xong." in text
    assert "12/BC-VP ngày 31/5/2021, Trưởng phòng ký" in text


def test_a_document_without_a_file_will_do(started: Desk) -> None:
    data = started.form("A1", evidence="12/BC-VP")
    assert started.browser().post(started.path("A1", "lam/report"), data=data).status_code == 303
    assert [row.document for row in started.proofs("A1")] == ["12/BC-VP"]


def test_an_incomplete_report_comes_back_as_it_was_typed(started: Desk) -> None:
    """Nothing typed is lost, and what could be taken waits on the task."""
    data = started.form("A3", evidence="12/BC-VP", note="<i>Đã làm</i>", value="3/16")
    answer = started.browser().post(started.path("A3", "lam/report"), data=data)
    assert answer.status_code == 422
    assert "mới đạt 3/16, còn thiếu: 2" in words_of(answer.text)
    assert "&lt;i&gt;Đã làm&lt;/i&gt;" in answer.text
    assert 'value="3/16"' in answer.text
    assert [row.document for row in started.waiting("A3")] == ["12/BC-VP"]
    assert started.task("A3").state == "in_progress"


def test_named_parts_are_ticked(started: Desk) -> None:
    browser, path = started.browser(), started.path("A4", "lam/report")
    some = {**started.form("A4", evidence="1/BC"), "value": ["Trung tâm Giống"]}
    refused = browser.post(path, data=some)
    assert refused.status_code == 422
    assert refused.text.count(" checked") == 1
    every = {**started.form("A4"), "value": ["Trung tâm Giống", "Trung tâm Tư vấn"]}
    assert browser.post(path, data=every).status_code == 303
    assert started.task("A4").value == "Trung tâm Giống; Trung tâm Tư vấn"


def test_a_refused_file_holds_the_report_back_and_the_good_one_waits(started: Desk) -> None:
    bad = ("files", ("kết quả.pdf", EXE, "application/pdf"))
    answer = started.browser().post(
        started.path("A1", "lam/report"), data=started.form("A1", note="Xong"), files=[BC, bad]
    )
    assert answer.status_code == 422
    assert "Tệp “kết quả.pdf” không thuộc loại được nhận" in answer.text
    assert [row.file_name for row in started.waiting("A1")] == ["báo cáo.pdf"]
    assert started.task("A1").state == "in_progress"
    again = started.browser().post(started.path("A1", "lam/report"), data=started.form("A1"))
    assert again.status_code == 303
    assert [row.file_name for row in started.proofs("A1")] == ["báo cáo.pdf"]


def test_a_stale_page_is_told_what_changed_and_keeps_what_was_typed(started: Desk) -> None:
    seen = started.form("A1", note="Đã xong mọi việc", evidence="7/BC")
    started.small.amend(CHIEF, "A1", NOW, title="Tên khác", reason="Sửa")
    answer = started.browser().post(started.path("A1", "lam/report"), data=seen)
    assert answer.status_code == 409
    text = words_of(answer.text)
    assert "vừa được thay đổi trong khi trang này đang mở" in text
    assert "Điều chỉnh nhiệm vụ: chanhvanphong, 08:00 1/6/2021" in text
    assert "Đã xong mọi việc" in answer.text
    assert f'name="version" value="{started.task("A1").version}"' in answer.text
    assert [row.document for row in started.waiting("A1")] == ["7/BC"]


@pytest.mark.parametrize("with_version", [True, False])
def test_a_double_submit_is_told_that_it_is_done(desk: Desk, *, with_version: bool) -> None:
    form = desk.form("A1") if with_version else {}
    browser = desk.browser()
    assert browser.post(desk.path("A1", "lam/start"), data=form).status_code == 303
    again = browser.post(desk.path("A1", "lam/start"), data=form)
    assert again.status_code == 409
    assert ("Việc này đã làm rồi" in again.text) is with_version
    assert desk.task("A1").version == 2


def test_another_persons_deed_is_no_double_submit(desk: Desk) -> None:
    form = desk.form("A1")
    desk.small.start("A1", NOW)
    answer = desk.browser(OFFICER).post(desk.path("A1", "lam/start"), data=form)
    assert answer.status_code == 409
    assert "Việc này đã làm rồi" not in answer.text


@pytest.mark.parametrize(("by", "path", "status"), [
    (COORDINATOR, "lam/start", 403), (HEAD_TCCB, "lam/start", 403), (HEAD_CCKL, "lam/start", 404),
    (HEAD, "lam/fly", 404), (HEAD, "lam/" + "x" * 61, 422), (HEAD, "lam/report", 409),
    (HEAD, "lam/verify", 409), (None, "lam/start", 401),
])  # fmt: skip
def test_what_may_not_be_done_is_not_done(desk: Desk, by: str | None, path: str, status: int) -> None:
    answer = desk.browser(by).post(desk.path("A1", path), data=desk.form("A1"))
    assert answer.status_code == status
    assert desk.task("A1").version == 1


@pytest.mark.parametrize(
    "rest", ["lam/start", "gia-han/moi/request", "dieu-chinh", "y-kien", "nhac", "tep", "tep/1/bo"]
)
def test_no_form_reaches_another_units_task(desk: Desk, rest: str) -> None:
    for task_id in (str(desk.task("A1").id), "999", str(2**63 - 1)):
        answer = desk.browser(HEAD_CCKL).post(f"/viec/{task_id}/{rest}", data={"text": "x"})
        assert answer.status_code == 404
    for task_id in ("0", str(2**63), "a"):
        assert desk.browser(HEAD_CCKL).post(f"/viec/{task_id}/{rest}").status_code in {404, 422}


def test_another_sites_form_is_refused(desk: Desk) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = desk.browser().post(desk.path("A1", "lam/start"), data=desk.form("A1"), headers=headers)
    assert answer.status_code == 403
    assert desk.task("A1").state == "assigned"


def test_a_form_can_lead_back_to_where_it_was_sent_from(desk: Desk) -> None:
    def go(following: str) -> str:
        form = {"text": "x", "tiep": following}
        return str(desk.browser().post(desk.path("A1", "y-kien"), data=form).headers["location"])

    assert go("/viec-hom-nay?trang=2") == "/viec-hom-nay?trang=2&da=commented"
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert go(elsewhere) == "/?da=commented"


def test_htmx_is_led_on_by_its_own_header(desk: Desk) -> None:
    answer = desk.browser().post(
        desk.path("A1", "lam/start"), data=desk.form("A1"), headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, "/nhiem-vu/A1?da=started")


def test_forms_follow_the_workflow_file(desk: Desk) -> None:
    """Each action that may be taken is a form of its own, whatever the file calls it."""
    html = desk.browser(CHIEF).get("/nhiem-vu/A1").text
    for action, field in [("suspend", "note"), ("cancel", "document"), ("excuse", "note")]:
        assert f'action="/viec/1/lam/{action}"' in html
        assert f'id="lam-{action}-{field}" name="{field}"' in html
