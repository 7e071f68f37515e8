from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest

from cchc_workflow.bootstrap import Program
from cchc_workflow.cli.stage import Period, Stage, open_stage, stage_settings
from cchc_workflow.definitions.script import Line, Misread, Script
from cchc_workflow.engine.script import Applied, Refused
from cchc_workflow.errors import DefinitionError
from cchc_workflow.settings import MailSettings, Settings, SmtpSettings
from cchc_workflow.store.events import read_chains
from cchc_workflow.store.outbox import OutboxState, list_outbox
from cchc_workflow.store.people import find_person
from tests.builders import vn
from tests.small_plan import DIRECTOR, FILES, HEAD

WEEKS = Period(date(2021, 6, 21), date(2021, 7, 11))


def ignore(_done: int, _total: int) -> None:
    pass


def make_line(number: int, day: int, month: int, action: str, value: str = "") -> Line:
    return Line(number=number, at=vn(day, month, 9), actor=HEAD, task="A1", action=action, value=value)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = open_stage(Settings(home=tmp_path), tmp_path)
    yield program
    program.close()


@pytest.fixture
def stage(program: Program) -> Stage:
    return Stage(program, FILES, WEEKS)


def test_period_holds_both_its_ends() -> None:
    days = list(WEEKS)
    assert (days[0], days[-1], len(days), len(WEEKS)) == (WEEKS.first_on, WEEKS.last_on, 21, 21)


def test_period_that_ends_before_it_begins_is_empty() -> None:
    backwards = Period(date(2021, 6, 2), date(2021, 6, 1))
    assert not backwards
    assert list(backwards) == []


def test_stage_settings_let_nothing_leave_the_folder(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        database="postgresql://server/real",
        smtp=SmtpSettings(host="mail.so.example"),
        mail=MailSettings(sender="cchc@so.example", redirect_all_to="thu@so.example", folder=Path("thu")),
    )
    staged = stage_settings(settings, tmp_path / "out")
    assert staged.database_url == f"sqlite:///{tmp_path / 'out' / 'cchc.sqlite3'}"
    assert (staged.smtp.host, staged.mail.redirect_all_to, staged.mail.folder) == (None, None, None)
    assert (staged.mail.sender, staged.home) == ("cchc@so.example", tmp_path)


def test_stage_issues_the_plan_at_eight_by_the_director(program: Program, stage: Stage) -> None:
    assert (stage.start, stage.end) == (vn(21, 6, 8), vn(12, 7))
    with program.office.database.read() as tx:
        director = find_person(tx, 1, DIRECTOR)
        births = [chain[0][0] for _, chain in read_chains(tx, 1, 100)]
    assert director is not None
    assert {(event.at, event.actor_id) for event in births} == {(vn(21, 6, 8), director.id)}


def test_stage_issues_a_plan_that_has_two_directors_by_nobody(program: Program) -> None:
    people = FILES["people.toml"].replace('role = "deputy_director"', 'role = "director"')
    Stage(program, {**FILES, "people.toml": people}, WEEKS)
    with program.office.database.read() as tx:
        assert {chain[0][0].actor_id for _, chain in read_chains(tx, 1, 100)} == {None}


def test_stage_refuses_a_period_beyond_the_calendar(program: Program) -> None:
    with pytest.raises(DefinitionError, match="2199-01-01"):
        Stage(program, FILES, Period(date(2021, 6, 21), date(2199, 1, 1)))


def test_play_script_does_each_line_at_its_instant(program: Program, stage: Stage) -> None:
    script = Script((make_line(2, 28, 6, "start"), make_line(3, 2, 7, "report", "12/BC-TCCB")))
    rehearsal = stage.play_script(script, "kich-ban.csv", ignore)
    assert rehearsal.outcomes == [Applied(line) for line in script.lines]
    assert (rehearsal.script, rehearsal.seed, rehearsal.end) == ("kich-ban.csv", None, vn(12, 7))
    with program.office.database.read() as tx:
        chain = next(chain for _, chain in read_chains(tx, 1, 1))
    assert [event.at for event, _, _ in chain] == [vn(21, 6, 8), vn(28, 6, 9), vn(2, 7, 9)]


def test_play_script_lets_the_jobs_run_between_the_lines(program: Program, stage: Stage) -> None:
    stage.play_script(
        Script((make_line(2, 28, 6, "start"), make_line(3, 8, 7, "report", "1/BC"))), "x.csv", ignore
    )
    with program.office.database.read() as tx:
        rows = list_outbox(tx, 1, states=[OutboxState.SENT, OutboxState.BUNDLED])
        told = {(row.step, row.address) for row in rows if row.step and not row.is_copy}
    assert ("T-3", HEAD) in told
    assert ("T+5", "chanhvanphong@so.example") in told
    assert "T+7" not in {step for step, _ in told}


def test_play_script_reports_what_lies_outside_and_what_cannot_be_read(stage: Stage) -> None:
    misread = Misread(
        4, dict.fromkeys(("at", "actor", "task", "action"), "?"), DefinitionError("x", "at", "?")
    )
    script = Script((make_line(2, 1, 6, "start"), make_line(3, 12, 7, "start")), (misread,))
    rehearsal = stage.play_script(script, "x.csv", ignore)
    assert [type(outcome) for outcome in rehearsal.outcomes] == [Refused, Refused]
    assert rehearsal.misread == (misread,)


def test_play_seed_numbers_its_lines_like_a_file(stage: Stage) -> None:
    rehearsal = stage.play_seed(1, ignore)
    numbers = [outcome.line.number for outcome in rehearsal.outcomes]
    assert numbers == list(range(2, len(numbers) + 2))
    assert len(numbers) > 3
    assert (rehearsal.script, rehearsal.seed) == (None, 1)


def test_play_ticks_each_day(stage: Stage) -> None:
    ticks: list[tuple[int, int]] = []
    stage.play_script(Script(()), "x.csv", lambda done, total: ticks.append((done, total)))
    assert ticks == [(day, 21) for day in range(1, 22)]


def test_play_leaves_every_mail_in_sending_order(program: Program, stage: Stage, tmp_path: Path) -> None:
    stage.play_seed(1, ignore)
    files = sorted((tmp_path / "mails").glob("*.eml"))
    with program.office.database.read() as tx:
        sent = [row for row in list_outbox(tx, 1, most=10_000) if row.state == OutboxState.SENT]
    heads = [message_from_bytes(path.read_bytes()) for path in files]
    assert len(files) == len(sent) > 10
    assert sorted(row.address for row in sent) == sorted(head["To"].split("<")[1][:-1] for head in heads)
