"""Mail that did not go, a plan from a file, the trail and its proof."""

from datetime import date

from playwright.sync_api import expect

from cchc_workflow.definitions.plan_archive import pack_plan
from cchc_workflow.engine.anchoring import anchor_history
from cchc_workflow.engine.outgoing import claim_mail, note_failed
from cchc_workflow.store.plans import read_plans
from cchc_workflow.words import say
from tests.builders import vn
from tests.e2e.pages.admin.desk import NOW, card, open_part, press, told
from tests.e2e.pages.browsing import Served, agree, on_both
from tests.engine.small_office import (
    SmallOffice,
    duty,
    plan_files,
)

NEXT_PLAN = plan_files(
    duty("A1").replace("Nhiệm vụ A1", "<script>alert(1)</script>"),
    duty("A2", "VP", date(2021, 9, 30)),
    duty("A3", "VP", None, 'deadline = "khi thích hợp"'),
    code="ke-hoach-sau",
)


@on_both
def test_mails_that_did_not_go_are_sent_again(desk: Served, small: SmallOffice) -> None:
    for mail in claim_mail(small.office, NOW, 2):
        note_failed(
            small.office, mail, None, "550 <i>unknown</i>", NOW, permanent=True, later=lambda *_: None
        )
    page = open_part(desk, "/thu-di?trang_thai=dead")
    rows = page.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("550 <i>unknown</i>")
    rows.first.get_by_role("rowheader").get_by_role("link").click()
    expect(page.locator("pre").first).to_have_text("550 <i>unknown</i>")
    press(page, "admin_outbox.retry")
    told(page, "mail_retried")
    assert len(small.mails(state="dead")) == 1
    page.goto("/quan-tri/thu-di")
    press(page, "admin_outbox.retry_all")
    agree(page)
    told(page, "mails_retried")
    assert small.mails(state="dead") == []


def test_plan_is_previewed_from_a_zip_loaded_and_issued(desk: Served, small: SmallOffice) -> None:
    page = open_part(desk, "/ke-hoach")
    zipped = pack_plan(NEXT_PLAN)
    page.get_by_label(say("admin_plans.zip")).set_input_files(
        {"name": "ke hoach.zip", "mimeType": "application/zip", "buffer": zipped}
    )
    press(page, "admin_plans.preview")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        say("admin_plans.preview_title", code="ke-hoach-sau")
    )
    expect(page.get_by_text(say("admin_plans.new"), exact=True)).to_be_visible()
    expect(card(page, "admin_plans.unread")).to_contain_text("khi thích hợp")
    press(page, "admin_plans.load_now")
    told(page, "plan_loaded")
    page.get_by_role("row").filter(has_text="ke-hoach-sau").get_by_role(
        "link", name=say("admin_plans.issue")
    ).click()
    press(page, "admin_plans.issue_now")
    agree(page)
    told(page, "plan_issued")
    with small.database.read() as tx:
        assert {plan.code: plan.state for plan in read_plans(tx, 1)}["ke-hoach-sau"] == "issued"


def test_trail_is_filtered_and_proven(desk: Served, small: SmallOffice) -> None:
    small.start("A1", vn(31, 5, 9))
    anchor_history(small.office, vn(31, 5, 23))
    page = open_part(desk, "/nhat-ky")
    page.get_by_label(say("admin_audit.person")).select_option(label="truongphong.vp")
    press(page, "admin_audit.filter")
    rows = page.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(say("event.started"))
    rows.locator("summary").click()
    expect(rows.locator("pre")).to_contain_text(say("admin_audit.hash"))
    press(page, "admin_audit.prove")
    expect(page.get_by_text(say("admin_audit.proof_sound"))).to_be_visible(timeout=15_000)
    anchors = page.locator(".stat").filter(has_text=say("admin_audit.anchors"))
    expect(anchors.locator(".stat-value")).to_have_text("1")
