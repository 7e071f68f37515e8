"""Reads every shipped message on all its sample facts, as a careful reader would."""

import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest

from cchc_workflow.mail.facts import Site, read_facts
from cchc_workflow.mail.templates import Rendered, Templates
from cchc_workflow.mail.wrap import WIDTH
from cchc_workflow.shipped import shipped

FOLDER = shipped("notifications")
TEMPLATES = Templates([FOLDER])
SITE = Site("https://cchc.so.example")
PERSON = {"name": "Giám đốc Sở", "address": "giamdoc@so.example"}
OFFICE = {"name": "Sở Nông nghiệp và PTNT Quảng Ngãi", "parent_name": "UBND TỈNH QUẢNG NGÃI"}
SAMPLES = {
    (message, case): facts
    for message in sorted(TEMPLATES.names)
    for case, facts in json.loads((FOLDER / "samples" / f"{message}.json").read_text("utf-8")).items()
}
EACH = pytest.mark.parametrize(("message", "case"), SAMPLES, ids=["-".join(each) for each in SAMPLES])
CLIPPED_AT = 102_000
"""Gmail cuts off a message's HTML beyond this many bytes."""
INLINE = frozenset({"a", "b", "i", "span"})
VOID = frozenset({"meta", "br", "img", "hr", "link"})


