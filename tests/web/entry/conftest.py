"""Owns the browser before the door: an office in which some people have a password."""

import pytest
from starlette.testclient import TestClient

from tests.engine import door
from tests.engine.small_office import ADMIN, COORDINATOR, HEAD, SmallOffice
from tests.web.browsers import open_browser


@pytest.fixture
def peopled(small: SmallOffice) -> SmallOffice:
    """Give the small office, where the head, the coordinator and the administrator have a password."""
    door.give_password(small, HEAD, COORDINATOR, ADMIN)
    return small


@pytest.fixture
def browser(peopled: SmallOffice) -> TestClient:
    """Give a browser of nobody."""
    return open_browser(peopled.office, door.NOW)


@pytest.fixture
def head(peopled: SmallOffice) -> TestClient:
    """Give a browser in which the head of Văn phòng is signed in."""
    return open_browser(peopled.office, door.NOW, HEAD)
