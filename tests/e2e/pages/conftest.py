"""Owns the browser and the offices of the tests that use the pages as people do.

Where Chromium or Playwright is missing these tests are skipped with a word; `.ci/run` installs both.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cchc_workflow.bootstrap import Program
from cchc_workflow.cli.stage import DATABASE
from cchc_workflow.engine.sweep import sweep
from tests.builders import vn
from tests.e2e.pages.browsing import Served, find_chromium, served
from tests.e2e.pages.lived import live, reopen
from tests.engine.door import give_password
from tests.engine.small_office import COORDINATOR, HEAD, SmallOffice, duty, issue_small

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

    from cchc_workflow.store.database import Database

MORNING = vn(21, 5, 9)
"""A Friday."""
ROAD = "Khảo sát Đường lâm nghiệp"


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Chromium]":
    """Start one Chromium for a module: while it runs, this thread has its loop, and no other may run here."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium here: install the system's package chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """Play the real plan to October once; give its folder, to be copied, and the instant of its clock.

    It is played in a thread of its own, for the jobs run a loop and the browser's may be this thread's.
    """
    home = tmp_path_factory.mktemp("lived")
    with ThreadPoolExecutor(1) as stage:
        return home, stage.submit(live, home).result()


@pytest.fixture
def program(lived: tuple[Path, datetime], tmp_path: Path) -> Iterator[Program]:
    """Give the program on a copy of the office that has lived; its mails stay where they are."""
    shutil.copyfile(lived[0] / DATABASE, tmp_path / DATABASE)
    with closing(reopen(tmp_path)) as opened:
        yield opened


@pytest.fixture
def october(program: Program, lived: tuple[Path, datetime], chromium: "Chromium") -> Iterator[Served]:
    """Serve the office that has lived, on the evening of Monday 4/10/2021."""
    with served(program.office, lived[1], chromium) as found:
        yield found
        assert found.amiss == []


@pytest.fixture
def kind() -> str:
    """Say on which database the small office runs; `on_both` of browsing.py says both."""
    return "sqlite"


@pytest.fixture
def small(request: pytest.FixtureRequest, kind: str) -> SmallOffice:
    """Give a small office on the morning of 21/5/2021 in which something of nearly every kind waits.

    A1 and A2 are reported, A3 waits for more time, A4 is new, A5 overdue, A6 has no date; B1 and C1 are of
    other units. The head of Văn phòng and the coordinator have a password.
    """
    database: Database = request.getfixturevalue(f"{kind}_database")
    small = issue_small(
        database,
        *(duty(f"A{number}", "VP", date(2021, 6, 10 + number)) for number in range(1, 5)),
        duty("A5", "VP", date(2021, 5, 12)),
        duty("A6", "VP"),
        duty("B1", "TCCB", date(2021, 9, 30)).replace("Nhiệm vụ B1", ROAD),
        duty("C1", "CCKL", date(2021, 9, 30)),
    )
    small.report("A2", vn(20, 5, 9))
    small.report("A1", vn(20, 5, 10))
    small.ask("A3", date(2021, 7, 30), vn(20, 5, 11))
    sweep(small.office, MORNING)
    give_password(small, HEAD, COORDINATOR)
    return small


@pytest.fixture
def house(small: SmallOffice, chromium: "Chromium") -> Iterator[Served]:
    """Serve the small office."""
    with served(small.office, MORNING, chromium) as found:
        yield found
        assert found.amiss == []
