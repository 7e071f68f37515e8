"""Owns the office that the administration's pages are tested in: with a folder, as `cchc serve` runs it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.bootstrap import Program, open_program
from cchc_workflow.cli.toolbox import make_tools
from cchc_workflow.engine.issue import load_plan
from cchc_workflow.settings import Settings
from tests.e2e.pages.admin.desk import BRIEF, NOW, STORM
from tests.e2e.pages.browsing import Served, served
from tests.engine.door import give_password
from tests.engine.small_office import ADMIN, SmallOffice, duty, issue_small, plan_files

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

    from cchc_workflow.store.database import Database


@pytest.fixture
def small(request: pytest.FixtureRequest, kind: str) -> SmallOffice:
    """Give an office of which A1 is due on Friday 18/6/2021, with a draft of four weeks beside."""
    database: Database = request.getfixturevalue(f"{kind}_database")
    small = issue_small(
        database, duty("A1", "VP", STORM), duty("A2", "VP", date(2021, 9, 30)), duty("B1", "TCCB")
    )
    brief = plan_files(duty("N1", "VP", date(2021, 4, 22)), code=BRIEF)
    brief["plan.toml"] = brief["plan.toml"].replace("last_on = 2021-12-31", "last_on = 2021-05-14")
    load_plan(small.office, brief, NOW)
    give_password(small, ADMIN)
    return small


@pytest.fixture
def program(small: SmallOffice, tmp_path: Path) -> Iterator[Program]:
    """Give the program over that office, with a folder of its own."""
    home = tmp_path / "home"
    home.mkdir()
    address = small.database.url.render_as_string(hide_password=False)
    settings = Settings(home=home, database=address, synchronous="NORMAL")
    with closing(open_program(settings, clock=lambda: NOW)) as opened:
        yield opened
        opened.stopping.set()


@pytest.fixture
def desk(program: Program, chromium: "Chromium") -> Iterator[Served]:
    """Serve it as `cchc serve` does."""
    with served(program.office, NOW, chromium, tools=make_tools(program)) as found:
        yield found
        assert found.amiss == []
