"""The jobs do the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.bootstrap import open_program
from cchc_workflow.engine.anchoring import verify_history
from cchc_workflow.scheduler.stepped import Stepped
from cchc_workflow.settings import Settings
from tests.builders import vn
from tests.running import ISSUED_AT, FakeSender, read_outbox, set_up

if TYPE_CHECKING:
    from pathlib import Path


def run_for_a_month(home: Path, url: str) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the state of each row of the outbox, and each mail that went out, by key and Message-ID."""
    settings = Settings(home=home, database=url, synchronous="NORMAL")
    set_up(settings)
    sender = FakeSender()
    with closing(open_program(settings, sender=sender)) as program:
        Stepped(program.jobs, ISSUED_AT).advance(vn(15, 5))
        assert verify_history(program.office).faults == ()
        states = {row.key: row.state for row in read_outbox(program.office)}
    return states, {envelope.message_id: envelope.data for envelope in sender.accepted}


@pytest.mark.postgresql
def test_a_month_is_the_same_on_either_database(tmp_path: Path, sqlite_url: str, postgresql_url: str) -> None:
    states, mails = run_for_a_month(tmp_path, sqlite_url)
    assert len(mails) == list(states.values()).count("sent") > 0
    assert run_for_a_month(tmp_path, postgresql_url) == (states, mails)
