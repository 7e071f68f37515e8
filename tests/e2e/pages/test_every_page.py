"""Every page, wide by day and on a phone by night: axe is content, nothing scrolls sideways or complains."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from cchc_workflow.bootstrap import open_press
from cchc_workflow.cli.stage import DATABASE
from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.links import Ticket, sealing
from cchc_workflow.store.people import find_person
from cchc_workflow.store.tasks import find_task
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import Tools
from cchc_workflow.words import say
from tests.e2e.pages.browsing import PHONE, WIDE, Served, served, unfold
from tests.e2e.pages.lived import mails_of, reopen

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page

AT = "@snnptnt-quang-ngai.example"
NOWHERE = "/khong-co"
PAGES = {
    "": ["/dang-nhap", "/dang-nhap?da=signed_out", "/quen-mat-khau", "/dat-mat-khau/sai", "/l/sai", NOWHERE],
    "giamdoc": [
        "/dieu-hanh", "/don-vi", "/don-vi/CCKL", "/lich", "/lich?xem=thang", "/bao-cao", "/bao-cao/1",
        "/tim?q=duong", "/tim?q=khongco", "/thong-bao", "/tai-khoan", "/tai-khoan/ma-hai-buoc",
        "/tai-khoan/ma-truy-cap", "/nhiem-vu/D1/TTRA",
    ],
    "daumoi.cchc": [
        "/viec-hom-nay", "/nhiem-vu", "/nhiem-vu?tinh-trang=overdue&don-vi=CCKL", "/nhiem-vu?tu-khoa=khongco",
        "/nhiem-vu/bang", "/nhiem-vu/bang/1", "/tro-giup", "/tro-giup/huong-dan", "/styleguide", NOWHERE,
        "/nhiem-vu/A1/CCKL", "/nhiem-vu/A5/Q3", "/nhiem-vu/B1/CCKL", "/nhiem-vu/A2/CCKL", "/nhiem-vu/E5",
        "/quan-tri", "/thu", "/thu/1", "/bao-cao", "/bao-cao/lap", "/bao-cao/lap?loai=unit",
        "/bao-cao/lap?loai=urging", "/bao-cao/1", "/bao-cao/1/khac",
    ],
    "chicuctruong.kiemlam": [
        "/bao-cao", "/don-vi/CCKL", "/nhiem-vu/A1/CCKL", "/thong-bao", "/nhiem-vu/A1/TTRA",
    ],
    "quantri": [
        "/quan-tri", "/quan-tri/nguoi-dung", "/quan-tri/nguoi-dung/1", "/quan-tri/don-vi",
        "/quan-tri/don-vi/1", "/quan-tri/lich", "/quan-tri/bac-thang", "/quan-tri/mau-thu",
        "/quan-tri/mau-thu/reminder", "/quan-tri/thu-di", "/quan-tri/thu-di/1", "/quan-tri/ke-hoach",
        "/quan-tri/nhat-ky",
    ],
    "kiemsoat": ["/quan-tri/nhat-ky"],
}  # fmt: skip
LINKS = {"A1/CCKL": "assigned", "B1/CCTL": "in_progress", "B1/CCKL": "reported", "A2/CCKL": "verified"}

AXE = Axe()

modes = pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (PHONE, True)], ids=["wide", "phone"])


@pytest.fixture(scope="module")
def shown(
    lived: tuple[Path, datetime], chromium: "Chromium", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Serve the office that has lived, with its mails, to be looked at only."""
    home = tmp_path_factory.mktemp("shown")
    copyfile(lived[0] / DATABASE, home / DATABASE)
    with closing(reopen(home)) as program:
        manner = Manner(mailbox=mails_of(lived[0]))
        tools = Tools(print_report=open_press(program.settings).print)
        with served(program.office, lived[1], chromium, manner, tools) as found:
            yield found


def faults(page: "Page") -> list[str]:
    """Return what axe finds, a line each: the rule, the first place, and why."""
    found = AXE.run(page, options={"resultTypes": ["violations"]})
    return [
        f"{each['id']} {each['nodes'][0]['target']}: {each['help']}" for each in found.response["violations"]
    ]


