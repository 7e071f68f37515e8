"""Owns the house of the administration's tests."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from starlette.testclient import TestClient

from cchc_workflow.bootstrap import open_program
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.settings import Settings
from tests.engine.small_office import ISSUED_AT, duty, plan_files
from tests.web.admin.house import NOW, House

FRIDAY = date(2021, 6, 18)


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """Give an office of which A1 is due on Friday 18/6/2021, A2 on 30/9, and B1 has no date."""
    home = tmp_path / "home"
    home.mkdir()
    copyfile(sqlite_template, home / "cchc.sqlite3")
    with closing(open_program(Settings(home=home, synchronous="NORMAL"), clock=lambda: NOW)) as program:
        office = program.office
        files = plan_files(duty("A1", "VP", FRIDAY), duty("A2", "VP", date(2021, 9, 30)), duty("B1", "TCCB"))
        issue_plan(office, load_plan(office, files, ISSUED_AT), None, ISSUED_AT)
        yield House(program, home)
        program.stopping.set()


@pytest.fixture
def admin(house: House) -> TestClient:
    """Give the administrator's browser."""
    return house.browser()
