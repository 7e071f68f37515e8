from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.mail.retry import WAITS, next_try

NOW = datetime(2021, 6, 15, 0, 30, tzinfo=UTC)


def wait(attempt: int, key: str) -> timedelta:
    at = next_try(attempt, NOW, key)
    assert at is not None
    return at - NOW


def test_first_try_is_now() -> None:
    assert next_try(0, NOW, "mail") == NOW


@pytest.mark.parametrize(
    ("attempt", "longest"),
    [
        (1, timedelta(minutes=1)),
        (2, timedelta(minutes=5)),
        (3, timedelta(minutes=15)),
        (4, timedelta(hours=1)),
        (5, timedelta(hours=3)),
        (6, timedelta(hours=6)),
        (7, timedelta(hours=12)),
        (15, timedelta(hours=12)),
    ],
)
def test_wait_grows_with_the_attempts(attempt: int, longest: timedelta) -> None:
    assert 0.8 * longest <= wait(attempt, "mail") <= longest


@pytest.mark.parametrize("attempt", [16, 17, 1000])
def test_there_is_an_end(attempt: int) -> None:
    assert next_try(attempt, NOW, "mail") is None


@given(st.text())
def test_giving_up_comes_after_four_to_five_days(key: str) -> None:
    total = sum((wait(attempt, key) for attempt in range(len(WAITS))), timedelta())
    assert timedelta(days=3, hours=22) <= total <= timedelta(days=5)


@given(st.text(), st.integers(0, len(WAITS) - 1))
def test_wait_is_the_same_each_time(key: str, attempt: int) -> None:
    assert wait(attempt, key) == wait(attempt, key)


def test_mails_that_failed_together_are_spread() -> None:
    waits = {round(wait(4, str(number)).total_seconds() / 60) for number in range(500)}
    assert waits == set(range(48, 61))