class Page(HTMLParser):
    """What a mail program sees: balanced tags, texts, links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in INLINE:
            self.words.append(" ")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def links(self) -> set[str]:
        return {str(attrs["href"]) for tag, attrs in self.tags if tag == "a"}


def render(message: str, facts: dict[str, Any]) -> Rendered:
    return TEMPLATES.render(message, read_facts(facts, PERSON, OFFICE, SITE))


def render_sample(message: str, case: str) -> Rendered:
    return render(message, SAMPLES[message, case])


def codes(facts: dict[str, Any]) -> set[str]:
    tasks = [item["task"] for item in facts["items"] if "task" in item]
    own = [item for item in facts["items"] if not item["is_copy"]]
    tasks += [task for item in own for task in item.get("tasks", [])]
    tasks += [task for item in own for task in item.get("flag", {}).get("late_tasks", [])]
    return {task["code"] for task in tasks}


def one_item(message: str) -> dict[str, Any]:
    return next(facts for (name, _), facts in SAMPLES.items() if name == message and len(facts["items"]) == 1)


@EACH
def test_subject_names_the_thing_in_one_line(message: str, case: str) -> None:
    subject = render_sample(message, case).subject
    assert subject == " ".join(subject.split())
    assert not re.search(r"hệ thống|phần mềm|workflow|thông báo từ", subject, re.IGNORECASE)
    if len(SAMPLES[message, case]["items"]) == 1 and message != "weekly_report":
        assert len(subject) <= 170


@EACH
def test_text_is_laid_out_in_lines_of_a_readable_length(message: str, case: str) -> None:
    text = render_sample(message, case).text
    assert [line for line in text.splitlines() if len(line) > WIDTH and "https://" not in line] == []
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)


@EACH
def test_both_bodies_greet_name_the_office_and_close(message: str, case: str) -> None:
    rendered = render_sample(message, case)
    assert rendered.text.startswith("Kính gửi: Giám đốc Sở\n")
    for body in (rendered.text, Page(rendered.html).text):
        for expected in (
            "Kính gửi: Giám đốc Sở",
            OFFICE["name"],
            "Trân trọng!",
            "gửi tự động",
            "Văn phòng Sở",
        ):
            assert expected in body
        assert not re.search(r"\b(None|Undefined|True|False)\b|[{}]|\d\d\d\d-\d\d-\d\d", body)
        assert not re.search(r" [,.;:]|\(\)|\.\.(?!\.)|,,| ;", body)


@EACH
def test_both_bodies_say_every_task_with_its_link(message: str, case: str) -> None:
    rendered = render_sample(message, case)
    page = Page(rendered.html)
    for code in codes(SAMPLES[message, case]):
        assert code in rendered.text
        assert code in page.text
        assert f"{SITE.base_url}/nhiem-vu/{quote(code)}" in page.links


@EACH
def test_single_items_are_linked_in_the_text(message: str, case: str) -> None:
    facts = SAMPLES[message, case]
    if message not in {"digest", "weekly_report"}:
        for code in codes(facts):
            assert f"{SITE.base_url}/nhiem-vu/{quote(code)}" in render_sample(message, case).text


@EACH
def test_html_is_made_for_every_mail_program(message: str, case: str) -> None:
    html = render_sample(message, case).html
    page = Page(html)
    assert (page.wrong, page.open) == ([], [])
    assert html.startswith("<!DOCTYPE html>\n")
    assert ("html", "vi") in [(tag, attrs.get("lang")) for tag, attrs in page.tags]
    assert {attrs.get("role") for tag, attrs in page.tags if tag == "table"} == {"presentation"}
    assert not {"img", "script", "link", "iframe", "form", "svg"} & {tag for tag, _ in page.tags}
    assert not re.search(r"url\(|@import|@font-face|position:|display:\s*(?:flex|grid)", html)
    assert all(link.startswith(f"{SITE.base_url}/") for link in page.links)
    assert len(html.encode()) < CLIPPED_AT


@EACH
def test_every_number_in_the_text_stands_in_the_html(message: str, case: str) -> None:
    rendered = render_sample(message, case)
    page = Page(rendered.html)
    text = re.sub(r"https://\S+", "", rendered.text)
    seen = f"{page.text} {' '.join(page.links)}"
    missing = [number for number in re.findall(r"\d[\d/.,]*\d|\d{2,}", text) if number not in seen]
    assert missing == []


@pytest.mark.parametrize(
    "message", sorted(TEMPLATES.names - {"weekly_report", "digest", "assigned", "password_link"})
)
def test_copies_ask_nothing_of_their_reader(message: str) -> None:
    facts = json.loads(json.dumps(one_item(message)))
    facts["items"][0]["is_copy"] = True
    rendered = render(message, facts)
    for body in (" ".join(rendered.text.split()), Page(rendered.html).text):
        assert "đồng gửi để theo dõi, không yêu cầu xử lý" in body


def test_reminder_says_the_departments_own_words() -> None:
    text = " ".join(render_sample("reminder", "one").text.split())
    assert "sẽ hết hạn vào ngày 25/6/2021" in text
    assert "Đề nghị đơn vị hoàn thành và báo cáo đúng hạn. Trân trọng!" in text


@pytest.mark.parametrize(
    ("message", "case", "subject"),
    [
        (
            "overdue",
            "many",
            "[ĐÔN ĐỐC QUÁ HẠN] Về việc chậm 3 nhiệm vụ của Chi cục Kiểm lâm, lâu nhất 25 ngày",
        ),
        (
            "escalation",
            "one",
            (
                "[CẢNH BÁO ĐÔN ĐỐC LẦN 5] “Công bố, công khai TTHC và quy trình giải quyết công việc "
                "tại đơn vị” (C3/CCKL) của Chi cục Kiểm lâm đã quá hạn 15 ngày"
            ),
        ),
        (
            "escalation",
            "many",
            "[CẢNH BÁO ĐÔN ĐỐC LẦN 5] 3 nhiệm vụ của 2 đơn vị đã quá hạn, lâu nhất 25 ngày",
        ),
        (
            "digest",
            "head",
            (
                "[ĐÔN ĐỐC QUÁ HẠN] Về việc chậm 2 nhiệm vụ của Chi cục Kiểm lâm; "
                "2 nhiệm vụ sắp đến hạn, 1 nhiệm vụ được xác nhận"
            ),
        ),
        ("digest", "copies", "3 đơn vị: 9 việc để theo dõi"),
        (
            "flagged",
            "one",
            "[CẢNH BÁO] Chi cục Kiểm lâm chậm 5/16 nhiệm vụ (31,25 %), chạm ngưỡng 30 %",
        ),
        (
            "weekly_report",
            "busy",
            "[BÁO CÁO TUẦN 26/2021] Chậm 27/358 nhiệm vụ (7,54 %), 3 đơn vị chạm ngưỡng 30 %",
        ),
    ],
)
def test_subject_reads(message: str, case: str, subject: str) -> None:
    assert render_sample(message, case).subject == subject


def test_flag_shows_its_arithmetic_its_clause_and_that_it_is_a_proposal() -> None:
    rendered = render_sample("flagged", "one")
    for body in (" ".join(rendered.text.split()), Page(rendered.html).text):
        assert "5 × 100 / 16 = 31,25 %" in body
        assert "Căn cứ mục II.2.2.a1 của Kế hoạch: đề xuất xếp loại" in body
        assert "Đây là đề xuất" in body
        assert "cần ít nhất 1 trong 3 nhiệm vụ chậm chưa báo cáo được chấp thuận gia hạn" in body


@pytest.mark.parametrize(
    ("late", "assigned", "unfinished", "expected"),
    [
        (5, 16, 3, "cần ít nhất 1 trong 3 nhiệm vụ"),
        (6, 20, 6, "cần ít nhất 1 trong 6 nhiệm vụ"),
        (7, 20, 2, "cần ít nhất 2 trong 2 nhiệm vụ"),
        (7, 20, 1, "Gia hạn không còn đủ để xuống dưới ngưỡng: cần bớt 2 nhiệm vụ chậm"),
        (1, 3, 0, "cần bớt 1 nhiệm vụ chậm, nhưng chỉ còn 0 nhiệm vụ"),
        (16, 16, 16, "cần ít nhất 12 trong 16 nhiệm vụ"),
    ],
)
def test_flag_says_what_brings_the_unit_back(
    late: int, assigned: int, unfinished: int, expected: str
) -> None:
    facts = json.loads(json.dumps(SAMPLES["flagged", "one"]))
    tasks = [
        {"code": f"C{n}", "due_on": "2021-06-01", "reported_on": None if n < unfinished else "2021-06-02"}
        for n in range(late)
    ]
    facts["items"][0]["flag"] |= {"late": late, "assigned": assigned, "late_tasks": tasks}
    assert expected in " ".join(render("flagged", facts).text.split())


def test_digest_reads_in_the_order_of_urgency() -> None:
    expected = [
        "QUÁ HẠN (1)", "BÁO CÁO CẤP TRÊN (1)", "BÁO CÁO ĐƯỢC TRẢ LẠI (1)", "SẮP ĐẾN HẠN (1)",
        "BÁO CÁO CHỜ THẨM ĐỊNH (1)", "ĐÃ XÁC NHẬN HOÀN THÀNH (1)", "ĐIỀU CHỈNH NHIỆM VỤ (1)",
        "ĐỀ NGHỊ GIA HẠN (1)", "QUYẾT ĐỊNH GIA HẠN (1)", "CHẠM NGƯỠNG (1)", "CẢNH BÁO ĐÃ GỠ (1)",
        "THÔNG BÁO KHÁC", "ĐỒNG GỬI ĐỂ THEO DÕI (2)",
    ]  # fmt: skip
    lines = render_sample("digest", "everything").text.splitlines()
    assert [line for line in lines if line in expected] == expected


def test_digest_of_a_coordinator_with_a_hundred_copies_stays_whole() -> None:
    copies = [item for item in SAMPLES["digest", "copies"]["items"] for _ in range(14)]
    rendered = render("digest", {"items": copies, "on": "2021-06-15"})
    assert rendered.subject == "3 đơn vị: 126 việc để theo dõi"
    assert len(rendered.html.encode()) < CLIPPED_AT
    assert rendered.text.count("Chi cục Thủy lợi (42)") == 1


def test_weekly_report_gives_the_number_first_and_adds_up() -> None:
    rendered = render_sample("weekly_report", "busy")
    text = " ".join(rendered.text.split())
    assert "27/358 NHIỆM VỤ CHẬM = 7,54 %" in text
    assert "số nhiệm vụ chậm tăng 5, tỷ lệ tăng 1,39 điểm phần trăm" in text
    first, second, third = (text.index(title) for title in ("1. ĐƠN VỊ", "2. CẦN QUYẾT ĐỊNH", "3. THAY ĐỔI"))
    assert text.index("7,54 %") < first < second < third
    assert "Thêm 1 nhiệm vụ chậm là chạm ngưỡng" in text[first:second]
    assert "4 đơn vị còn lại không có nhiệm vụ chậm" in text[first:second]
    assert "Chi cục Kiểm lâm; Phòng Kế hoạch - Tài chính; Trung tâm Giống" in text[second:third]


@pytest.mark.parametrize("tone", ["late", "soon", "good"])
def test_colour_only_repeats_what_words_say(tone: str) -> None:
    html = render_sample("digest", "head").html
    said = re.findall(rf'<b class="{tone}"[^>]*>([^<]+)</b>', html)
    words = {"late": "Quá hạn", "soon": "Còn", "good": "Đã xác nhận"}
    assert said
    assert all(text.startswith(words[tone]) for text in said)


@pytest.mark.parametrize(("signed_on", "said"), [("2021-04-12", True), (None, False)])
def test_assignment_cites_the_day_the_plan_was_signed_and_no_other(signed_on: str | None, said: bool) -> None:  # noqa: FBT001
    facts = json.loads(json.dumps(one_item("assigned")))
    facts["items"][0]["plan"] |= {"number": "12/KH", "issued_on": "2021-04-20", "signed_on": signed_on}
    text = " ".join(render("assigned", facts).text.split())
    assert ("(số 12/KH, ngày 12/4/2021)" in text, "20/4/2021" in text) == (said, False)


@pytest.mark.parametrize(
    ("kind", "case", "end"), [("escalation", "leader", "đã quá hạn"), ("overdue", "head", "quá hạn")]
)
def test_digest_names_the_one_task_that_is_overdue(kind: str, case: str, end: str) -> None:
    item = next(item for item in SAMPLES["digest", case]["items"] if item["kind"] == kind)
    subject = render("digest", {"items": [item], "on": SAMPLES["digest", case]["on"]}).subject
    assert f"({item['task']['code']})" in subject
    assert subject.endswith(f"{end} {-item['task']['days']} ngày")
    assert "lâu nhất" not in subject
