from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from cchc_workflow.bootstrap import Program, open_database, open_program
from cchc_workflow.cli.toolbox import make_tools
from cchc_workflow.engine.issue import load_plan
from cchc_workflow.engine.ladder_trial import FILE
from cchc_workflow.errors import DefinitionError, NotFoundError
from cchc_workflow.settings import Settings
from cchc_workflow.store.outbox import count_states
from cchc_workflow.store.schema import upgrade
from cchc_workflow.web.tools import Tools
from tests.builders import vn
from tests.engine.small_office import DIRECTOR, HEAD, duty, issue_small, plan_files, shipped_definitions

NOW = vn(1, 6, 9)
LADDER = shipped_definitions().ladder[0]
LAST_STEP = LADDER[LADDER.rindex("[[step]]") :]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Give a program in which a plan of three weeks and one task runs."""
    settings = Settings(home=tmp_path, synchronous="NORMAL")
    with closing(open_database(settings)) as database:
        upgrade(database)
        issue_small(database, duty("A1", "VP", date(2021, 4, 22)), now=vn(15, 4, 9))
    with closing(open_program(settings, clock=lambda: NOW)) as opened:
        yield opened
        opened.stopping.set()


@pytest.fixture
def tools(program: Program) -> Tools:
    return make_tools(program)


SHORT = 2
"""The key of the plan of `short`."""


def play(tools: Tools, ladder: str, plan_id: int = SHORT) -> dict[str, int]:
    assert tools.rehearse is not None
    return dict(tools.rehearse(ladder, plan_id, lambda _done, _total: None))


@pytest.fixture
def short(program: Program) -> None:
    """Load a draft of four weeks beside: nobody does anything there."""
    files = plan_files(duty("A1", "VP", date(2021, 4, 22)), code="ba-tuan")
    files["plan.toml"] = files["plan.toml"].replace("last_on = 2021-12-31", "last_on = 2021-05-14")
    assert load_plan(program.office, files, NOW) == SHORT


def test_rehearsal_counts_the_mails_of_each_person_by_a_ladder(
    program: Program, tools: Tools, short: None
) -> None:
    with program.office.database.read() as tx:
        before = count_states(tx)
    days: list[tuple[int, int]] = []
    assert tools.rehearse is not None
    now = tools.rehearse(LADDER, SHORT, lambda done, total: days.append((done, total)))
    assert now[HEAD] > 0
    assert days[-1] == (30, 30)
    quiet = play(
        tools, LADDER.replace(LAST_STEP, "").replace('to = ["unit_head", "officer"]', 'to = ["clerk"]')
    )
    assert sum(quiet.values()) < sum(now.values())
    assert play(tools, LADDER) == now
    with program.office.database.read() as tx:
        assert count_states(tx) == before
    assert DIRECTOR in now


def test_rehearsal_goes_by_the_other_files_of_the_office(tools: Tools, short: None) -> None:
    assert tools.home is not None
    subject = tools.home / "notifications" / "vi" / "weekly_report" / "subject.txt"
    subject.parent.mkdir(parents=True)
    subject.write_text("{{ unheard }}", "utf-8")
    with pytest.raises(DefinitionError) as refused:
        play(tools, LADDER)
    assert refused.value.path.endswith("weekly_report/subject.txt")


def test_rehearsal_of_an_unknown_plan_or_a_wrong_ladder_is_refused(tools: Tools, short: None) -> None:
    with pytest.raises(NotFoundError):
        play(tools, LADDER, 99)
    with pytest.raises(DefinitionError):
        play(tools, "soon =")


def test_rehearsal_ends_when_the_program_is_stopped(program: Program, tools: Tools, short: None) -> None:
    program.stopping.set()
    with pytest.raises(InterruptedError):
        play(tools, LADDER)


def test_preview_shows_the_task_as_it_is(tools: Tools) -> None:
    assert tools.preview is not None
    made = tools.preview("reminder", {"subject.txt": "{{ items[0].task.title }}"}, 1, NOW)
    assert made["subject"] == "Nhiệm vụ A1"
    assert "Sở Ví dụ" in made["html"]
    assert set(made) == {"subject", "text", "html"}
    with pytest.raises(NotFoundError):
        tools.preview("reminder", {}, 999, NOW)


def test_check_refuses_a_broken_letter(tools: Tools) -> None:
    assert tools.check is not None
    tools.check("reminder", {"subject.txt": "Nhắc"})
    with pytest.raises(DefinitionError):
        tools.check("reminder", {"subject.txt": "{{ unheard }}"})


def test_reload_goes_by_the_offices_files(program: Program, tools: Tools) -> None:
    assert tools.reload is not None
    own = program.settings.home / "workflows" / FILE
    own.parent.mkdir()
    own.write_text(LADDER.replace("soon = 7", "soon = 5"), "utf-8")
    tools.reload()
    assert "soon = 5" in program.office.definitions.ladder[0]
    own.write_text("soon =", "utf-8")
    with pytest.raises(DefinitionError):
        tools.reload()
    assert "soon = 5" in program.office.definitions.ladder[0]


def test_health_is_the_watchdogs(program: Program, tools: Tools) -> None:
    assert tools.health is not None
    assert tools.health() == program.watchdog.health(NOW)
