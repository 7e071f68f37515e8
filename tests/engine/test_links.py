from datetime import date, timedelta

import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.ticket import seal
from cchc_workflow.engine.links import Ticket, hide_tokens, open_link, seal_path, sealing, task_behind
from cchc_workflow.engine.secrets import signing_key
from cchc_workflow.errors import EntryError
from cchc_workflow.store.database import Database
from cchc_workflow.store.people import add_appointment, end_appointments, find_person
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, HEAD, HEAD_TCCB, SmallOffice, duty, issue_small
from tests.engine.small_office import ISSUED_AT as ISSUED

NOW = vn(20, 5, 9)
WEEK = timedelta(days=7)
KEY = b"k" * 32


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    return issue_small(
        sqlite_database,
        duty("A1", "VP", date(2021, 6, 30)),
        duty("A2", "VP", date(2021, 9, 30), 'supports = ["CCKL"]'),
        duty("A3", "TCCB", date(2021, 9, 30)),
    )


def ticket(small: SmallOffice, address: str = HEAD, code: str = "A1") -> Ticket:
    return Ticket(1, small.actor(address).person_id, small.task(code).id)


def token(small: SmallOffice, address: str = HEAD, code: str = "A1", *, organization_id: int = 1) -> str:
    asked = ticket(small, address, code)
    made = sealing(small.office)(Ticket(organization_id, asked.person_id, asked.task_id), NOW + WEEK)
    return made.removeprefix("/l/")


def reason(small: SmallOffice, given: str, *, later: timedelta = timedelta()) -> str:
    with pytest.raises(EntryError) as refusal:
        open_link(small.office, given, NOW + later)
    return refusal.value.reason


def test_path_is_the_same_for_the_same_key_ticket_and_end() -> None:
    one, other = Ticket(1, 2, 3), Ticket(1, 3, 2)
    paths = {
        seal_path(key, each, NOW + more)
        for key in (KEY, b"x")
        for each in (one, other)
        for more in (WEEK, 2 * WEEK)
    }
    assert len(paths) == 8
    assert seal_path(KEY, one, NOW) == seal_path(KEY, Ticket(1, 2, 3), NOW)
    assert all(path.startswith("/l/") and len(path) < 110 for path in paths)


def test_link_opens_its_task_for_its_person(small: SmallOffice) -> None:
    opened = open_link(small.office, token(small), NOW)
    assert (opened.actor, opened.task) == (small.actor(HEAD, NOW), small.task("A1"))
    assert opened.code == "so-vi-du-2021:A1"


@pytest.mark.parametrize(("address", "code"), [(COORDINATOR, "A3"), (HEAD, "A2")])
def test_link_opens_for_whoever_sees_the_task(small: SmallOffice, address: str, code: str) -> None:
    assert open_link(small.office, token(small, address, code), NOW).task.code == code


def test_link_ends(small: SmallOffice) -> None:
    assert reason(small, token(small), later=WEEK) == "link_expired"
    open_link(small.office, token(small), NOW + WEEK - timedelta(seconds=1))


@pytest.mark.parametrize("purpose", ["password", "invite", ""])
def test_link_for_another_purpose_opens_no_task(small: SmallOffice, purpose: str) -> None:
    asked = ticket(small)
    parts = (asked.organization_id, asked.person_id, asked.task_id)
    assert reason(small, seal(signing_key(small.office), purpose, parts, NOW + WEEK)) == "link_forged"


def test_link_of_another_installation_opens_no_task(small: SmallOffice) -> None:
    assert reason(small, seal_path(KEY, ticket(small), NOW + WEEK).removeprefix("/l/")) == "link_forged"


def test_link_to_a_task_out_of_sight_opens_nothing(small: SmallOffice) -> None:
    assert reason(small, token(small, HEAD_TCCB, "A1")) == "link_left"
    assert reason(small, token(small, HEAD, "A1", organization_id=2)) == "link_left"


def test_link_ends_with_the_office_of_its_person(small: SmallOffice) -> None:
    given = token(small)
    with small.database.begin() as tx:
        end_appointments(tx, 1, Role.UNIT_HEAD, small.unit_id("VP"), date(2021, 5, 20))
    open_link(small.office, given, NOW)
    assert reason(small, given, later=timedelta(days=1)) == "link_left"


def test_link_follows_its_person_not_the_office(small: SmallOffice) -> None:
    given = token(small)
    with small.database.begin() as tx:
        end_appointments(tx, 1, Role.UNIT_HEAD, small.unit_id("VP"), date(2021, 5, 19))
        person = find_person(tx, 1, HEAD)
        assert person is not None
        add_appointment(
            tx, organization_id=1, person_id=person.id, role=Role.UNIT_HEAD,
            unit_id=small.unit_id("TCCB"), from_on=date(2021, 5, 20),
        )  # fmt: skip
    assert reason(small, given) == "link_left"


@pytest.mark.parametrize(("person", "task"), [(2**62, 1), (1, 2**62), (2**70, 1), (1, 2**70)])
def test_link_to_nobody_or_nothing_opens_nothing(small: SmallOffice, person: int, task: int) -> None:
    made = seal_path(signing_key(small.office), Ticket(1, person, task), NOW + WEEK)
    assert reason(small, made.removeprefix("/l/")) == "link_left"


def test_hidden_tokens_open_nothing(small: SmallOffice) -> None:
    given = token(small)
    text = f'https://cchc.so.example/l/{given} <a href="https://cchc.so.example/l/{given}">/l/{given}\n/l/x'
    hidden = hide_tokens(text)
    assert given not in hidden
    assert hidden == 'https://cchc.so.example/l/… <a href="https://cchc.so.example/l/…">/l/…\n/l/x'


def test_task_behind_is_known_even_when_the_link_has_ended(small: SmallOffice) -> None:
    ended = sealing(small.office)(ticket(small), ISSUED).removeprefix("/l/")
    assert task_behind(small.office, ended) == "so-vi-du-2021:A1"
    assert task_behind(small.office, ended[:-1]) is None
    assert task_behind(small.office, "") is None
