import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.outgoing import claim_mail, note_failed
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.watch import Alert, Health
from cchc_workflow.mail.templates import message_names
from cchc_workflow.scheduler.watchdog import Fault
from cchc_workflow.shipped import roots
from cchc_workflow.store.database import Database
from cchc_workflow.web.app import create_app
from tests.engine.small_office import (
    COORDINATOR,
    ISSUED_AT,
    SmallOffice,
    at,
    duty,
    open_office,
    plan_files,
)
from tests.web.reading import words_of

NOW = at(date(2021, 6, 1))
WELL = Health((), {}, {})


def browse(office: Office, now: datetime = NOW, health: Health = WELL, **more: object) -> TestClient:
    app = create_app(office, lambda: now, lambda: health, **more)  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False)


def test_healthz_says_ok_when_all_is_well(small: SmallOffice) -> None:
    sweep(small.office, NOW)
    answer = browse(small.office).get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["now"] == "2021-06-01T01:00:00.000000Z"
    assert answer.json().keys() == {"status", "alerts", "outbox", "ticks", "now", "version"}
    assert answer.headers["cache-control"] == "no-store"


def test_healthz_asks_the_watchdog_itself_where_none_is_given(small: SmallOffice) -> None:
    answer = TestClient(create_app(small.office, lambda: NOW)).get("/healthz")
    kinds = {alert["kind"] for alert in answer.json()["alerts"]}
    assert (answer.status_code, answer.json()["status"]) == (503, "degraded")
    assert "mail_waiting" in kinds
    assert answer.json()["outbox"] == {"queued": 1}


def test_healthz_is_degraded_while_there_are_dead_letters(small: SmallOffice) -> None:
    (row,) = claim_mail(small.office, ISSUED_AT)
    note_failed(small.office, row, None, "550 nobody", ISSUED_AT, permanent=True, later=lambda *_: None)
    answer = TestClient(create_app(small.office, lambda: ISSUED_AT)).get("/healthz")
    assert answer.status_code == 503
    assert [alert["kind"] for alert in answer.json()["alerts"]] == ["mail_dead"]


@pytest.mark.parametrize("path", ["/healthz", "/"])
def test_a_database_that_is_gone_is_said_plainly(tmp_path: Path, path: str) -> None:
    office = open_office(Database(f"sqlite:///{tmp_path / 'no' / 'such.sqlite3'}"))
    answer = TestClient(create_app(office, lambda: NOW)).get(path)
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    assert "/no/such" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/"])
def test_a_database_that_was_taken_away_is_noticed(small: SmallOffice, path: str) -> None:
    client = browse(small.office)
    assert client.get(path).status_code == 200
    for file in Path(str(small.database.url.database)).parent.glob("*.sqlite3*"):
        file.unlink()
    assert client.get(path).status_code == 503


def test_healthz_gives_the_reason(tmp_path: Path) -> None:
    office = open_office(Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    answer = TestClient(create_app(office, lambda: NOW)).get("/healthz")
    assert (answer.json()["status"], answer.json()["reason"]) == ("degraded", "schema_missing")


@pytest.mark.parametrize("path", ["/", "/healthz", "/thu", "/thu/1", "/thu/1/html"])
def test_head_is_answered_like_get(real: TestClient, path: str) -> None:
    answer = real.head(path)
    assert answer.status_code == real.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/thu", "/thu/1", "/healthz"])
def test_nothing_can_be_written(real: TestClient, path: str) -> None:
    assert real.post(path).status_code == 405
    assert real.delete(path).status_code == 405


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc", "/khong-co", "/static/khong-co.css"])
def test_an_unknown_address_gets_a_helpful_page(real: TestClient, path: str) -> None:
    answer = real.get(path)
    assert answer.status_code == 404
    assert "Không có trang này" in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200), ("/healthz", 200), ("/thu", 200), ("/thu/1", 200), ("/khong-co", 404),
        ("/static/cchc.css", 200),
    ],
)  # fmt: skip
def test_every_answer_is_guarded(real: TestClient, path: str, status: int) -> None:
    answer = real.get(path)
    assert answer.status_code == status
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_an_unforeseen_error_is_guarded_and_tells_nothing(small: SmallOffice) -> None:
    def fail() -> Health:
        raise ZeroDivisionError("secret")

    app = create_app(small.office, lambda: NOW, fail)
    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Có lỗi khi lập trang" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize("path", ["/", "/thu", "/thu/1", "/khong-co"])
def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(real: TestClient, path: str) -> None:
    html = real.get(path).text
    assert not re.search(r"<(script|style)\b|\sstyle=|\son\w+=|javascript:", html)
    fetched = re.findall(r"<(?:link|iframe|img|form)[^>]+(?:href|src|action)=\"([^\"]+)\"", html)
    assert fetched
    assert all(address.startswith("/") and not address.startswith("//") for address in fetched)


def test_overview_shows_the_real_plan_after_some_weeks(real: TestClient) -> None:
    text = words_of(real.get("/").text)
    late, assigned = map(int, re.findall(r"(\d+) chậm trên (\d+) nhiệm vụ", text)[0])
    assert assigned == 415
    assert 0 < late < assigned
    assert f"{late * 100 / assigned:.2f}".rstrip("0").replace(".", ",") + " %" in text
    for expected in (
        "nâng cao chỉ số cải cách hành chính năm 2021", "Thứ Hai, 5/7/2021", "so với ngưỡng 30 %",
        "Sở Nông nghiệp và Phát triển nông thôn Quảng Ngãi", "Trung tâm Khuyến nông", "Vừa xảy ra",
        "Chưa hoàn thành", "Quá hạn lâu nhất", "Giám đốc lần 5", "Tuần 27", "Đọc mọi thư đã gửi",
    ):  # fmt: skip
        assert expected in text


