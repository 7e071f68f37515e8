import pytest

from cchc_workflow.engine.folder import open_folder
from cchc_workflow.errors import ConflictError
from cchc_workflow.web.received import Sent
from cchc_workflow.web.task.answers import Posted, require_seen
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD
from tests.web.desks import NOW, Desk


def require(desk: Desk, version: str) -> None:
    folder = open_folder(desk.small.office, desk.small.actor(HEAD, NOW), "A1", NOW)
    posted = Posted(None, None, 1, Sent({"version": [version]}))  # type: ignore[arg-type]  # only the form is read
    require_seen(posted, folder)


@pytest.mark.parametrize("version", ["1", "", "x"])
def test_a_form_for_this_version_or_for_none_is_taken(desk: Desk, version: str) -> None:
    require(desk, version)


@pytest.mark.parametrize("version", ["0", "2"])
def test_a_form_for_another_version_is_a_conflict(desk: Desk, version: str) -> None:
    with pytest.raises(ConflictError):
        require(desk, version)


def test_a_refusal_is_said_in_the_workflows_own_words(desk: Desk) -> None:
    answer = desk.browser(COORDINATOR).post(desk.path("A1", "lam/verify"), data=desk.form("A1"))
    assert answer.status_code == 409
    assert "Không thể thực hiện “Xác nhận hoàn thành”: đang ở trạng thái “Đã giao”" in answer.text


def test_a_refused_page_holds_the_version_that_is_true_now(desk: Desk) -> None:
    form = desk.form("A1", note="vì sao", document="1/QĐ")
    desk.small.start("A1", NOW)
    browser = desk.browser(CHIEF)
    refused = browser.post(desk.path("A1", "lam/cancel"), data=form)
    assert refused.status_code == 409
    assert 'name="version" value="2"' in refused.text
    assert browser.post(desk.path("A1", "lam/cancel"), data={**form, "version": "2"}).status_code == 303


def test_what_is_told_of_an_unknown_event_is_general(desk: Desk) -> None:
    """An action that the office added has no entry of its own in the catalogue."""
    answer = desk.browser().post(desk.path("A1", "lam/start"), data=desk.form("A1"))
    assert answer.headers["location"].endswith("?da=started")
