"""The head of a unit on a phone: from a mail by its link to the task, each thing in three taps at most."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cchc_workflow.bootstrap import Program
from cchc_workflow.domain.people import Grant, Role, Scope
from cchc_workflow.domain.task import Evidence
from cchc_workflow.engine.links import Opened, open_link
from cchc_workflow.errors import EntryError
from cchc_workflow.store.tasks import find_task
from cchc_workflow.words import say
from tests.builders import vn
from tests.e2e.pages.browsing import PHONE, Served, on_both, unfold
from tests.e2e.pages.lived import mails_of
from tests.engine.small_office import CHIEF, HEAD, OFFICER, VERIFIER, SmallOffice
from tests.web.link.visitors import make_link

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

MOST_TAPS = 3
IN_MAILS = "http://localhost:8000"


@dataclass
class Phone:
    """A phone whose thumb is counted: every tap but those on the keyboard and in the system's choosers."""

    page: "Page"
    taps: int = field(default=0)

    def tap(self, what: "Locator") -> None:
        what.tap()
        self.taps += 1

    def open_mail(self, html: str, path: str) -> None:
        """Read a mail and tap its link."""
        self.page.set_content(html)
        self.tap(self.page.locator(f'a[href$="{path}"]').first)
        self.page.wait_for_url(f"**{path}")

    def open(self, path: str) -> None:
        """Come by a link."""
        self.page.goto(path)
        self.taps += 1

    def see(self, entry: str) -> None:
        """See in large words what was done."""
        expect(self.page.get_by_text(say(entry), exact=True)).to_be_visible()

    @property
    def overflow(self) -> int:
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width


def phone(house: Served, person: str | None = None) -> Phone:
    return Phone(house.open(person, width=PHONE))


def photograph(page: "Page") -> "FilePayload":
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": page.screenshot(type="jpeg")}


def new_link(small: SmallOffice, code: str = "A4", person: str = HEAD) -> str:
    return make_link(small, person, code, vn(21, 5, 8))


