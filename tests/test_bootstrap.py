from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from cchc_workflow.bootstrap import (
    open_composer,
    open_database,
    open_office,
    open_press,
    open_program,
    open_sender,
)
from cchc_workflow.errors import DefinitionError, SettingsError, StorageError
from cchc_workflow.mail.folder import FolderSender
from cchc_workflow.mail.smtp import SmtpSender
from cchc_workflow.settings import Settings
from cchc_workflow.store.outbox import count_states
from cchc_workflow.store.schema import upgrade
from tests.builders import vn
from tests.running import ISSUED_AT, FakeSender, issue_real_plan, read_outbox, run_program

if TYPE_CHECKING:
    from pathlib import Path

    from cchc_workflow.bootstrap import Program


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give an office's folder whose database is empty."""
    with closing(open_database(Settings(home=tmp_path))) as database:
        upgrade(database)
    return tmp_path


def run_job(program: Program, name: str, now: Any = ISSUED_AT) -> None:  # noqa: ANN401 - an instant
    next(job for job in program.jobs if job.name == name).run(now)


def test_open_program_is_ready_to_run(home: Path) -> None:
    with closing(open_program(Settings(home=home))) as program:
        for job in program.jobs:
            assert job.run(program.clock()) is None
        assert program.watchdog.health(program.clock()).well
        assert not program.stopping.is_set()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "schema_newer"),
        ("UPDATE alembic_version SET version_num = '0000'", "schema_older"),
        ("DROP TABLE alembic_version", "schema_missing"),
    ],
)
def test_open_program_refuses_another_schema(home: Path, statement: str, reason: str) -> None:
    settings = Settings(home=home)
    with closing(open_database(settings)) as database, database.begin() as tx:
        tx.run(text(statement))
    with pytest.raises(StorageError) as refusal:
        open_program(settings)
    assert refusal.value.reason == reason


def test_open_program_makes_no_database(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        open_program(Settings(home=tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("mail", "key"),
    [
        ({"sender": "nobody"}, "mail.sender"),
        ({"sender_name": "two\nlines"}, "mail.sender"),
        ({"reply_to": "a@b@c"}, "mail.reply_to"),
        ({"redirect_all_to": "x"}, "mail.redirect_all_to"),
    ],
)
def test_open_program_refuses_an_address_that_is_none(home: Path, mail: dict[str, str], key: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        open_program(Settings(home=home, mail=mail))  # type: ignore[arg-type]  # as in a file
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notifications/vi/digest/body.txt", "{% if %}"),
        ("workflows/task.toml", "states = 3"),
        ("workflows/escalation.toml", "\udcff"),
    ],
)
def test_open_program_refuses_an_own_file_that_is_wrong(home: Path, name: str, content: str) -> None:
    path = home / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(DefinitionError) as refusal:
        open_program(Settings(home=home))
    assert refusal.value.path == str(path)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({}, None),
        ({"mail": {"folder": "caught"}}, FolderSender),
        ({"smtp": {"host": "mail.so.example", "security": "none"}}, SmtpSender),
        ({"smtp": {"host": "mail.so.example"}, "mail": {"folder": "caught"}}, SmtpSender),
    ],
)
def test_open_sender_takes_the_server_then_the_folder(settings: dict[str, Any], kind: type | None) -> None:
    sender = open_sender(Settings(**settings))
    assert sender is None if kind is None else isinstance(sender, kind)


def test_open_sender_refuses_authorities_that_cannot_be_read(tmp_path: Path) -> None:
    smtp = {"host": "mail.so.example", "ca_file": tmp_path / "none.pem"}
    with pytest.raises(SettingsError):
        open_sender(Settings(smtp=smtp))  # type: ignore[arg-type]  # as in a file


def test_caught_mail_lies_in_the_office_folder(home: Path) -> None:
    issue_real_plan(home)
    with closing(run_program(home, mail={"folder": "caught"})) as program:
        run_job(program, "deliver")
        sent = len(read_outbox(program.office, "sent"))
    assert len(list((home / "caught").glob("*.eml"))) == sent > 0


def test_sender_that_is_given_wins(home: Path) -> None:
    issue_real_plan(home)
    sender = FakeSender()
    with closing(run_program(home, sender, mail={"folder": "caught"})) as program:
        run_job(program, "deliver")
    assert sender.accepted
    assert not (home / "caught").exists()


def test_trial_sends_everything_to_one_address(home: Path) -> None:
    issue_real_plan(home)
    sender = FakeSender()
    with closing(run_program(home, sender, mail={"redirect_all_to": "thu@so.example"})) as program:
        run_job(program, "deliver")
    assert {envelope.recipients for envelope in sender.accepted} == {("thu@so.example",)}


def test_organization_that_came_later_is_named_in_its_mail(home: Path) -> None:
    """The plan may be loaded by another process while this one runs."""
    sender = FakeSender()
    with closing(open_program(Settings(home=home), sender=sender)) as program:
        run_job(program, "deliver")
        program.office.database.close()
        for file in home.glob("cchc.sqlite3*"):
            file.unlink()
        issue_real_plan(home)
        run_job(program, "deliver")
        with program.office.database.read() as tx:
            assert set(count_states(tx)) == {"sent"}


def test_organizations_can_be_listed(home: Path) -> None:
    issue_real_plan(home)
    office = open_office(Settings(home=home))
    with closing(office.database):
        settings = Settings(home=home)
        organizations = open_composer(settings, office, open_press(settings)).organizations
        assert len(organizations) == len(list(organizations)) == 1
        assert 2 not in organizations


def test_mail_that_cannot_leave_is_a_fault_until_it_leaves(home: Path) -> None:
    issue_real_plan(home)
    sender = FakeSender(down=True)
    with closing(run_program(home, sender)) as program:
        run_job(program, "deliver")
        (fault,) = program.watchdog.health(ISSUED_AT).alerts
        assert fault.kind == "mail_fault"
        sender.down = False
        run_job(program, "deliver", vn(15, 4, 9, 5))
        assert program.watchdog.health(vn(15, 4, 9, 5)).well


def test_program_does_not_start_with_a_template_that_check_refuses(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    upgrade(open_database(settings))
    subject = tmp_path / "notifications" / "vi" / "flagged" / "subject.txt"
    subject.parent.mkdir(parents=True)
    subject.write_text("{{ no_such_thing }}\n", "utf-8")
    with pytest.raises(DefinitionError) as refused:
        open_program(settings)
    assert refused.value.path == str(subject)


def test_reload_reaches_the_mails_that_are_made_next(home: Path) -> None:
    issue_real_plan(home)
    sender = FakeSender()
    with closing(run_program(home, sender)) as program:
        subject = home / "notifications" / "vi" / "assigned" / "subject.txt"
        subject.parent.mkdir(parents=True)
        subject.write_text("Giao viec", "utf-8")
        program.reload()
        run_job(program, "deliver")
    assert sender.accepted
    assert all(b"Subject: Giao viec" in envelope.data for envelope in sender.accepted)


def test_reload_refuses_a_broken_file_and_keeps_what_was(home: Path) -> None:
    issue_real_plan(home)
    with closing(run_program(home)) as program:
        ladder = home / "workflows" / "escalation.toml"
        ladder.parent.mkdir()
        ladder.write_text("soon =", "utf-8")
        definitions = program.office.definitions
        with pytest.raises(DefinitionError):
            program.reload()
        assert program.office.definitions is definitions
