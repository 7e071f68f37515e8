"""The mails of a rehearsed year, as they arrive: each link opens its own task, for its own receiver."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.cli.stage import Period, Stage, open_stage
from cchc_workflow.engine.links import open_link
from cchc_workflow.errors import EntryError
from cchc_workflow.settings import MailSettings, Settings
from tests.running import FakeSender, issue_real_plan, run_program
from tests.small_plan import FILES
from tests.web.browsers import open_browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from cchc_workflow.bootstrap import Program

LINK = re.compile(r"http://localhost:8000(/l/([\w.-]+))")
WEEKS = Period(date(2021, 6, 21), date(2021, 7, 11))


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, list[EmailMessage]]]:
    """Play some weeks of a small plan; give the program and every mail that was sent."""
    folder = tmp_path_factory.mktemp("stage")
    with closing(open_stage(Settings(home=folder), folder)) as program:
        Stage(program, FILES, WEEKS).play_seed(1, lambda *_: None)
        yield program, read_mails(folder / "mails")


def read_mails(folder: Path) -> list[EmailMessage]:
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))
    ]


def sent_at(mail: EmailMessage) -> datetime:
    at: datetime = mail["Date"].datetime
    return at.astimezone(UTC)


def links_in(mail: EmailMessage) -> set[tuple[str, str]]:
    """Return (path, token) of every signed link in either body."""
    bodies = [mail.get_body((kind,)) for kind in ("plain", "html")]
    return {found for body in bodies if body for found in LINK.findall(body.get_content())}


def test_every_link_opens_for_its_receiver(staged: tuple[Program, list[EmailMessage]]) -> None:
    program, mails = staged
    opened: Counter[str] = Counter()
    for mail in mails:
        for _, token in links_in(mail):
            found = open_link(program.office, token, sent_at(mail))
            assert found.actor.address == mail["To"].addresses[0].addr_spec
            assert found.task.code in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            opened[found.actor.address] += 1
    assert len(opened) > 2


def test_both_bodies_have_the_same_links_and_no_page_that_asks_who_is_there(
    staged: tuple[Program, list[EmailMessage]],
) -> None:
    for mail in staged[1]:
        text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
        assert set(LINK.findall(text)) <= set(LINK.findall(html))
        assert "/nhiem-vu/" not in text + html


def test_link_shows_the_page_until_it_ends(staged: tuple[Program, list[EmailMessage]]) -> None:
    program, mails = staged
    mail = next(mail for mail in mails if links_in(mail))
    path, token = min(links_in(mail))
    page = open_browser(program.office, sent_at(mail)).get(path)
    assert (page.status_code, open_link(program.office, token, sent_at(mail)).task.title in page.text) == (
        200,
        True,
    )
    with pytest.raises(EntryError, match="link_expired"):
        open_link(program.office, token, sent_at(mail) + timedelta(days=14))


@pytest.mark.parametrize("trial", [True, False])
def test_trial_mails_let_nobody_in(tmp_path: Path, trial: bool) -> None:  # noqa: FBT001
    issue_real_plan(tmp_path)
    sender = FakeSender()
    mail = MailSettings(redirect_all_to="thu@so.example" if trial else None)
    with closing(run_program(tmp_path, sender, mail=mail)) as program:
        deliver = next(job for job in program.jobs if job.name == "deliver")
        deliver.run(datetime(2021, 4, 15, 3, tzinfo=UTC))
    mails = [message_from_bytes(each.data, policy=policy.default) for each in sender.accepted]
    signed = [bool(links_in(mail)) for mail in mails]
    assert signed
    assert set(signed) == {not trial}
