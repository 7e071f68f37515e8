"""Reads every shipped message as it is really sent: its links are signed, long, and for its reader alone."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from cchc_workflow.engine.links import seal_path
from cchc_workflow.mail.facts import Site, read_facts
from cchc_workflow.mail.signed import Signer
from cchc_workflow.mail.templates import Rendered, Templates
from cchc_workflow.mail.wrap import WIDTH
from cchc_workflow.shipped import shipped

FOLDER = shipped("notifications")
TEMPLATES = Templates([FOLDER])
SITE = Site("https://cchc.so.example")
PERSON = {"name": "Giám đốc Sở", "address": "giamdoc@so.example"}
OFFICE = {"name": "Sở Nông nghiệp và PTNT Quảng Ngãi", "parent_name": "UBND TỈNH QUẢNG NGÃI"}
SIGNER = Signer(task_path=partial(seal_path, b"k" * 32), password_path=lambda *_: "/dat-mat-khau/x")
SAMPLES = {
    (message, case): facts
    for message in sorted(TEMPLATES.names)
    for case, facts in json.loads((FOLDER / "samples" / f"{message}.json").read_text("utf-8")).items()
}
EACH = pytest.mark.parametrize(("message", "case"), SAMPLES, ids=["-".join(each) for each in SAMPLES])
CLIPPED_AT = 102_000
"""Gmail cuts off a message's HTML beyond this many bytes."""


@dataclass(frozen=True)
class Reader:
    organization_id: int = 1
    person_id: int = 417
    created_at: datetime = datetime(2021, 6, 15, 0, 30, tzinfo=UTC)


def render(message: str, facts: dict[str, Any]) -> Rendered:
    return TEMPLATES.render(message, read_facts(facts, PERSON, OFFICE, SIGNER.sign(SITE, Reader(), facts)))


def tasks_of(facts: dict[str, Any]) -> set[int]:
    """Return the keys of the tasks that a letter is about, those it only counts left out."""
    own = [item for item in facts["items"] if not item["is_copy"]]
    tasks = [item["task"] for item in facts["items"] if "task" in item]
    tasks += [task for item in own for task in item.get("tasks", [])]
    tasks += [task for item in own for task in item.get("flag", {}).get("late_tasks", [])]
    return {task["id"] for task in tasks}


@EACH
def test_every_task_of_a_mail_has_a_link_for_its_reader(message: str, case: str) -> None:
    facts = SAMPLES[message, case]
    rendered = render(message, facts)
    signed = set(re.findall(r'href="(https://cchc\.so\.example/l/[^"]+)"', rendered.html))
    assert len(signed) >= len(tasks_of(facts))
    assert "/nhiem-vu/" not in rendered.html + rendered.text


@EACH
def test_long_links_break_no_line_of_words(message: str, case: str) -> None:
    lines = render(message, SAMPLES[message, case]).text.splitlines()
    assert [line for line in lines if len(line) > WIDTH and "https://" not in line] == []


@EACH
def test_mail_is_not_clipped(message: str, case: str) -> None:
    assert len(render(message, SAMPLES[message, case]).html.encode()) < CLIPPED_AT


def test_digest_with_a_hundred_copies_is_not_clipped() -> None:
    copies = [item for item in SAMPLES["digest", "copies"]["items"] for _ in range(14)]
    assert len(render("digest", {"items": copies, "on": "2021-06-15"}).html.encode()) < CLIPPED_AT