def overflow(page: "Page") -> int:
    """Return by how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def see_fit(house: Served, page: "Page") -> None:
    """See that a page as it stands is fit for everybody."""
    found = (faults(page), overflow(page), house.amiss)
    house.troubles.clear()
    assert found == ([], 0, [])


@modes
@pytest.mark.parametrize(("person", "path"), [(who, path) for who, paths in PAGES.items() for path in paths])
def test_page_is_fit_for_everybody(shown: Served, person: str, path: str, width: int, dark: bool) -> None:  # noqa: FBT001 - a row of the table
    page = shown.reopen(f"{person}{AT}" if person else None, width=width, dark=dark)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status < 500
    see_fit(shown, page)


@modes
@pytest.mark.parametrize("code", LINKS)
def test_page_of_a_link_is_fit_for_everybody(shown: Served, code: str, width: int, dark: bool) -> None:  # noqa: FBT001 - as above
    office, now = shown.office, shown.clock.now
    with office.database.read() as tx:
        task = find_task(tx, Scope(1), code)
        assert task.state == LINKS[code]
        unit = "kiemlam" if code.endswith("CCKL") else "thuyloi"
        person = find_person(tx, 1, f"chicuctruong.{unit}{AT}")
    assert person is not None
    page = shown.reopen(width=width, dark=dark)
    page.goto(sealing(office)(Ticket(1, person.id, task.id), now + timedelta(days=1)))
    see_fit(shown, page)


@modes
def test_rows_acted_on_are_fit_for_everybody(october: Served, width: int, dark: bool) -> None:  # noqa: FBT001 - as above
    page = october.open(f"daumoi.cchc{AT}", width=width, dark=dark)
    page.goto("/viec-hom-nay")
    reports = page.get_by_role("region", name=say("today.reports"))
    reports.get_by_role("button", name=say("action.verify")).first.click()
    reports.get_by_text(say("today.done_verify")).wait_for()
    unfold(reports, say("action.return"))
    page.get_by_role("region", name=say("today.overdue")).get_by_role(
        "button", name=say("today.remind")
    ).first.click()
    page.get_by_text(re.compile(r"^Đã nhắc .*; thư đi lúc")).wait_for()
    see_fit(october, page)


@modes
def test_form_refused_is_fit_for_everybody(october: Served, width: int, dark: bool) -> None:  # noqa: FBT001 - as above
    page = october.open(f"chicuctruong.thuyloi{AT}", width=width, dark=dark)
    page.goto("/nhiem-vu/B1/CCTL")
    deeds = page.get_by_role("region", name=say("task_page.do_now"))
    unfold(deeds, say("action.report"))
    deeds.get_by_role("button", name=say("action.report")).click()
    page.get_by_role("alert").wait_for()
    see_fit(october, page)


@modes
def test_box_of_the_board_is_fit_for_everybody(october: Served, width: int, dark: bool) -> None:  # noqa: FBT001 - as above
    page = october.open(f"daumoi.cchc{AT}", width=width, dark=dark)
    page.goto("/nhiem-vu/bang")
    page.get_by_role("link", name=re.compile(f"^{say('board.options_of', code='')}")).first.click()
    page.get_by_role("dialog", name=say("board.options")).wait_for()
    see_fit(october, page)


@modes
def test_search_that_answers_is_fit_for_everybody(shown: Served, width: int, dark: bool) -> None:  # noqa: FBT001 - as above
    page = shown.reopen(f"daumoi.cchc{AT}", width=width, dark=dark)
    page.goto("/lich")
    page.get_by_role("searchbox", name=say("shell.search")).press_sequentially("kiem lam")
    page.get_by_role("link", name=say("search.everything")).wait_for()
    see_fit(shown, page)


@modes
def test_locked_page_is_fit_for_everybody(october: Served, width: int, dark: bool) -> None:  # noqa: FBT001 - as above
    page = october.open(f"daumoi.cchc{AT}", width=width, dark=dark)
    october.clock.move(minutes=31)
    page.goto("/viec-hom-nay")
    page.get_by_role("heading", name=say("door.unlock_title")).wait_for()
    see_fit(october, page)