def test_overview_names_a_flagged_unit_in_words(small: SmallOffice) -> None:
    on = date(2021, 7, 1)
    sweep(small.office, at(on))
    html = browse(small.office, at(on)).get("/").text
    assert "Chạm ngưỡng từ 1/7" in words_of(html)
    assert "1 đơn vị đã chạm ngưỡng" in words_of(html)
    assert "50 %" in words_of(html)


def test_overview_says_how_near_a_unit_is(small: SmallOffice) -> None:
    text = words_of(browse(small.office).get("/").text)
    assert "Chưa đơn vị nào chạm ngưỡng" in text
    assert "Còn 1 nhiệm vụ chậm nữa là chạm 30 %" in text


def test_overview_escapes_what_people_typed(small: SmallOffice) -> None:
    small.amend(COORDINATOR, "A1", NOW, title="<script>alert(1)</script>", reason="thử")
    html = browse(small.office).get("/").text
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_overview_shows_what_is_amiss(small: SmallOffice) -> None:
    alerts = [Alert(kind, NOW, 3) for kind in ("sweep_late", "digest_late", "mail_waiting", "mail_dead")]
    alerts += [Alert("clock_back", NOW), Alert("watchdog_late", NOW), Alert("sao_chép_hỏng", NOW)]
    alerts += [
        Fault("job_failed", NOW, 2, "sweep", "<đĩa đầy>"),
        Fault("mail_fault", NOW, 1, "tls", "chứng thư"),
    ]
    html = browse(small.office, health=Health(tuple(alerts), {"dead": 3}, {})).get("/").text
    text = words_of(html)
    assert html.count("<li>\n") >= len(alerts)
    for expected in (
        "3 thư không gửi được",
        "&lt;đĩa đầy&gt;",
        "chứng thư",
        "sao_chép_hỏng",
        "chậm hơn thời điểm đã ghi",
    ):
        assert expected in text


def test_overview_of_an_empty_database_tells_what_to_do(sqlite_database: Database) -> None:
    text = words_of(browse(open_office(sqlite_database)).get("/").text)
    assert "Chưa có kế hoạch nào" in text
    assert "cchc plan load" in text


def test_overview_of_a_draft_tells_how_to_issue_it(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    load_plan(office, plan_files(duty("A1", "VP", date(2021, 9, 30))), NOW)
    assert "cchc plan issue so-vi-du-2021" in words_of(browse(office).get("/").text)


def test_overview_lets_choose_among_several_plans(small: SmallOffice) -> None:
    files = plan_files(duty("Z9", "TCCB", date(2021, 8, 31)), code="ke-hoach-hai")
    issue_plan(small.office, load_plan(small.office, files, NOW), None, NOW)
    client = browse(small.office)
    codes = ("so-vi-du-2021", "ke-hoach-hai")
    first, second = (client.get("/", params={"ke-hoach": code}).text for code in codes)
    assert "Nhiệm vụ A1" in first
    assert "Nhiệm vụ Z9" not in first
    assert "Nhiệm vụ Z9" in second
    assert 'href="/?ke-hoach=so-vi-du-2021"' in second


@pytest.mark.parametrize("code", ["khong-co", "", "x" * 101, "x" * 5_000, "a\0b", "'; --", "../etc"])
def test_overview_of_an_unknown_plan_is_not_found(small: SmallOffice, code: str) -> None:
    answer = browse(small.office).get("/", params={"ke-hoach": code})
    assert answer.status_code == 404


def test_overview_is_sent_again_only_when_something_happened(small: SmallOffice) -> None:
    client = browse(small.office)
    first = client.get("/")
    same = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    small.start("A1", NOW)
    changed = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert "Bắt đầu thực hiện" in changed.text


def test_overview_changes_with_the_day(small: SmallOffice) -> None:
    now = NOW
    client = TestClient(create_app(small.office, lambda: now, lambda: WELL))
    assert "Thứ Ba, 1/6/2021" in client.get("/").text
    now += timedelta(days=1)
    assert "Thứ Tư, 2/6/2021" in client.get("/").text


def test_overview_loads_itself_anew_only_where_asked(small: SmallOffice) -> None:
    assert "http-equiv" not in browse(small.office).get("/").text
    assert '<meta http-equiv="refresh" content="4">' in browse(small.office, refresh_s=4).get("/").text


def test_every_message_has_a_word(real: TestClient, real_office: Office) -> None:
    assert message_names(roots("notifications")) == real_office.definitions.messages
    text = words_of(real.get("/").text)
    assert "Báo cáo tuần gửi Giám đốc Sở" in text
    assert not re.search(r"\b(weekly_report|digest|queued|sent|overdue|unit_head)\b", text)


def test_static_files_keep_for_ever_under_their_own_address(real: TestClient) -> None:
    (address,) = re.findall(r'href="(/static/cchc\.css\?v=\w+)"', real.get("/").text)
    answer = real.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in real.get("/static/cchc.css").headers["cache-control"]
    assert real.get("/static/icon.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("path", ["/thu", "/thu/1", "/thu/1/html"])
def test_mails_are_shown_only_where_they_are_caught(small: SmallOffice, path: str) -> None:
    client = browse(small.office)
    assert client.get(path).status_code == 404
    assert 'href="/thu"' not in client.get("/").text


def test_the_neglected_plan_is_well(real: TestClient) -> None:
    assert real.get("/healthz").json()["alerts"] == []
    assert real.get("/healthz").json()["now"] == "2021-07-05T01:00:00.000000Z"
