from datetime import date, timedelta
from typing import Any, Final

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.task import Act, Evidence, Phase
from cchc_workflow.engine.act import Command, act, act_many, offer
from cchc_workflow.engine.appoint import Appointment, appoint
from cchc_workflow.errors import (
    ClockError,
    ConflictError,
    IncompleteError,
    NotFoundError,
    WrongRoleError,
    WrongStateError,
)
from cchc_workflow.store.events import read_events
from tests.builders import vn
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    VERIFIER,
    SmallOffice,
)

MAY = vn(20, 5, 9)
EVIDENCE = (Evidence(document="12/BC-VP", issued_on=date(2021, 5, 19)),)

STORY: Final[tuple[tuple[str, str, dict[str, Any], str, str], ...]] = (
    (HEAD, "start", {}, "in_progress", "started"),
    (HEAD, "report", {"evidence": EVIDENCE}, "reported", "reported"),
    (VERIFIER, "return", {"note": "Thiếu phụ lục"}, "in_progress", "returned"),
    (DIRECTOR, "suspend", {"note": "Chờ trung ương"}, "suspended", "suspended"),
    (DIRECTOR, "resume", {}, "in_progress", "resumed"),
    (HEAD, "report", {"evidence": EVIDENCE}, "reported", "reported"),
    (COORDINATOR, "verify", {}, "verified", "verified"),
    (CHIEF, "reopen", {"note": "Số liệu sai"}, "in_progress", "reopened"),
    (CHIEF, "excuse", {"note": "Bão số 5"}, "in_progress", "excused"),
    (DIRECTOR, "cancel", {"note": "Bỏ", "document": "45/QĐ-SVD"}, "cancelled", "cancelled"),
)


def names_of(desk: SmallOffice, code: str) -> list[str]:
    with desk.database.read() as tx:
        return [event.name for event in read_events(tx, desk.task(code).id)]


def test_act_takes_every_action_of_a_tasks_life(desk: SmallOffice) -> None:
    for hours, (who, name, given, state, _) in enumerate(STORY):
        now = MAY + timedelta(hours=hours)
        task = desk.do(who, name, "A1", now, **given)
        assert (task.state, task.version, task.last_event_at) == (state, hours + 2, now)
        assert desk.task("A1") == task
    assert names_of(desk, "A1") == ["assigned", *(event for *_, event in STORY)]


def test_act_records_the_report_and_takes_it_back(desk: SmallOffice) -> None:
    reported = desk.report("A1", MAY)
    assert (reported.reported_on, reported.reported_at) == (date(2021, 5, 20), MAY)
    assert reported.reported_by == desk.actor(HEAD).person_id
    assert reported.next_check_at is None
    returned = desk.do(COORDINATOR, "return", "A1", MAY + timedelta(days=1), note="Thiếu")
    assert (returned.reported_on, returned.reported_at, returned.reported_by) == (None, None, None)
    assert returned.next_check_at == vn(9, 6, 7)


def test_act_reads_the_local_day_of_a_report(desk: SmallOffice) -> None:
    assert desk.report("A1", vn(30, 6, 23, 59)).reported_on == date(2021, 6, 30)
    assert desk.report("A2", vn(1, 7, 0, 0)).reported_on == date(2021, 7, 1)


@pytest.mark.parametrize(
    ("event", "message", "to"),
    [
        ("report", "reported", [COORDINATOR]),
        ("verify", "verified", [HEAD]),
        ("return", "returned", [HEAD]),
    ],
)
def test_act_tells_those_whom_the_workflow_names(
    desk: SmallOffice, event: str, message: str, to: list[str]
) -> None:
    desk.report("A1", MAY)
    if event != "report":
        desk.do(VERIFIER, event, "A1", MAY, note="Theo báo cáo")
    assert desk.told(message) == to


def test_act_at_night_tells_in_the_morning(desk: SmallOffice) -> None:
    friday_night = vn(21, 5, 22)
    desk.report("A1", friday_night)
    desk.do(VERIFIER, "return", "A1", friday_night, note="Thiếu")
    (mail,) = desk.mails("returned")
    assert (mail.state, mail.row.not_before) == ("queued", vn(24, 5, 7, 30))


def test_act_does_not_tell_whoever_did_it(desk: SmallOffice) -> None:
    appoint(desk.office, 1, Appointment(address=HEAD, role=Role.VERIFIER, from_on=date(2021, 5, 1)))
    desk.report("B1", MAY, HEAD_TCCB)
    desk.verify("B1", MAY, HEAD)
    assert desk.told("verified") == [HEAD_TCCB]
    desk.report("A1", MAY)
    desk.do(COORDINATOR, "return", "A1", MAY, note="Thiếu")
    assert desk.told("returned") == [HEAD]


def test_act_hides_the_tasks_of_other_units(desk: SmallOffice) -> None:
    with pytest.raises(NotFoundError) as refused:
        desk.start("A1", MAY, HEAD_CCKL)
    assert refused.value.facts() == {"kind": "task", "id": "A1"}


