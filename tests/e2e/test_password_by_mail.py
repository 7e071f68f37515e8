"""Who forgot the password gets a link by mail, at night too; it works once and is kept nowhere."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from cchc_workflow.scheduler.stepped import Stepped
from cchc_workflow.store.outbox import read_row
from cchc_workflow.web.app import create_app
from tests.builders import vn
from tests.command_line import HEAD
from tests.running import ORGANIZATION, FakeSender, issue_real_plan, read_outbox, run_program

if TYPE_CHECKING:
    from pathlib import Path

FRIDAY = vn(4, 6, 9)
NIGHT = vn(5, 6, 23)
NEW = {"mat_khau_moi": "hỏi thăm chú chuột", "nhac_lai": "hỏi thăm chú chuột"}


def test_link_arrives_at_night_works_once_and_is_kept_nowhere(tmp_path: Path) -> None:
    issue_real_plan(tmp_path)
    sender = FakeSender()
    with closing(run_program(tmp_path, sender)) as program:
        Stepped(program.jobs, FRIDAY).advance(NIGHT)
        sender.accepted.clear()
        browser = TestClient(create_app(program.office, lambda: NIGHT), follow_redirects=False)
        browser.post("/quen-mat-khau", data={"dia_chi": HEAD})
        Stepped(program.jobs, NIGHT).advance(NIGHT + timedelta(minutes=1))
        (envelope,) = sender.accepted
        assert envelope.recipients == (HEAD,)
        mail = message_from_bytes(envelope.data, policy=default)
        assert mail["Date"].datetime == NIGHT
        body = mail.get_body(("plain",))
        assert body is not None
        (path,) = re.findall(r"http://localhost:8000(/dat-mat-khau/\S+)", body.get_content())
        assert browser.get(path).status_code == 200
        assert browser.post(path, data=NEW).status_code == 303
        assert browser.post(path, data=NEW).status_code == 410
        (row,) = [row for row in read_outbox(program.office, "sent") if row.message == "password_link"]
        with program.office.database.read() as tx:
            kept = read_row(tx, ORGANIZATION, row.id)
        assert kept.mail is None
        assert path.rpartition("/")[2] not in kept.facts
