"""Owns what the pictures of the user guide show: who opens which page and what they do there."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cchc_workflow.words import say
from tests.e2e.pages.browsing import PHONE, WIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

COORDINATOR = "daumoi.cchc"
DIRECTOR = "giamdoc"
CHIEF = "chanhvanphong"
ADMIN = "quantri"
AUDITOR = "kiemsoat"
HEAD = "chicuctruong.kiemlam"
HEAD_NAME = "Chi cục trưởng Chi cục Kiểm lâm"


PAPER = 1070
"""CSS pixels across the printed part of an A4 sheet that lies, with margins of 7 mm."""


class Scene(StrEnum):
    """How the office stands: at work, before anybody has a password, or shown to visitors."""

    OFFICE = "office"
    NEW = "new"
    DEMO = "demo"


def stay(_page: "Page") -> None:
    """Leave the page as it opens."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: who opens which page, in which window, and what they do there before it is taken.

    Attributes:
        who: the beginning of an address; "" is nobody.
        path: an address of the pages, or "link:CODE": the signed link of a mail about that task.
        height: of the window in CSS pixels.
    """

    name: str
    who: str
    path: str
    width: int = WIDE
    height: int = 800
    steps: "Callable[[Page], None]" = stay
    scene: Scene = Scene.OFFICE


def give_reason(page: "Page") -> None:
    """Open the form that sends a report back, and say why."""
    row = page.locator(".work-row").first
    row.get_by_text("Trả lại để bổ sung").first.click()
    row.get_by_label(say("today.reason")).fill("Đề nghị bổ sung số liệu thi hành pháp luật quý III/2021.")


def show_conditions(page: "Page") -> None:
    """Unfold the rest of the filter."""
    page.get_by_text(say("listing.more_fields")).click()


def look_at_many(page: "Page") -> None:
    """Tick some tasks and ask what would become of them: one of them can't be done."""
    for code in ("B1/TTRA", "B1/CCTTBVTV", "B1/CCKL", "B1/CCTL"):
        page.get_by_label(say("listing.pick", code=code)).check()
    page.get_by_label(say("listing.bulk")).select_option(label="Xác nhận hoàn thành")
    page.get_by_role("button", name=say("listing.go_on")).click()


def start(page: "Page") -> None:
    """Tap the one big button."""
    page.get_by_role("button", name="Bắt đầu thực hiện").click()


def report(page: "Page") -> None:
    """Name a document and report."""
    page.get_by_label(say("link.or_document")).fill("12/BC-CCKL")
    page.get_by_role("button", name="Báo cáo kết quả").click()


def ask_for_time(page: "Page") -> None:
    """Fill in the form that asks for more time."""
    page.get_by_text(say("link.more_time")).click()
    page.get_by_label(say("link.asked_due_on")).fill("2021-11-12")
    page.get_by_label(say("link.reason")).fill("Chờ hướng dẫn chuyên môn về chế độ tự chủ.")
    page.get_by_role("heading", level=1).scroll_into_view_if_needed()


def open_report(page: "Page") -> None:
    """Open the form of a report."""
    page.locator("summary", has_text="Báo cáo kết quả").click()


def open_mail(page: "Page") -> None:
    """Read a mail as its receiver does."""
    row = page.locator("tr", has_text=HEAD_NAME).first
    page.goto(f"{row.get_by_role('link').get_attribute('href')}/html")


def open_flag(page: "Page") -> None:
    """Unfold the unit that waits to be rated."""
    page.locator("details.flagged summary").first.click()


def foresee(page: "Page") -> None:
    """Enter a notice and look at what it would move."""
    page.get_by_label(say("admin_calendar.document")).fill("Thông báo 99/TB-UBND ngày 1/10/2021")
    page.get_by_label(say("admin_calendar.holiday")).fill("Nghỉ phòng, chống bão")
    page.get_by_label(say("admin.from")).fill("2021-10-15")
    page.get_by_role("button", name=say("admin_calendar.preview")).click()


