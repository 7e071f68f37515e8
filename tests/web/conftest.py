"""Owns the offices that the web's tests look at: a small one, and the real plan after weeks of neglect."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cchc_workflow.engine.office import Office
from cchc_workflow.mail.folder import FolderSender
from cchc_workflow.scheduler.stepped import Stepped
from cchc_workflow.store.database import Database
from cchc_workflow.web.app import create_app
from cchc_workflow.web.site import Manner
from tests.builders import vn
from tests.engine.small_office import SmallOffice, duty, issue_small
from tests.running import ISSUED_AT, issue_real_plan, run_program
from tests.web.desks import Desk, furnish

WEEKS_LATER = vn(5, 7, 8)
"""A Monday, half an hour after the weekly report."""


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    """Give an office of one unit with two tasks, due on 30/6 and 30/9/2021."""
    return issue_small(
        sqlite_database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 9, 30))
    )


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """Give the office of the tests of a task's page."""
    return furnish(sqlite_database)


@pytest.fixture(scope="session")
def neglected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the real plan from April to July with nobody doing anything; give its folder, mails in `thu`."""
    home = tmp_path_factory.mktemp("neglected")
    issue_real_plan(home)
    with closing(run_program(home, FolderSender(home / "thu"))) as program:
        Stepped(program.jobs, ISSUED_AT).advance(WEEKS_LATER)
    return home


@pytest.fixture(scope="session")
def real_office(neglected: Path) -> Iterator[Office]:
    """Give the office of the real plan, to be read only."""
    with closing(run_program(neglected)) as program:
        yield program.office


@pytest.fixture
def real(real_office: Office, neglected: Path) -> TestClient:
    """Give a browser before the real plan and its mails."""
    return TestClient(create_app(real_office, lambda: WEEKS_LATER, Manner(mailbox=neglected / "thu")))