def letters(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (HTML, path of a link in it) of the mails that went out, the newest first."""
    for file in sorted(folder.glob("*.eml"), reverse=True):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
        for path in dict.fromkeys(re.findall(rf"{IN_MAILS}(/l/[\w.-]+)", html)):
            yield html, path


def find_letter(program: Program, folder: Path, now: datetime, state: str) -> tuple[str, str, Opened]:
    """Return a mail to a head with a link to a task in this state that asks for no figure."""
    for html, path in letters(folder):
        with suppress(EntryError):
            opened = open_link(program.office, path.removeprefix("/l/"), now)
            head = Grant(Role.UNIT_HEAD, opened.task.lead_unit_id) in opened.actor.grants
            if head and opened.task.state == state and opened.task.target is None:
                return html, path, opened
    raise AssertionError(state)


@pytest.mark.parametrize("state", ["in_progress", "assigned"])
def test_mail_leads_to_a_report_in_three_taps(
    program: Program, october: Served, lived: tuple[Path, datetime], state: str
) -> None:
    html, path, opened = find_letter(program, mails_of(lived[0]), lived[1], state)

    def task() -> tuple[str, int]:
        with program.office.database.read() as tx:
            found = find_task(tx, Scope(1), opened.task.code)
        return found.state, found.version

    before = task()
    thumb = phone(october)
    thumb.open_mail(html.replace(IN_MAILS, october.address), path)
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text(opened.task.title)
    assert thumb.overflow == 0
    assert thumb.page.request.head(f"{october.address}{path}").ok
    assert task() == before
    if state == "assigned":
        button = thumb.page.get_by_role("button", name=say("action.start"))
        assert button.bounding_box()["height"] >= 44  # type: ignore[index]
        thumb.tap(button)
        thumb.see("link.done_started")
        assert thumb.taps == 2
        return
    thumb.page.get_by_label(say("link.or_document")).fill("15/BC-CCKL")
    thumb.tap(thumb.page.get_by_role("button", name=say("action.report")))
    thumb.see("link.done_reported")
    assert thumb.taps == 2
    assert task()[0] == "reported"


@on_both
def test_task_is_started_and_reported_with_a_photo(house: Served, small: SmallOffice) -> None:
    thumb = phone(house)
    thumb.open(new_link(small))
    assert (small.task("A4").state, small.task("A4").event_count) == ("assigned", 1)
    thumb.tap(thumb.page.get_by_role("button", name=say("action.start")))
    thumb.see("link.done_started")
    assert thumb.taps <= MOST_TAPS
    thumb.taps = 1
    with thumb.page.expect_file_chooser() as choosing:
        thumb.tap(thumb.page.get_by_text(say("link.photo")))
    choosing.value.set_files(photograph(thumb.page))
    thumb.tap(thumb.page.get_by_role("button", name=say("action.report")))
    thumb.see("link.done_reported")
    assert thumb.taps <= MOST_TAPS
    expect(thumb.page.get_by_role("link", name="IMG_0001.jpg")).to_be_visible()
    assert small.task("A4").state == "reported"


@on_both
def test_more_time_is_asked_for_and_granted_by_link(house: Served, small: SmallOffice) -> None:
    thumb = phone(house)
    thumb.open(new_link(small))
    thumb.tap(thumb.page.locator("summary", has_text=say("link.more_time")))
    thumb.page.get_by_label(say("link.asked_due_on")).fill("2021-07-30")
    thumb.page.get_by_label(say("link.reason"), exact=True).fill("Chờ ý kiến của Sở Tài chính")
    thumb.tap(thumb.page.get_by_role("button", name=say("link.ask")))
    thumb.see("link.done_extension_requested")
    assert thumb.taps <= MOST_TAPS
    chief = phone(house)
    chief.open(new_link(small, person=CHIEF))
    chief.tap(chief.page.get_by_role("button", name=say("action.approve"), exact=True))
    chief.see("link.done_extension_approved")
    assert chief.taps <= MOST_TAPS
    assert str(small.task("A4").due_on) == "2021-07-30"


def test_report_without_evidence_is_refused_and_keeps_what_was_typed(
    house: Served, small: SmallOffice
) -> None:
    small.start("A4", vn(21, 5, 8))
    thumb = phone(house)
    thumb.open(new_link(small))
    thumb.tap(thumb.page.get_by_role("button", name=say("action.report")))
    expect(thumb.page.get_by_role("alert")).to_contain_text("tài liệu kiểm chứng")
    assert thumb.overflow == 0
    thumb.page.get_by_label(say("link.or_document")).fill("15/BC-VP")
    with thumb.page.expect_file_chooser() as choosing:
        thumb.page.get_by_text(say("link.files")).tap()
    choosing.value.set_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90"})
    thumb.page.get_by_role("button", name=say("action.report")).tap()
    expect(thumb.page.get_by_role("alert")).to_contain_text("không thuộc loại được nhận")
    expect(thumb.page.get_by_label(say("link.or_document"))).to_have_value("15/BC-VP")
    thumb.page.get_by_role("button", name=say("action.report")).tap()
    thumb.see("link.done_reported")


@on_both
def test_double_tap_and_the_way_back_do_nothing_twice(house: Served, small: SmallOffice) -> None:
    thumb = phone(house)
    thumb.open(new_link(small))
    thumb.page.get_by_role("button", name=say("action.start")).dblclick()
    thumb.see("link.done_started")
    assert small.task("A4").event_count == 2
    thumb.page.go_back()
    expect(thumb.page.get_by_role("button", name=say("action.report"))).to_be_visible()
    expect(thumb.page.get_by_role("button", name=say("action.start"))).to_have_count(0)
    assert small.task("A4").event_count == 2


@on_both
def test_two_phones_of_a_unit_see_each_other(house: Served, small: SmallOffice) -> None:
    small.start("A4", vn(21, 5, 8))
    thumb = phone(house)
    thumb.open(new_link(small))
    thumb.page.get_by_label(say("link.or_document")).fill("15/BC-VP")
    small.do(HEAD, "report", "A4", vn(21, 5, 9), evidence=(Evidence(document="12/BC-VP"),))
    small.do(VERIFIER, "return", "A4", vn(21, 5, 9), note="Thiếu số liệu")
    thumb.page.get_by_role("button", name=say("action.report")).tap()
    alert = thumb.page.get_by_role("alert")
    expect(alert).to_contain_text(say("event.returned"))
    expect(thumb.page.get_by_label(say("link.or_document"))).to_have_value("15/BC-VP")
    thumb.page.get_by_role("button", name=say("action.report")).tap()
    thumb.see("link.done_reported")


@pytest.mark.parametrize(("cut", "days", "reason"), [(4, 0, "link_forged"), (0, 15, "link_expired")])
def test_link_that_opens_nothing_leads_on(
    house: Served, small: SmallOffice, cut: int, days: int, reason: str
) -> None:
    path = new_link(small)
    house.clock.move(days=days)
    thumb = phone(house)
    thumb.open(path[: len(path) - cut])
    expect(thumb.page.get_by_role("heading", level=1)).to_have_text(say(f"link.{reason}_title"))
    expect(thumb.page.get_by_text(say(f"link.{reason}"))).to_be_visible()
    assert thumb.overflow == 0
    thumb.page.get_by_role("main").get_by_role("link").tap()
    expect(thumb.page).to_have_url(re.compile("/dang-nhap"))


def test_link_of_one_person_is_used_where_another_is_signed_in(house: Served, small: SmallOffice) -> None:
    thumb = phone(house, OFFICER)
    thumb.open(new_link(small))
    expect(thumb.page.get_by_text(say("link.not_you", name="truongphong.vp"))).to_be_visible()


@on_both
def test_unit_page_is_where_a_head_begins(house: Served, small: SmallOffice) -> None:
    thumb = phone(house, HEAD)
    thumb.page.goto("/")
    expect(thumb.page).to_have_url(f"{house.address}/don-vi/VP")
    expect(thumb.page.get_by_role("heading", level=1)).to_contain_text("Văn phòng Sở")
    assert thumb.overflow == 0
    thumb.page.get_by_role("navigation", name=say("nav.label")).get_by_role(
        "link", name=say("nav.tasks")
    ).tap()
    expect(thumb.page.get_by_role("link", name="Nhiệm vụ A4")).to_be_visible()
    expect(thumb.page.get_by_text("Khảo sát Đường")).to_have_count(0)
    assert thumb.overflow == 0
    thumb.page.get_by_role("link", name="Nhiệm vụ A4").tap()
    thumb.page.get_by_role("button", name=say("action.start")).tap()
    expect(thumb.page.get_by_role("status")).to_contain_text(say("told.started"))
    unfold(thumb.page.get_by_role("main"), say("action.report"))
    assert thumb.overflow == 0
