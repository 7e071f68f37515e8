"""A task's page: what is said, what is handed in, what is refused, and what is shown as plain text."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from cchc_workflow.words import say
from tests.builders import vn
from tests.e2e.pages.browsing import Served, on_both, unfold
from tests.engine.small_office import CHIEF, COORDINATOR, HEAD, SmallOffice

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SCRIPT = "<script>alert(document.cookie)</script>"


def paper(name: str, content: bytes = PDF) -> "FilePayload":
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def open_task(house: Served, person: str, code: str) -> "Page":
    page = house.open(person)
    page.on("dialog", lambda box: house.troubles.append(box.message))
    page.goto(f"/nhiem-vu/{code}")
    return page


def evidence(page: "Page") -> "Locator":
    return page.get_by_role("region", name=say("task_page.evidence"))


def hand_in(page: "Page", *papers: "FilePayload | Path") -> None:
    """Put files on the task by the file chooser."""
    if not evidence(page).get_by_label(say("task_field.files")).is_visible():
        unfold(evidence(page), say("task_page.upload_open"))
    with page.expect_file_chooser() as choosing:
        evidence(page).get_by_label(say("task_field.files")).click()
    choosing.value.set_files(papers)  # type: ignore[arg-type]  # of both kinds
    evidence(page).get_by_role("button", name=say("task_page.upload")).click()


def drop(zone: "Locator", name: str, content: bytes) -> None:
    """Let a file fall on a zone."""
    data = zone.page.evaluate_handle(
        """([name, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, { type: "application/pdf" }));
            return data;
        }""",
        [name, list(content)],
    )
    for kind in ("dragenter", "dragover", "drop"):
        zone.dispatch_event(kind, {"dataTransfer": data})


@on_both
def test_report_is_returned_on_its_page(house: Served, small: SmallOffice) -> None:
    page = open_task(house, COORDINATOR, "A1")
    unfold(page.get_by_role("region", name=say("task_page.do_now")), say("action.return"))
    page.get_by_label(say("task_field.reason"), exact=True).fill(SCRIPT)
    page.get_by_role("button", name=say("action.return")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.returned"))
    expect(page.get_by_role("region", name=say("task_page.history"))).to_contain_text(SCRIPT)
    assert small.task("A1").state == "in_progress"


@on_both
def test_what_people_say_is_shown_as_they_said_it(house: Served) -> None:
    page = open_task(house, COORDINATOR, "A1")
    page.get_by_label(say("task_field.comment"), exact=True).fill(f"{SCRIPT}\n=1+1")
    page.get_by_role("button", name=say("task_page.comment")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.commented"))
    said = page.get_by_role("region", name=say("task_page.comments"))
    expect(said).to_contain_text(SCRIPT)
    expect(said).to_contain_text("=1+1")
    expect(said.locator("script")).to_have_count(0)


@on_both
def test_files_are_handed_in_and_go_along_with_the_report(house: Served, small: SmallOffice) -> None:
    page = open_task(house, HEAD, "A4")
    page.get_by_role("button", name=say("action.start")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.started"))
    hand_in(page, paper("Báo cáo số 1.pdf"), paper("../../etc/pass\nwd.pdf", PDF + b"2"))
    expect(page.get_by_role("status")).to_contain_text(say("told.uploaded"))
    expect(evidence(page).get_by_role("heading", level=3)).to_have_text(
        say("task_page.evidence_waiting", count=2)
    )
    with page.expect_download() as waiting:
        evidence(page).get_by_role("link", name="Báo cáo số 1.pdf").click()
    assert waiting.value.suggested_filename == "Báo cáo số 1.pdf"
    assert waiting.value.path().read_bytes() == PDF

    unfold(evidence(page), say("task_page.upload_open"))
    zone = evidence(page).locator("[data-drop]")
    drop(zone, "Ảnh chụp.pdf", PDF + b"3")
    expect(zone).to_contain_text("Ảnh chụp.pdf")
    evidence(page).get_by_role("button", name=say("task_page.upload")).click()
    expect(evidence(page).get_by_role("heading", level=3)).to_have_text(
        say("task_page.evidence_waiting", count=3)
    )
    evidence(page).get_by_role("button", name=say("task_page.remove_this", name="Ảnh chụp.pdf")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.upload_removed"))

    deeds = page.get_by_role("region", name=say("task_page.do_now"))
    unfold(deeds, say("action.report"))
    expect(deeds).to_contain_text(say("task_page.waiting_go_too", count=2))
    deeds.get_by_role("button", name=say("action.report")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.reported"))
    expect(evidence(page).get_by_role("heading", level=3)).to_have_text(
        say("task_page.evidence_given", count=2)
    )
    assert small.task("A4").state == "reported"


def test_files_that_are_not_taken_say_why(house: Served, small: SmallOffice, tmp_path: Path) -> None:
    large, fitting = tmp_path / "lớn.pdf", tmp_path / "vừa.pdf"
    large.write_bytes(PDF + bytes(26 * 2**20))
    fitting.write_bytes(PDF)
    small.start("A4", vn(21, 5, 9))
    page = open_task(house, HEAD, "A4")
    hand_in(page, large, fitting)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(say("file.too_large", name="lớn.pdf", detail=25))
    expect(evidence(page).get_by_role("link", name="vừa.pdf")).to_be_visible()
    hand_in(page, paper("hóa đơn.pdf", b"MZ\x90\x00" + bytes(200)))
    expect(alert).to_contain_text(re.compile("“hóa đơn.pdf” không thuộc loại được nhận"))
    hand_in(page, paper("trống.pdf", b""))
    expect(alert).to_contain_text(say("file.empty", name="trống.pdf"))
    expect(evidence(page).get_by_role("heading", level=3)).to_have_text(
        say("task_page.evidence_waiting", count=1)
    )


@on_both
def test_stale_page_shows_what_changed_and_keeps_what_was_typed(house: Served, small: SmallOffice) -> None:
    first, second = (open_task(house, COORDINATOR, "A1") for _ in range(2))
    for page in (first, second):
        unfold(page.get_by_role("region", name=say("task_page.do_now")), say("action.return"))
        page.get_by_label(say("task_field.reason"), exact=True).fill(f"Thiếu phụ lục, {page.url[-2:]}")
    first.get_by_role("button", name=say("action.return")).click()
    expect(first.get_by_role("status")).to_contain_text(say("told.returned"))
    small.report("A1", vn(21, 5, 9, 1))
    second.get_by_role("button", name=say("action.return")).click()
    alert = second.get_by_role("alert")
    expect(alert).to_contain_text(say("task_page.conflict_task"))
    expect(alert.get_by_role("listitem")).to_contain_text([say("event.reported"), say("event.returned")])
    expect(second.get_by_label(say("task_field.reason"), exact=True)).to_have_value("Thiếu phụ lục, A1")
    second.get_by_role("button", name=say("action.return")).click()
    expect(second.get_by_role("status")).to_contain_text(say("told.returned"))


@on_both
def test_two_tabs_of_one_person_do_it_once(house: Served, small: SmallOffice) -> None:
    first = open_task(house, COORDINATOR, "A1")
    second = first.context.new_page()
    second.goto("/nhiem-vu/A1")
    first.get_by_role("button", name=say("action.verify")).click()
    expect(first.get_by_role("status")).to_contain_text(say("told.verified"))
    second.get_by_role("button", name=say("action.verify")).click()
    expect(second.get_by_text(say("task_page.done_already"), exact=True)).to_be_visible()
    assert small.task("A1").state == "verified"


def test_double_click_comments_once(house: Served) -> None:
    page = open_task(house, HEAD, "A1")
    page.get_by_label(say("task_field.comment"), exact=True).fill("Đã gửi bản giấy.")
    page.get_by_role("button", name=say("task_page.comment")).dblclick()
    expect(page.get_by_role("status")).to_contain_text(say("told.commented"))
    page.reload()
    expect(page.get_by_text("Đã gửi bản giấy.")).to_have_count(1)


def test_back_after_acting_offers_nothing_twice(house: Served, small: SmallOffice) -> None:
    page = open_task(house, HEAD, "A4")
    page.get_by_role("button", name=say("action.start")).click()
    expect(page.get_by_role("status")).to_contain_text(say("told.started"))
    page.go_back()
    expect(page).to_have_url(f"{house.address}/nhiem-vu/A4")
    start = page.get_by_role("button", name=say("action.start"))
    if start.count():
        start.click()
        expect(page.get_by_text(say("task_page.done_already"), exact=True)).to_be_visible()
    assert (small.task("A4").state, small.task("A4").event_count) == ("in_progress", 2)


def test_request_for_more_time_is_asked_for_and_granted(house: Served, small: SmallOffice) -> None:
    head = open_task(house, HEAD, "A4")
    deeds = head.get_by_role("region", name=say("task_page.do_now"))
    unfold(deeds, say("action.request"))
    deeds.get_by_label(say("task_field.due_on"), exact=True).fill("2021-07-30")
    deeds.get_by_label(say("task_field.reason"), exact=True).fill("Chờ ý kiến của Sở Tài chính")
    deeds.get_by_role("button", name=say("action.request")).click()
    expect(head.get_by_role("status")).to_contain_text(say("told.extension_requested"))
    chief = open_task(house, CHIEF, "A4")
    deeds = chief.get_by_role("region", name=say("task_page.do_now"))
    unfold(deeds, say("action.approve"))
    deeds.get_by_role("button", name=say("action.approve")).click()
    expect(chief.get_by_role("status")).to_contain_text(say("told.extension_approved"))
    expect(chief.get_by_role("region", name=say("task_page.deadline"), exact=True)).to_contain_text(
        "14/6/2021"
    )
    assert str(small.task("A4").due_on) == "2021-07-30"
