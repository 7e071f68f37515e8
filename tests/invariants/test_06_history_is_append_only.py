"""History is append-only and chained by hash per task, the heads anchored daily; verifying proves it."""

from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from cchc_workflow.engine.anchoring import anchor_history, verify_history
from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.outgoing import claim_mail, note_sent
from cchc_workflow.engine.report.schedule import make_due_reports
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.rows import table_of
from cchc_workflow.store.tables import EventRow
from tests.builders import vn
from tests.engine.report.printing import FakePress
from tests.engine.small_office import (
    CHIEF,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
)
from tests.invariants.refusing import refusing
from tests.invariants.throwaway import throwaway_database

_event = table_of(EventRow)


def live(desk: SmallOffice) -> None:
    """Let three weeks pass in which everything happens that can."""
    june = vn(1, 6, 9)
    desk.report("A1", june)
    desk.do(VERIFIER, "return", "A1", june, note="Thiếu")
    desk.report("A1", june)
    desk.verify("A1", june)
    desk.do(CHIEF, "reopen", "A1", june, note="Số liệu sai")
    desk.do(CHIEF, "excuse", "A1", june, note="Bão số 5")
    desk.do(DIRECTOR, "suspend", "A2", june, note="Chờ")
    desk.amend(DIRECTOR, "A3", june, title="Tên mới", lead="TCCB", reason="Đúng chức năng")
    desk.do(DIRECTOR, "cancel", "A3", june, note="Bỏ", document="45/QĐ-SVD")
    desk.start("B1", june, HEAD_TCCB)
    pass_days(desk, range(2, 8))
    desk.do(DIRECTOR, "resume", "A2", vn(8, 6, 9))
    desk.extend("A2", date(2021, 10, 29), vn(8, 6, 9))
    pass_days(desk, range(9, 22))


def pass_days(desk: SmallOffice, days: range) -> None:
    """Let the fixed jobs run on each of these days of June."""
    for day in days:
        now = vn(day, 6, 7, 30)
        sweep(desk.office, now)
        digest(desk.office, now)
        make_due_reports(desk.office, now, FakePress().print)
        note_sent(desk.office, [(row, b"bytes") for row in claim_mail(desk.office, now)], now)
        anchor_history(desk.office, vn(day, 6, 23, 50))


def test_nothing_ever_changes_or_deletes_an_event(desk: SmallOffice) -> None:
    """The whole program runs over a database that refuses to."""
    with ExitStack() as held:
        for table in ("event", "evidence", "anchor"):
            held.enter_context(refusing(desk.database, table, "UPDATE", "DELETE"))
        live(desk)
    verdict = verify_history(desk.office)
    assert (verdict.faults, verdict.anchors) == ((), 2)
    assert verdict.events == sum(desk.task(code).event_count for code in ("A1", "A2", "A3", "B1"))


TAMPERED: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["verified", "cancelled", "x"]),
    "to_state": st.sampled_from(["verified", "suspended", ""]),
    "from_state": st.sampled_from(["verified", None]),
    "data": st.sampled_from(["{}", '{"note":"khác"}']),
    "actor_id": st.integers(90, 99) | st.none(),
    "number": st.integers(50, 60),
    "at": st.integers(1, 10**6).map(lambda seconds: vn(1, 1) + timedelta(seconds=seconds)),
    "hash": st.text("0123456789abcdef", min_size=64, max_size=64),
}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_changed_is_found(data: st.DataObject) -> None:
    with throwaway_database() as database:
        desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 6, 30)))
        desk.report("A1", vn(1, 6, 9), HEAD)
        desk.verify("A1", vn(1, 6, 10))
        anchor_history(desk.office, vn(1, 6, 23, 50))
        desk.do(CHIEF, "reopen", "A1", vn(2, 6, 9), note="Số liệu sai")
        assert verify_history(desk.office).faults == ()
        with database.begin() as tx:
            rows = tx.all(select(_event))
            row = data.draw(st.sampled_from(rows))
            column = data.draw(st.sampled_from(sorted(TAMPERED)))
            value = data.draw(TAMPERED[column])
            tx.run(update(_event).where(_event.c.id == row.id).values({column: value}))
        changed = value != getattr(row, column)
        assert bool(verify_history(desk.office).faults) is changed
