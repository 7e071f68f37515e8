"""Owns the desk of the tests of a task's page, before and after its work has begun."""

import pytest

from tests.web.desks import NOW, Desk


@pytest.fixture
def started(desk: Desk) -> Desk:
    """Give the office with A1, A3 and A4 in progress."""
    for code in ("A1", "A3", "A4"):
        desk.small.start(code, NOW)
    return desk
