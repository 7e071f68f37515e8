import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cchc_workflow.mail.facts import Site
from cchc_workflow.store.database import Database
from cchc_workflow.web.app import create_app
from cchc_workflow.web.caught import list_mails, read_mail
from tests.engine.small_office import CHIEF, COORDINATOR, SmallOffice, at, duty, issue_small, open_office
from tests.web.reading import words_of

NOW = at(date(2021, 6, 1))


def browse(small: SmallOffice) -> TestClient:
    return TestClient(create_app(small.office, lambda: NOW))


def test_the_link_of_every_kind_of_mail_is_answered(real: TestClient, neglected: Path) -> None:
    box = neglected / "thu"
    heads = [head for page in range(1, list_mails(box, 1).pages + 1) for head in list_mails(box, page).heads]
    one_of_each = {head.subject.partition("]")[0]: head.number for head in heads}
    texts = [read_mail(box, number).text for number in one_of_each.values()]
    links = {link for text in texts for link in re.findall(r"/nhiem-vu/\S+", text)}
    assert links
    for link in sorted(links)[:40]:
        assert real.get(link).status_code == 200, link


def test_page_tells_what_the_task_is_and_what_happened(small: SmallOffice) -> None:
    small.start("A1", NOW)
    text = words_of(browse(small).get("/nhiem-vu/A1").text)
    for expected in (
        "A1", "Nhiệm vụ A1", "Văn phòng Sở", "30/6/2021", "Thời hạn ban đầu", "đầu mối ấn định",
        "Sản phẩm Báo cáo", "mục II.2.2.a1 của Kế hoạch", "Thực hiện nhiệm vụ A1 theo quy định.",
        "Bắt đầu thực hiện", "1/6/2021", "truongphong.vp", "còn 29 ngày",
    ):  # fmt: skip
        assert expected in text


def test_page_shows_a_moved_deadline_and_why(small: SmallOffice) -> None:
    small.amend(CHIEF, "A1", NOW, due_on=date(2021, 7, 15), reason="theo công văn 5")
    text = words_of(browse(small).get("/nhiem-vu/A1").text)
    for expected in ("15/7/2021", "30/6/2021 → 15/7/2021", "đầu mối ấn định", "theo công văn 5"):
        assert expected in text


def test_page_lists_the_reminders(real: TestClient) -> None:
    overdue = re.search(r'<span class="code">([^<]+)</span>', real.get("/").text.partition('id="qua-han"')[2])
    assert overdue
    text = words_of(real.get(Site("").link(overdue[1])).text)
    assert "T+1" in text
    assert "Giám đốc Sở" in text
    assert "đã gộp vào thư khác" in text


def test_page_escapes_what_people_typed(small: SmallOffice) -> None:
    small.amend(COORDINATOR, "A1", NOW, title="<script>alert(1)</script>", reason="<b>thử</b>")
    html = browse(small).get("/nhiem-vu/A1").text
    assert "<script" not in html
    assert "<b>thử" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_code_with_slashes_and_marks_is_found(sqlite_database: Database) -> None:
    small = issue_small(sqlite_database, duty("Đ1/Quý 3", "VP", date(2021, 9, 30)))
    path = Site("").link("Đ1/Quý 3")
    assert browse(small).get(path).status_code == 200
    assert browse(small).head(path).status_code == 200
    assert browse(small).post(path).status_code == 405


@pytest.mark.parametrize(
    "code", ["", "khong-co", "A1/", "a%00b", "x" * 201, "x" * 5_000, "'; --", "%2e%2e/A1"]
)
def test_an_unknown_code_gets_a_helpful_page(small: SmallOffice, code: str) -> None:
    answer = browse(small).get(f"/nhiem-vu/{code}")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text


def test_a_database_that_is_gone_is_said_plainly(tmp_path: Path) -> None:
    office = open_office(Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    assert TestClient(create_app(office, lambda: NOW)).get("/nhiem-vu/A1").status_code == 503