def test_act_refuses_a_supporting_unit(desk: SmallOffice) -> None:
    with pytest.raises(WrongRoleError) as refused:
        desk.start("A1", MAY, HEAD_TCCB)
    assert set(refused.value.needed) == {"unit_head", "officer"}


def test_act_refuses_the_wrong_state(desk: SmallOffice) -> None:
    with pytest.raises(WrongStateError) as refused:
        desk.verify("A1", MAY)
    assert (refused.value.state, refused.value.allowed) == ("assigned", ("reported",))


def test_act_refuses_to_verify_ones_own_report(desk: SmallOffice) -> None:
    appoint(desk.office, 1, Appointment(address=HEAD, role=Role.VERIFIER, from_on=date(2021, 5, 1)))
    desk.report("A1", MAY)
    for name in ("verify", "return"):
        with pytest.raises(WrongRoleError) as refused:
            desk.do(HEAD, name, "A1", MAY, note="Tự xác nhận")
        assert refused.value.needed == ["not_the_reporter"]
    assert desk.task("A1").state == "reported"


@pytest.mark.parametrize("name", ["report", "unknown"])
def test_act_that_is_refused_leaves_no_trace(desk: SmallOffice, name: str) -> None:
    before, mails = desk.start("A1", MAY), desk.mails()
    with pytest.raises((IncompleteError, NotFoundError)):
        desk.do(HEAD, name, "A1", MAY)
    assert (desk.task("A1"), desk.mails()) == (before, mails)
    assert names_of(desk, "A1") == ["assigned", "started"]


def test_act_compares_the_version_that_was_seen(desk: SmallOffice) -> None:
    seen = desk.task("A1").version
    desk.start("A1", MAY)
    with pytest.raises(ConflictError):
        act(desk.office, desk.actor(HEAD), Command("A1", Act(name="report", evidence=EVIDENCE), seen), MAY)
    command = Command("A1", Act(name="report", evidence=EVIDENCE), seen + 1)
    assert act(desk.office, desk.actor(HEAD), command, MAY).phase is Phase.REPORTED


def test_act_refuses_a_clock_set_back(desk: SmallOffice) -> None:
    desk.start("A1", MAY)
    with pytest.raises(ClockError) as refused:
        desk.report("A1", MAY - timedelta(minutes=5, seconds=1))
    assert refused.value.recorded == "2021-05-20T02:00:00.000000Z"
    assert desk.report("A1", MAY - timedelta(minutes=5)).state == "reported"


def test_act_many_does_all(desk: SmallOffice) -> None:
    commands = [Command(f"A{number}", Act(name="start")) for number in (1, 2, 3)]
    tasks = act_many(desk.office, desk.actor(HEAD), commands, MAY)
    assert [(task.code, task.state) for task in tasks] == [(f"A{n}", "in_progress") for n in (1, 2, 3)]


def test_act_many_does_nothing_when_one_is_refused(desk: SmallOffice) -> None:
    mails = desk.mails()
    commands = [
        Command("A1", Act(name="start")),
        Command("A1", Act(name="report", evidence=EVIDENCE)),
        Command("A2", Act(name="report", evidence=EVIDENCE)),
    ]
    with pytest.raises(WrongStateError):
        act_many(desk.office, desk.actor(HEAD), commands, MAY)
    assert (desk.task("A1").state, names_of(desk, "A1"), desk.mails()) == ("assigned", ["assigned"], mails)


def test_act_many_judges_a_unit_once_by_how_it_stands_then(desk: SmallOffice) -> None:
    july = vn(5, 7, 9)
    for number in (1, 2, 3, 4, 5):
        desk.start(f"B{number}", vn(29, 6, 9), HEAD_TCCB)
    given = Act(name="cancel", note="Sáp nhập đơn vị", document="45/QĐ-SVD")
    cancel = [Command(f"B{number}", given) for number in (1, 2, 3, 4, 5)]
    act_many(desk.office, desk.actor(DIRECTOR), cancel, july)
    assert desk.flags() == []
    assert desk.kept("TCCB").cancelled == 5


def test_act_judges_a_task_that_turned_late_unseen(desk: SmallOffice) -> None:
    desk.start("C1", vn(31, 5, 9), HEAD_CCKL)
    desk.report("C1", vn(1, 6, 0, 1), HEAD_CCKL)
    (flag,) = desk.flags()
    assert (flag.unit_code, flag.late, flag.assigned) == ("CCKL", 1, 1)


def test_offer_names_every_action_and_why_not(desk: SmallOffice) -> None:
    task, offers = offer(desk.office, desk.actor(HEAD), "A1")
    assert task.code == "A1"
    assert [each.action.name for each in offers if each.allowed] == ["start"]
    refused = {each.action.name: each.refused for each in offers}
    assert isinstance(refused["report"], WrongStateError)
    with pytest.raises(NotFoundError):
        offer(desk.office, desk.actor(HEAD_CCKL), "A1")
