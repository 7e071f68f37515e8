"""A reminder step is sent once per task, step, deadline version and recipient; missed ones as one message.

That it holds when the process is killed is proved in tests/e2e/test_kill.py.
"""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cchc_workflow.engine.digest import digest
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.store.database import Database
from cchc_workflow.store.outbox import Item, OutboxState, add_item, add_items
from tests.builders import vn
from tests.engine.rivals import at_once
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    SmallOffice,
    duty,
    issue_small,
)
from tests.invariants.throwaway import throwaway_database

FIRST = vn(1, 6, 0)
WHOLE_LADDER = Counter(
    [(step, HEAD) for step in ("T-15", "T-7", "T-3", "T-1", "T", "T+1", "T+3")]
    + [("T+1", COORDINATOR), ("T+3", COORDINATOR), ("T+5", CHIEF), ("T+7", DEPUTY), ("T+10", DIRECTOR)]
)


def noted(desk: SmallOffice, code: str = "A1") -> Counter[tuple[str, str]]:
    task_id = desk.task(code).id
    return Counter(
        (mail.row.step, mail.to) for mail in desk.mails() if mail.row.step and mail.row.task_id == task_id
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    minutes=st.lists(st.integers(0, 50 * 24 * 60), max_size=12),
    digests=st.lists(st.booleans(), min_size=13, max_size=13),
)
def test_every_step_is_noted_once_whenever_one_looks(minutes: list[int], digests: list[bool]) -> None:
    """The clock of the sweep jumps forward and back at will, and the last one is late by weeks."""
    with throwaway_database() as database:
        desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)))
        instants = [*(FIRST + timedelta(minutes=each) for each in minutes), FIRST + timedelta(days=50)]
        for now, with_digest in zip(instants, digests, strict=False):
            sweep(desk.office, now)
            sweep(desk.office, now)
            if with_digest:
                digest(desk.office, now, whatever_the_hour=True)
        assert noted(desk) == WHOLE_LADDER
        assert len(told_per_sweep(desk)) == sum(told_per_sweep(desk).values())


def told_per_sweep(desk: SmallOffice) -> Counter[tuple[datetime, str]]:
    """Count, for each sweep and person, the steps that are told and not merely noted as missed."""
    return Counter(
        (mail.row.created_at, mail.to) for mail in desk.mails() if mail.row.step and mail.state != "missed"
    )


def test_a_new_deadline_starts_a_new_ladder(desk: SmallOffice) -> None:
    sweep(desk.office, vn(14, 7, 7))
    assert noted(desk) == WHOLE_LADDER
    desk.extend("A1", date(2021, 8, 31), vn(14, 7, 9))
    sweep(desk.office, vn(30, 9, 7))
    twice = dict.fromkeys(WHOLE_LADDER, 2)
    assert noted(desk) == Counter(twice)


def test_sweeps_at_once_on_several_nodes_note_every_step_once(desk: SmallOffice) -> None:
    for on in (vn(21, 6, 7), vn(1, 7, 7), vn(14, 7, 7)):
        at_once(*[lambda on=on: sweep(desk.office, on)] * 3)
    assert noted(desk) == WHOLE_LADDER
    assert sum(noted(desk, "B1").values()) == len(noted(desk, "B1"))


def test_the_database_itself_refuses_a_second(desk: SmallOffice) -> None:
    item = Item(
        organization_id=1,
        key="step:1:T-7:1:9",
        message="reminder",
        person_id=desk.actor(HEAD).person_id,
        facts={"kind": "reminder"},
        state=OutboxState.HELD,
        not_before=FIRST,
        created_at=FIRST,
    )
    with desk.database.begin() as tx:
        assert add_item(tx, item) is not None
        assert add_item(tx, item) is None
        add_items(tx, [item, item])
    assert len([mail for mail in desk.mails() if mail.row.key == item.key]) == 1


@pytest.mark.parametrize("days", [1, 3, 10, 40])
def test_what_was_missed_is_caught_up_as_one_message(database: Database, days: int) -> None:
    desk = issue_small(database, duty("A1", "VP", date(2021, 6, 30)))
    now = vn(25, 6, 7) + timedelta(days=days)
    sweep(desk.office, now)
    digest(desk.office, now, whatever_the_hour=True)
    letters = [
        mail for mail in desk.mails(state="queued") if mail.row.created_at == now and "items" in mail.facts
    ]
    ladder = [mail for mail in letters if any("step" in item for item in mail.items)]
    assert all(len(mail.items) == 1 for mail in ladder)
    assert len({mail.to for mail in ladder}) == len(ladder) > 0
