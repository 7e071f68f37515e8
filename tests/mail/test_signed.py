from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cchc_workflow.engine.links import Ticket
from cchc_workflow.mail.facts import Links, Site
from cchc_workflow.mail.signed import Signer

SITE = Site("https://cchc.so.example")
AT = datetime(2021, 6, 15, 0, 30, tzinfo=UTC)
FACTS = {"items": [{"kind": "password_link", "ends_at": "2021-06-15T01:30:00+00:00"}], "on": "2021-06-15"}


@dataclass(frozen=True)
class Reader:
    organization_id: int = 1
    person_id: int = 7
    created_at: datetime = AT


def sign(signed: list[tuple[Ticket, datetime]], lasts: timedelta = timedelta(days=14)) -> Links:
    """Return the links of a mail; what is asked of the key is noted in `signed`."""

    def task_path(ticket: Ticket, ends_at: datetime) -> str:
        signed.append((ticket, ends_at))
        return "/l/x"

    signer = Signer(task_path, lambda person_id, ends_at: f"/dat-mat-khau/{person_id}@{ends_at:%H:%M}", lasts)
    return signer.sign(SITE, Reader(), FACTS)


def test_link_to_a_task_is_for_the_reader_from_when_the_mail_was_written() -> None:
    signed: list[tuple[Ticket, datetime]] = []
    links = sign(signed, timedelta(days=3))
    assert links.link({"id": 12, "code": "A1"}) == "https://cchc.so.example/l/x"
    assert signed == [(Ticket(1, 7, 12), AT + timedelta(days=3))]


def test_task_that_is_only_named_is_linked_to_its_page() -> None:
    signed: list[tuple[Ticket, datetime]] = []
    links = sign(signed)
    assert links.link({"code": "A1"}) == SITE.link({"code": "A1"})
    assert signed == []


def test_link_to_set_a_password_ends_when_the_letter_says() -> None:
    assert sign([]).password_link() == "https://cchc.so.example/dat-mat-khau/7@01:30"


def test_first_page_is_the_same_for_everybody() -> None:
    assert sign([]).home == SITE.home == "https://cchc.so.example/"
