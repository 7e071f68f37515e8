from datetime import date

import pytest

from tests.engine.small_office import (
    CHIEF,
)
from tests.papers import PDF
from tests.web.desks import NOW, Desk
from tests.web.reading import words_of

BC = ("files", ("báo cáo.pdf", PDF, "application/pdf"))


def test_more_time_is_asked_for_and_granted_on_the_page(started: Desk) -> None:
    head, chief = started.browser(), started.browser(CHIEF)
    ask = started.form("A1", due_on="2021-07-30", note="Chờ ý kiến")
    assert head.post(started.path("A1", "gia-han/moi/request"), data=ask).status_code == 303
    assert "Đơn vị đề nghị gia hạn đến ngày 30/7/2021" in words_of(chief.get("/nhiem-vu/A1").text)
    assert "/gia-han/1/withdraw" in head.get("/nhiem-vu/A1").text
    grant = started.form("A1", due_on="2021-07-15", note="Đồng ý một phần")
    answer = chief.post(started.path("A1", "gia-han/1/approve"), data=grant)
    assert answer.headers["location"] == "/nhiem-vu/A1?da=extension_approved"
    task = started.task("A1")
    assert (task.due_on, task.original_due_on) == (date(2021, 7, 15), date(2021, 6, 30))
    text = words_of(head.get("/nhiem-vu/A1").text)
    for expected in (
        "được đến 15/7/2021",
        "Ý kiến: Đồng ý một phần",
        "Thời hạn: 30/6/2021 → 15/7/2021",
        "đã thay đổi 1 lần",
    ):
        assert expected in text


def test_the_date_asked_for_is_granted_where_none_is_changed(started: Desk) -> None:
    started.small.ask("A1", date(2021, 7, 30), NOW)
    chief = started.browser(CHIEF)
    assert 'value="2021-07-30"' in chief.get("/nhiem-vu/A1").text
    assert chief.post(started.path("A1", "gia-han/1/approve"), data=started.form("A1")).status_code == 303
    assert started.task("A1").due_on == date(2021, 7, 30)


@pytest.mark.parametrize(("fields", "said"), [
    ({"note": "x"}, "ngày đề nghị"),
    ({"due_on": "2021-06-30", "note": "x"}, "một ngày sau thời hạn hiện nay 30/6/2021"),
    ({"due_on": "2022-01-01", "note": "x"}, "chậm nhất là 31/12/2021"),
    ({"due_on": "2021-02-31", "note": "x"}, "không đọc được “2021-02-31”"),
    ({"due_on": "2021-07-30"}, "lý do"),
])  # fmt: skip
def test_a_request_that_lacks_something_comes_back(started: Desk, fields: dict[str, str], said: str) -> None:
    answer = started.browser().post(
        started.path("A1", "gia-han/moi/request"), data=started.form("A1", **fields)
    )
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert 'id="gia-han-request" open' in answer.text


def test_a_request_belongs_to_its_task(started: Desk) -> None:
    started.small.ask("A1", date(2021, 7, 30), NOW)
    path = started.path("A2", "gia-han/1/approve")
    assert started.browser(CHIEF).post(path, data=started.form("A2")).status_code == 404
    fly = started.path("A1", "gia-han/1/fly")
    assert started.browser(CHIEF).post(fly, data=started.form("A1")).status_code == 404


def test_a_second_decision_is_told_that_it_is_done(started: Desk) -> None:
    started.small.ask("A1", date(2021, 7, 30), NOW)
    form, path = started.form("A1"), started.path("A1", "gia-han/1/approve")
    chief = started.browser(CHIEF)
    assert chief.post(path, data=form).status_code == 303
    again = chief.post(path, data=form)
    assert again.status_code == 409
    assert "Việc này đã làm rồi" in again.text
    assert chief.post(path, data=started.form("A1")).status_code == 409
