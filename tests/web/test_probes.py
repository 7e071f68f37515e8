from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.outgoing import claim_mail, note_failed
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.engine.watch import Alert, Health
from cchc_workflow.store.database import Database
from cchc_workflow.store.schema import downgrade
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import Tools
from tests.builders import vn
from tests.engine.small_office import ISSUED_AT, SmallOffice, open_office

NOW = vn(1, 6, 8)
WELL = Tools(health=lambda: Health((), {}, {}))
TOKEN = "một-mã-dài"
GUARDED = Manner(metrics_token=TOKEN)


def test_healthz_says_ok_when_all_is_well(small: SmallOffice) -> None:
    sweep(small.office, NOW)
    answer = TestClient(create_app(small.office, lambda: NOW, tools=WELL)).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "alerts": []})
    assert answer.headers["cache-control"] == "no-store"


def test_healthz_tells_kinds_and_nothing_else(small: SmallOffice) -> None:
    tools = Tools(health=lambda: Health((Alert("mail_dead", NOW, 7),), {"dead": 7}, {"sweep": NOW}))
    answer = TestClient(create_app(small.office, lambda: NOW, tools=tools)).get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "degraded", "alerts": ["mail_dead"]})


def test_healthz_asks_the_watchdog_itself_where_none_is_given(small: SmallOffice) -> None:
    (row,) = claim_mail(small.office, ISSUED_AT)
    note_failed(small.office, row, None, "550 nobody", ISSUED_AT, permanent=True, later=lambda *_: None)
    answer = TestClient(create_app(small.office, lambda: ISSUED_AT)).get("/healthz")
    assert (answer.status_code, answer.json()["alerts"]) == (503, ["mail_dead"])


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_database_that_is_gone_is_told_with_its_reason(tmp_path: Path, path: str) -> None:
    office = open_office(Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    answer = TestClient(create_app(office, lambda: NOW)).get(path)
    assert (answer.status_code, answer.json()["reason"]) == (503, "schema_missing")
    assert "empty.sqlite3" not in answer.text


def test_readyz_is_ready_whatever_is_amiss_with_the_mail(small: SmallOffice) -> None:
    tools = Tools(health=lambda: Health((Alert("mail_dead", NOW, 7),), {}, {}))
    answer = TestClient(create_app(small.office, lambda: NOW, tools=tools)).get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_readyz_is_not_ready_before_the_schema_is_there(small: SmallOffice) -> None:
    client = TestClient(create_app(small.office, lambda: NOW, tools=WELL))
    downgrade(small.database, "base")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_head_is_answered_like_get(small: SmallOffice, path: str) -> None:
    client = TestClient(create_app(small.office, lambda: NOW, tools=WELL))
    assert client.head(path).status_code == client.get(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("header", [None, "", "Bearer", f"Bearer {TOKEN}x", TOKEN, f"bearer {TOKEN}"])
@pytest.mark.parametrize("manner", [None, GUARDED])
def test_metrics_are_not_there_without_their_token(
    small: SmallOffice, manner: Manner | None, header: str | None
) -> None:
    client = TestClient(create_app(small.office, lambda: NOW, manner, WELL))
    given = [] if header is None else [(b"Authorization", header.encode())]
    answer = client.get("/metrics", headers=given)
    assert answer.status_code == 404
    assert "cchc_requests" not in answer.text


def test_metrics_are_told_to_who_has_the_token(small: SmallOffice) -> None:
    client = TestClient(create_app(small.office, lambda: NOW, Manner(metrics_token="abc"), WELL))
    answer = client.get("/metrics", headers={"Authorization": "Bearer abc"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "cchc_outbox" in answer.text
