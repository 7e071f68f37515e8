from typing import Any

import pytest

from cchc_workflow.errors import DefinitionError
from cchc_workflow.mail.facts import Site
from cchc_workflow.mail.preview import check_drafts, preview_message, sample_letter
from cchc_workflow.mail.templates import Rendered
from cchc_workflow.shipped import roots

FOLDERS = roots("notifications")
TASK = {
    "id": 7, "code": "Z9", "title": "Một <b>việc</b> thật", "clause": "II", "unit": "Văn phòng Sở",
    "state": "assigned", "due_on": "2021-06-30", "original_due_on": "2021-06-30", "days": 5,
}  # fmt: skip


def preview(
    drafts: dict[str, str], task: dict[str, Any] | None = None, message: str = "reminder"
) -> Rendered:
    letter = {
        "facts": sample_letter(FOLDERS, message, task, "2021-06-25"),
        "person": {"name": "Trưởng phòng", "address": "truongphong@so.example"},
        "organization": {"name": "Sở Ví dụ", "parent_name": "UBND TỈNH"},
    }
    return preview_message(FOLDERS, message, drafts, letter, Site("https://cchc.so.example"))


def test_preview_fills_drafts_in_with_a_real_task() -> None:
    made = preview({"subject.txt": "Nhắc {{ items[0].task.code }}"}, TASK)
    assert made.subject == "Nhắc Z9"
    assert "Một <b>việc</b> thật" in made.text
    assert "Một &lt;b&gt;việc&lt;/b&gt; thật" in made.html


def test_preview_without_a_task_is_the_sample() -> None:
    assert "Đ3/CCKL" in preview({}).subject


def test_message_that_names_no_task_keeps_its_sample() -> None:
    assert preview({}, TASK, "flagged").subject == preview({}, None, "flagged").subject


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{% if %}", "line 1"),
        ("x\n{{ unheard }}", "line 2"),
        ("x\n\n{{ items[0].unheard }}", "line 3"),
        ("{{ ''.__class__ }}", "line 1"),
        ("{% import 'os' as os %}", "line 1"),
    ],
)
def test_broken_draft_is_told_with_the_offices_file_and_line(text: str, key: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        preview({"body.txt": text})
    assert (refused.value.path, refused.value.key) == ("vi/reminder/body.txt", key)


def test_check_drafts_tries_every_sample() -> None:
    check_drafts(FOLDERS, "reminder", {"subject.txt": "Nhắc"})
    with pytest.raises(DefinitionError) as refused:
        check_drafts(FOLDERS, "reminder", {"subject.txt": "{{ items[0].task.due_on | date_vi }}"})
    assert refused.value.path == "vi/reminder/subject.txt"
    assert "undated" in refused.value.reason
    with pytest.raises(DefinitionError, match="one line"):
        check_drafts(FOLDERS, "reminder", {"subject.txt": ""})


def test_message_without_a_sample_is_refused() -> None:
    with pytest.raises(DefinitionError, match="no such file"):
        sample_letter(FOLDERS, "unheard", None, "2021-06-25")
