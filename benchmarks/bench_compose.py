"""Measures how fast rows of the outbox become mails, against the standard library's way to write the same."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from types import SimpleNamespace
from typing import Any

from benchmarks.figures import Figure
from cchc_workflow.engine.links import seal_path
from cchc_workflow.mail.address import Address
from cchc_workflow.mail.compose import Composer
from cchc_workflow.mail.signed import Signer
from cchc_workflow.mail.templates import Rendered, Templates
from cchc_workflow.shipped import shipped

DIGESTS = 300
ROUNDS = 7
TARGET = 700
"""Digests a second on one core."""
SENDER = Address("Theo dõi cải cách hành chính", "cchc@so.example")
CREATED_AT = datetime(2021, 6, 15, 0, 30, tzinfo=UTC)
KEY = b"k" * 32
OFFICE = {"name": "Sở Nông nghiệp và Phát triển nông thôn", "parent_name": "UBND TỈNH"}


def run() -> list[Figure]:
    """Return how many digests of five items a second are made, beside EmailMessage writing finished texts."""
    folder = shipped("notifications")
    composer = Composer(
        templates=Templates([folder]),
        sender=SENDER,
        organizations={1: OFFICE},
        base_url="https://cchc.so.example",
        domain="so.example",
        signer=Signer(task_path=partial(seal_path, KEY), password_path=lambda *_: ""),
    )
    rows = [_row(folder, number) for number in range(DIGESTS)]
    rendered = composer.render(rows[0])
    rounds = [
        (
            _seconds(lambda: [composer.compose(row) for row in rows]),
            _seconds(lambda: [_write_with_library(rendered, row) for row in rows]),
        )
        for _ in range(ROUNDS)
    ]
    rate = DIGESTS / median(own for own, _ in rounds)
    library = DIGESTS / median(library for _, library in rounds)
    ratio = median(library / own for own, library in rounds)
    detail = f"EmailMessage alone: {library:.0f}/s; ratio: {ratio:.2f}"
    return [Figure("digest from rows to bytes", rate, TARGET, unit="/s", detail=detail)]


def _row(folder: Path, number: int) -> Any:  # noqa: ANN401 - stands for a row of the database
    """Return a digest of five items, its texts a little different from row to row."""
    facts = json.loads((folder / "samples" / "digest.json").read_text("utf-8"))["head"]
    assert len(facts["items"]) == 5  # noqa: PLR2004 - the digest that the target speaks of
    for item in facts["items"]:
        item["task"]["code"] += f"/{number}"
    return SimpleNamespace(
        key=f"digest:{number}:2021-06-15",
        organization_id=1,
        person_id=number,
        message="digest",
        facts=json.dumps(facts, ensure_ascii=False),
        address=f"donvi{number}@so.example",
        name=f"Trưởng phòng {number}",
        task_id=None,
        created_at=CREATED_AT,
    )


def _write_with_library(rendered: Rendered, row: Any) -> bytes:  # noqa: ANN401 - see _row
    mail = EmailMessage()
    mail["From"] = HeaderAddress(SENDER.display, addr_spec=SENDER.mailbox)
    mail["To"] = HeaderAddress(row.name, addr_spec=row.address)
    mail["Subject"] = rendered.subject
    mail["Date"] = row.created_at
    mail["Message-ID"] = f"<{row.key.replace(':', '.')}@so.example>"
    mail.set_content(rendered.text)
    mail.add_alternative(rendered.html, subtype="html")
    return mail.as_bytes()


def _seconds(work: Callable[[], object]) -> float:
    """Return the seconds of one core that a call takes, whatever else the machine does meanwhile."""
    begun = process_time()
    work()
    return process_time() - begun


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name}: {figure.value:.0f}{figure.unit}; {figure.detail}")
