"""Owns the running programs of the scheduler's tests."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.running import FakeSender, issue_real_plan, run_program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cchc_workflow.bootstrap import Program


@pytest.fixture
def sender() -> FakeSender:
    """Give a way out that accepts everything."""
    return FakeSender()


@pytest.fixture
def program(tmp_path: Path, sender: FakeSender) -> Iterator[Program]:
    """Give the program over the plan of 2021, just issued."""
    issue_real_plan(tmp_path)
    with closing(run_program(tmp_path, sender)) as opened:
        yield opened
