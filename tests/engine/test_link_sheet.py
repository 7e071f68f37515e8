from datetime import date, timedelta

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.evidence import Given, add_upload
from cchc_workflow.engine.link_sheet import Sheet, read_sheet
from cchc_workflow.engine.links import Ticket, open_link, sealing
from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import CHIEF, DIRECTOR, HEAD, VERIFIER, SmallOffice, duty, issue_small

NOW = vn(21, 5, 9)


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    return issue_small(sqlite_database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP"))


def look(small: SmallOffice, address: str = HEAD, code: str = "A1") -> Sheet:
    ticket = Ticket(1, small.actor(address, NOW).person_id, small.task(code).id)
    token = sealing(small.office)(ticket, NOW + timedelta(days=1)).removeprefix("/l/")
    return read_sheet(small.office, open_link(small.office, token, NOW), NOW)


def names(sheet: Sheet) -> list[str]:
    return [offer.action.name for offer in sheet.steps]


def test_sheet_offers_each_its_own_next_step(small: SmallOffice) -> None:
    assert (names(look(small)), look(small).asking is not None) == (["start"], True)
    assert (names(look(small, VERIFIER)), look(small, VERIFIER).asking) == ([], None)
    assert look(small, VERIFIER).next_roles == (Role.UNIT_HEAD, Role.OFFICER)
    small.report("A1", NOW)
    assert (names(look(small)), look(small).next_roles) == ([], (Role.COORDINATOR, Role.VERIFIER))
    assert names(look(small, VERIFIER)) == ["verify", "return"]
    small.verify("A1", NOW)
    assert (names(look(small, VERIFIER)), look(small).next_roles) == ([], ())


def test_sheet_never_offers_what_ends_or_stops_a_task(small: SmallOffice) -> None:
    assert names(look(small, DIRECTOR)) == []


def test_sheet_offers_no_more_time_where_there_is_no_deadline(small: SmallOffice) -> None:
    assert look(small, code="A2").asking is None


def test_sheet_shows_a_request_until_it_is_decided(small: SmallOffice) -> None:
    asked = small.ask("A1", date(2021, 7, 30), NOW)
    sheet = look(small)
    assert sheet.asking is None
    assert sheet.request is not None
    assert [offer.allowed for offer in sheet.request.offers] == [False, False]
    chief = look(small, CHIEF).request
    assert chief is not None
    assert [offer.allowed for offer in chief.offers] == [True, True]
    small.decide(CHIEF, asked, "approve", NOW)
    assert (look(small).request, look(small).asking is not None) == (None, True)
    decided = look(small).decided
    assert decided is not None
    assert decided.granted_due_on == date(2021, 7, 30)


def test_sheet_says_what_waits_for_the_report_and_what_it_gave(small: SmallOffice) -> None:
    small.start("A1", NOW)
    add_upload(small.office, small.actor(HEAD), small.task("A1").id, Given(document="12/BC-VP"), NOW)
    assert [row.document for row in look(small).waiting] == ["12/BC-VP"]
    assert look(small).given == []
    small.report("A1", NOW)
    assert look(small, VERIFIER).waiting == []
    assert [row.document for row in look(small, VERIFIER).given] == ["12/BC-VP"]


def test_sheet_says_why_a_task_was_cancelled(small: SmallOffice) -> None:
    small.do(CHIEF, "cancel", "A1", NOW, note="Trùng nhiệm vụ", document="45/QĐ-SVD")
    sheet = look(small)
    assert (sheet.state_label, sheet.timeliness) == ("Đã hủy", Timeliness.VOID)
    assert (sheet.last_said["note"], sheet.last_said["document"]) == ("Trùng nhiệm vụ", "45/QĐ-SVD")
    assert sheet.labels["action.report"] == "Báo cáo kết quả"
