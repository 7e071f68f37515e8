import pytest

from cchc_workflow.engine.listing import MOST_COUNTED
from cchc_workflow.web.listing.rows import count_number, count_words, days_left


@pytest.mark.parametrize(
    ("days", "words"), [(-3, "quá 3 ngày"), (0, "hôm nay"), (1, "ngày mai"), (2, "còn 2 ngày")]
)
def test_days_left_are_in_words(days: int, words: str) -> None:
    assert days_left(days) == words


@pytest.mark.parametrize(
    ("count", "words", "number"),
    [
        (0, "0 nhiệm vụ", "0"),
        (MOST_COUNTED, "1.000 nhiệm vụ", "1.000"),
        (MOST_COUNTED + 1, "hơn 1.000 nhiệm vụ", "1.000+"),
    ],
)
def test_count_beyond_what_is_counted_is_more_than(count: int, words: str, number: str) -> None:
    assert (count_words(count), count_number(count)) == (words, number)
