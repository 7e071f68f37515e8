from datetime import date
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.task import Evidence
from cchc_workflow.engine.outgoing import claim_mail, note_failed
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    VERIFIER,
    SmallOffice,
)
from tests.web.browsers import open_browser

NOW = vn(21, 5, 9)
DAY = "/viec-hom-nay"
PART = {"HX-Request": "true"}


def open_as(small: SmallOffice, address: str = COORDINATOR) -> TestClient:
    return open_browser(small.office, NOW, address)


def version(small: SmallOffice, code: str) -> str:
    return str(small.task(code).version)


def test_verify_shows_the_row_done_and_counts_again(busy: SmallOffice) -> None:
    sent = {"version": version(busy, "A1")}
    answer = open_as(busy).post(f"{DAY}/bao-cao/1/verify", data=sent, headers=PART)
    assert answer.status_code == 200
    assert busy.task("A1").state == "verified"
    assert '<li class="work-row work-done" id="reports-1"' in answer.text
    assert "Đã xác nhận hoàn thành" in answer.text
    assert '<span id="so-reports" hx-swap-oob="true">0</span>' in answer.text
    assert '<span id="so-overdue" hx-swap-oob="true">1</span>' in answer.text
    assert "3 việc chờ xử lý" in answer.text


def test_verify_works_without_a_script(busy: SmallOffice) -> None:
    answer = open_as(busy).post(f"{DAY}/bao-cao/1/verify", data={"version": version(busy, "A1")})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DAY}?da=verified")
    assert busy.task("A1").state == "verified"


def test_return_asks_for_a_reason_and_keeps_it(busy: SmallOffice) -> None:
    browser, path = open_as(busy), f"{DAY}/bao-cao/1/return"
    refused = browser.post(path, data={"version": version(busy, "A1"), "note": " "}, headers=PART)
    assert refused.status_code == 422
    assert "lý do" in refused.text
    assert 'id="reports-1"' in refused.text
    done = browser.post(path, data={"version": version(busy, "A1"), "note": "Thiếu phụ lục"}, headers=PART)
    assert done.status_code == 200
    assert busy.task("A1").state == "in_progress"


def test_stale_row_says_what_changed_and_keeps_what_was_typed(busy: SmallOffice) -> None:
    seen = version(busy, "A1")
    busy.do(VERIFIER, "return", "A1", NOW, note="Thiếu số liệu")
    busy.do(HEAD, "report", "A1", NOW, evidence=(Evidence(document="13/BC-VP"),))
    sent = {"version": seen, "note": "Thiếu phụ lục <b>3</b>"}
    answer = open_as(busy).post(f"{DAY}/bao-cao/1/return", data=sent, headers=PART)
    assert answer.status_code == 409
    assert "Trả lại báo cáo, thamdinh, 09:00 21/5/2021" in answer.text
    assert "Thiếu phụ lục &lt;b&gt;3&lt;/b&gt;</textarea>" in answer.text
    assert f'name="version" value="{version(busy, "A1")}"' in answer.text
    assert busy.task("A1").state == "reported"


def test_stale_row_without_a_script_stands_on_top_of_the_page(busy: SmallOffice) -> None:
    seen = version(busy, "A1")
    busy.verify("A1", NOW)
    sent = {"version": seen, "note": "Thiếu phụ lục"}
    answer = open_as(busy).post(f"{DAY}/bao-cao/1/return", data=sent)
    assert answer.status_code == 409
    assert "<h1>Việc hôm nay</h1>" in answer.text
    assert "Chưa thực hiện được" in answer.text
    assert "Xác nhận hoàn thành, thamdinh, 09:00 21/5/2021" in answer.text


def test_second_submit_does_nothing_more(busy: SmallOffice) -> None:
    browser, sent = open_as(busy), {"version": version(busy, "A1")}
    browser.post(f"{DAY}/bao-cao/1/verify", data=sent)
    events = busy.task("A1").event_count
    assert browser.post(f"{DAY}/bao-cao/1/verify", data=sent, headers=PART).status_code == 409
    assert busy.task("A1").event_count == events


@pytest.mark.parametrize(
    ("address", "sent", "status", "due_on"),
    [
        (CHIEF, {}, 200, date(2021, 10, 30)),
        (CHIEF, {"due_on": "2021-10-15", "note": "Sớm hơn"}, 200, date(2021, 10, 15)),
        (CHIEF, {"due_on": "2021-09-01"}, 422, date(2021, 9, 30)),
        (CHIEF, {"due_on": "không"}, 422, date(2021, 9, 30)),
        (COORDINATOR, {}, 403, date(2021, 9, 30)),
    ],
)
def test_request_is_approved_by_those_who_may(
    busy: SmallOffice, address: str, sent: dict[str, str], status: int, due_on: date
) -> None:
    answer = open_as(busy, address).post(f"{DAY}/gia-han/1/approve", data=sent, headers=PART)
    assert answer.status_code == status
    assert busy.task("A2").due_on == due_on


