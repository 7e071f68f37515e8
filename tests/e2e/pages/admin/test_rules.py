"""The rules of an office are changed: a holiday notice, the ladder, a letter, each seen before it applies."""

from datetime import date

from playwright.sync_api import expect

from cchc_workflow.bootstrap import Program
from cchc_workflow.engine.house_files import list_own
from cchc_workflow.words import say
from tests.e2e.pages.admin.desk import BRIEF, STORM, card, open_part, press, told
from tests.e2e.pages.browsing import Served, agree, on_both
from tests.engine.small_office import (
    SmallOffice,
)


@on_both
def test_holiday_notice_is_previewed_and_applied(desk: Served, small: SmallOffice, program: Program) -> None:
    page = open_part(desk, "/lich")
    page.get_by_label(say("admin_calendar.document")).fill("Thông báo 9/TB-UBND ngày 1/6/2021")
    page.get_by_label(say("admin_calendar.holiday")).fill("Nghỉ <b>bão</b>")
    page.get_by_label(say("admin.from")).fill(STORM.isoformat())
    press(page, "admin_calendar.preview")
    foreseen = card(page, "admin_calendar.foreseen")
    move = foreseen.get_by_role("row").filter(has=page.get_by_role("link", name="A1", exact=True))
    expect(move).to_contain_text("18/6/2021")
    expect(move).to_contain_text("21/6/2021")
    assert small.task("A1").due_on == STORM
    press(foreseen, "admin_calendar.apply")
    expect(page.get_by_role("dialog")).to_contain_text(say("admin_calendar.apply_sure", count=1))
    agree(page)
    told(page, "holiday_noted")
    expect(page.get_by_role("row").filter(has_text="18/6/2021")).to_contain_text("Nghỉ <b>bão</b>")
    assert small.task("A1").due_on == date(2021, 6, 21)
    assert not program.office.calendar.is_working(STORM)
    assert list_own(program.settings.home) == ("workflows/calendar/vn.toml",)


def test_wrong_ladder_is_refused_with_what_was_typed(desk: Served, program: Program) -> None:
    page = open_part(desk, "/bac-thang")
    text = page.get_by_label(say("admin_ladder.text"))
    before = text.input_value()
    wrong = before.replace('to = ["unit_head", "officer"]', 'to = ["vua"]', 1)
    text.fill(wrong)
    press(page, "admin_ladder.apply")
    agree(page)
    expect(page.get_by_role("alert")).to_contain_text("vua")
    expect(text).to_have_value(wrong)
    assert list_own(program.settings.home) == ()
    text.fill(before.replace("soon = 7", "soon = 5"))
    press(page, "admin_ladder.apply")
    agree(page)
    told(page, "ladder_changed")
    expect(page.get_by_text(say("admin.in_force_own"))).to_be_visible()
    press(page, "admin.restore")
    agree(page)
    told(page, "ladder_restored")
    expect(text).to_have_value(before)


def test_ladder_is_tried_by_playing_the_year(desk: Served) -> None:
    page = open_part(desk, "/bac-thang")
    text = page.get_by_label(say("admin_ladder.text"))
    whole = text.input_value()
    text.fill(whole[: whole.rindex("[[step]]")].replace("offset = -3\n", "offset = -2\n"))
    plan = page.get_by_label(say("admin_ladder.plan"))
    plan.select_option(BRIEF)
    press(page, "admin_ladder.try")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("admin_ladder.trial"))
    expect(page.get_by_text(say("admin_ladder.edit_again"))).to_be_visible(timeout=60_000)
    head = page.get_by_role("row", name="truongphong.vp")
    expect(head).to_be_visible()


def test_letter_is_previewed_as_it_is_typed_saved_and_restored(desk: Served, program: Program) -> None:
    page = open_part(desk, "/mau-thu/reminder")
    subject = page.get_by_label(say("admin_letters.subject"), exact=True)
    shipped = subject.input_value()
    page.get_by_label(say("admin_letters.task"), exact=False).fill("A1")
    subject.fill("Nhắc: {{ items[0].task.title }}")
    shown = page.locator("#xem-thu")
    expect(shown).to_contain_text("Nhắc: Nhiệm vụ A1")
    expect(page.frame_locator("#xem-thu iframe").locator("body")).to_contain_text("A1")
    subject.fill("Nhắc: {{ unheard }}")
    expect(shown.get_by_role("alert")).to_contain_text("unheard")
    press(page, "admin_letters.save")
    expect(page.get_by_role("alert").first).to_contain_text("unheard")
    expect(subject).to_have_value("Nhắc: {{ unheard }}")
    assert list_own(program.settings.home) == ()
    subject.fill("Nhắc: {{ items[0].task.title }}")
    press(page, "admin_letters.save")
    told(page, "letter_changed")
    expect(page.get_by_text(say("admin.in_force_own"))).to_be_visible()
    press(page, "admin.restore")
    agree(page)
    told(page, "letter_restored")
    expect(subject).to_have_value(shipped)
