"""Owns the offices that the command line's tests type commands in."""

from pathlib import Path

import pytest

from tests.command_line import Cchc
from tests.running import issue_real_plan


@pytest.fixture
def bare(tmp_path: Path) -> Cchc:
    """Give the command in a folder where nothing is yet."""
    return Cchc(tmp_path / "so")


@pytest.fixture
def cchc(bare: Cchc) -> Cchc:
    """Give the command in an office whose plan of 2021 was issued on 15/4."""
    bare.home.mkdir()
    issue_real_plan(bare.home)
    return bare