def prove(page: "Page") -> None:
    """Have the history proven, to the end."""
    page.get_by_role("button", name=say("admin_audit.prove")).click()
    page.get_by_text(say("admin_audit.proof_sound")).wait_for(timeout=60_000)


def print_out(page: "Page") -> None:
    """Look at the page as it is on paper."""
    page.emulate_media(media="print")


SHOTS = (
    Shot("phone-khoi-tao", "", "/khoi-tao", PHONE, 560, scene=Scene.NEW),
    Shot("phone-dang-nhap", "", "/dang-nhap", PHONE, 560),
    Shot("tai-khoan", COORDINATOR, "/tai-khoan", height=620),
    Shot("phone-thong-bao", HEAD, "/thong-bao", PHONE),
    Shot("tim-kiem", COORDINATOR, "/tim?q=duong", height=640),
    Shot("viec-hom-nay", COORDINATOR, "/viec-hom-nay"),
    Shot("tra-lai", COORDINATOR, "/viec-hom-nay", height=640, steps=give_reason),
    Shot("nhiem-vu", COORDINATOR, "/nhiem-vu?tinh-trang=overdue", steps=show_conditions),
    Shot(
        "hang-loat",
        COORDINATOR,
        "/nhiem-vu?trang-thai=reported,in_progress&ky=2021-10",
        height=600,
        steps=look_at_many,
    ),
    Shot("bang", COORDINATOR, "/nhiem-vu/bang"),
    Shot("trang-nhiem-vu", COORDINATOR, "/nhiem-vu/B1/CCKL", height=1180),
    Shot("phone-thu-nhac", "", "/thu?tim=số hóa kết quả", PHONE, steps=open_mail, scene=Scene.DEMO),
    Shot("phone-cham-1", HEAD, "link:C4/CCKL", PHONE, 720),
    Shot("phone-cham-2", HEAD, "link:C4/CCKL", PHONE, 960, steps=start),
    Shot("phone-cham-3", HEAD, "link:C4/CCKL", PHONE, 720, steps=report),
    Shot("phone-xin-gia-han", HEAD, "link:E1/CCKL", PHONE, 1180, steps=ask_for_time),
    Shot("bao-cao", HEAD, "/nhiem-vu/G1/CCKL", height=1000, steps=open_report),
    Shot("don-vi", HEAD, "/don-vi/CCKL", height=960),
    Shot("dieu-hanh", DIRECTOR, "/dieu-hanh", height=1000),
    Shot("xac-nhan", DIRECTOR, "/dieu-hanh", height=1000, steps=open_flag),
    Shot("in", DIRECTOR, "/dieu-hanh", PAPER, 741, steps=print_out),
    Shot("quyet-dinh", DIRECTOR, "/nhiem-vu/D1/TTRA", height=700),
    Shot("lich", DIRECTOR, "/lich", height=900),
    Shot("lich-thang", DIRECTOR, "/lich?thang=2021-10", height=900),
    Shot("quan-tri", ADMIN, "/quan-tri"),
    Shot("mot-nguoi", ADMIN, "/quan-tri/nguoi-dung/16", height=900),
    Shot("lich-nghi", ADMIN, "/quan-tri/lich", height=900, steps=foresee),
    Shot("bac-thang", ADMIN, "/quan-tri/bac-thang", height=900),
    Shot("mau-thu", ADMIN, "/quan-tri/mau-thu/reminder", height=960),
    Shot("thu-di", ADMIN, "/quan-tri/thu-di", height=700),
    Shot("ke-hoach", ADMIN, "/quan-tri/ke-hoach", height=700),
    Shot("kiem-chung", AUDITOR, "/quan-tri/nhat-ky", height=560, steps=prove),
    Shot("nhat-ky", AUDITOR, "/quan-tri/nhat-ky", height=760),
    Shot("trinh-dien", "", "/trinh-dien", height=900, scene=Scene.DEMO),
    Shot("hop-thu", COORDINATOR, "/thu", height=640, scene=Scene.DEMO),
)
"""In this order, for what one does the next one sees."""