def test_request_is_rejected_with_a_reason(busy: SmallOffice) -> None:
    browser, path = open_as(busy, CHIEF), f"{DAY}/gia-han/1/reject"
    assert browser.post(path, data={}, headers=PART).status_code == 422
    answer = browser.post(path, data={"note": "Còn đủ thời gian"}, headers=PART)
    assert "Không chấp thuận gia hạn" in answer.text
    assert "Đề nghị này vừa được xử lý" not in answer.text
    again = browser.post(path, data={"note": "Còn đủ thời gian"}, headers=PART)
    assert again.status_code == 409


def test_remind_tells_whom_and_only_once_a_day(busy: SmallOffice) -> None:
    browser, path = open_as(busy), f"{DAY}/qua-han/3/nhac"
    answer = browser.post(path, headers=PART)
    assert "Đã nhắc truongphong.vp; thư đi lúc 09:00 21/5/2021" in answer.text
    assert [mail.to for mail in busy.mails("overdue", "queued")] == [HEAD]
    again = browser.post(path, headers=PART)
    assert (again.status_code, "mỗi ngày chỉ nhắc một lần" in again.text) == (409, True)
    assert "Đã nhắc hôm nay" in again.text


def test_dead_mail_goes_out_again(busy: SmallOffice) -> None:
    row = claim_mail(busy.office, NOW, 1)[0]
    note_failed(busy.office, row, None, "550 <b>unknown</b>", NOW, permanent=True, later=lambda *_: None)
    browser, path = open_as(busy), f"{DAY}/thu/{row.id}/gui-lai"
    assert "550 &lt;b&gt;unknown&lt;/b&gt;" in browser.get(DAY).text
    refused = open_as(busy, VERIFIER).post(path, headers=PART)
    assert (refused.status_code, "đầu mối CCHC" in refused.text) == (403, True)
    assert "Thư được gửi lại lúc 09:00 21/5/2021" in browser.post(path, headers=PART).text
    assert [mail.row.id for mail in busy.mails(state="dead")] == []
    assert browser.post(path, headers=PART).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"due_on": "2021-08-31", "document": "45/QĐ-SVD"}, 200),
        ({"due_on": "2021-08-31", "document": ""}, 422),
        ({"due_on": "", "document": "45/QĐ-SVD"}, 422),
        ({"due_on": "2022-01-01", "document": "45/QĐ-SVD"}, 422),
        ({"due_on": "2021-05-01", "document": "45/QĐ-SVD"}, 422),
        ({"due_on": "31/8", "document": "=1+1"}, 422),
    ],
)
def test_date_is_set_with_the_document_that_orders_it(
    busy: SmallOffice, sent: dict[str, str], status: int
) -> None:
    sent |= {"version": version(busy, "A4")}
    answer = open_as(busy).post(f"{DAY}/chua-han/4/an-dinh", data=sent, headers=PART)
    assert answer.status_code == status
    assert busy.task("A4").due_on == (date(2021, 8, 31) if status == 200 else None)
    if status != 200:
        assert all(text in answer.text for text in (sent["due_on"], sent["document"]))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bao-cao/999/verify", 404),
        (f"/bao-cao/{2**63 - 1}/verify", 404),
        (f"/bao-cao/{2**63}/verify", 422),
        ("/bao-cao/0/verify", 422),
        ("/bao-cao/1/no_such_action", 404),
        (f"/bao-cao/1/{quote('<script>')}", 404),
        ("/gia-han/999/approve", 404),
        ("/gia-han/1/no_such_action", 404),
        ("/thu/999/gui-lai", 404),
        ("/chua-han/999/an-dinh", 404),
        ("/qua-han/999/nhac", 404),
    ],
)
def test_what_is_not_there_is_not_found(busy: SmallOffice, path: str, status: int) -> None:
    sent = {"due_on": "2021-08-31", "document": "45/QĐ-SVD"}
    assert open_as(busy).post(f"{DAY}{path}", data=sent).status_code == status


@pytest.mark.parametrize("address", [HEAD, DIRECTOR])
@pytest.mark.parametrize(
    "path",
    ["/bao-cao/1/verify", "/gia-han/1/approve", "/qua-han/3/nhac", "/thu/1/gui-lai", "/chua-han/4/an-dinh"],
)
def test_acting_is_for_those_who_run_the_plan(busy: SmallOffice, address: str, path: str) -> None:
    assert open_as(busy, address).post(f"{DAY}{path}").status_code == 403
    assert open_browser(busy.office, NOW).post(f"{DAY}{path}").status_code == 401


def test_a_form_of_another_site_is_refused(busy: SmallOffice) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert open_as(busy).post(f"{DAY}/bao-cao/1/verify", headers=headers).status_code == 403
    assert busy.task("A1").state == "reported"
