from datetime import date, timedelta

import pytest

from cchc_workflow.domain.task import Act
from cchc_workflow.engine.act import Command
from cchc_workflow.engine.evidence import Given, add_upload, report_with_uploads
from cchc_workflow.store.database import Database
from cchc_workflow.store.files import evidence_of
from tests.builders import vn
from tests.engine.small_office import HEAD, VERIFIER, SmallOffice, duty, issue_small
from tests.web.browsers import open_browser
from tests.web.link.visitors import make_link

NOW = vn(21, 5, 9)
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


@pytest.fixture
def small(sqlite_database: Database) -> SmallOffice:
    """Give an office in which two tasks were reported with a photo each."""
    small = issue_small(
        sqlite_database, duty("A1", "VP", date(2021, 6, 30)), duty("A2", "VP", date(2021, 9, 30))
    )
    head = small.actor(HEAD)
    for code in ("A1", "A2"):
        small.start(code, NOW)
        given = Given(file_name=f"ảnh {code}.jpg", content=PHOTO + code.encode())
        add_upload(small.office, head, small.task(code).id, given, NOW)
        report_with_uploads(small.office, head, Command(code, Act(name="report")), NOW)
    return small


def file_of(small: SmallOffice, code: str) -> int:
    with small.database.read() as tx:
        return int(evidence_of(tx, small.task(code).id)[0].id)


def test_verifier_reads_what_the_report_came_with(small: SmallOffice) -> None:
    path = make_link(small, VERIFIER, "A1", NOW)
    browser = open_browser(small.office, NOW)
    address = f"{path}/tep/{file_of(small, 'A1')}"
    assert f'href="{address}"' in browser.get(path).text
    answer = browser.get(address)
    assert (answer.status_code, answer.content) == (200, PHOTO + b"A1")
    assert answer.headers["content-disposition"].startswith('attachment; filename="anh A1.jpg"')
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_link_gives_no_other_tasks_file(small: SmallOffice) -> None:
    path = make_link(small, VERIFIER, "A1", NOW)
    browser = open_browser(small.office, NOW)
    assert browser.get(f"{path}/tep/{file_of(small, 'A2')}").status_code == 404
    assert browser.get(f"{path}/tep/{2**63 - 1}").status_code == 404
    assert browser.get(f"{path}/tep/{2**63}").status_code == 404


def test_link_that_ended_gives_no_file(small: SmallOffice) -> None:
    path = make_link(small, VERIFIER, "A1", NOW, -timedelta(days=1))
    assert open_browser(small.office, NOW).get(f"{path}/tep/{file_of(small, 'A1')}").status_code == 410
