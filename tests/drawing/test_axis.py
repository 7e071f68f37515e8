from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.drawing.axis import TALL, draw_axis
from cchc_workflow.drawing.svg import LOOKS, Look, Sheet
from cchc_workflow.drawing.timeline import Timeline
from tests.drawing.seen import SPACE, assert_inside, read, texts


def test_months_are_written_where_they_begin() -> None:
    sheet = Sheet("x", Look())
    assert draw_axis(sheet, Timeline(date(2021, 4, 15), date(2021, 8, 15), 0, 600), 10) == 10 + TALL
    assert texts(sheet.finish(40, "", "")) == ["T5", "T6", "T7", "T8"]


def test_month_without_room_for_its_name_is_only_marked() -> None:
    sheet = Sheet("x", Look())
    draw_axis(sheet, Timeline(date(2021, 4, 15), date(2021, 6, 1), 0, 632), 10)
    picture = sheet.finish(40, "", "")
    assert texts(picture) == ["T5"]
    assert len(list(read(picture).iter(f"{SPACE}line"))) == 2


@given(first=st.dates(date(1990, 1, 1), date(2100, 1, 1)), days=st.integers(0, 9000), wide=st.booleans())
def test_names_stay_within_the_edges_and_apart(first: date, days: int, wide: bool) -> None:  # noqa: FBT001
    sheet = Sheet("x", LOOKS[not wide])
    draw_axis(sheet, Timeline(first, first + timedelta(days=days), 8, sheet.width - 8), 10)
    picture = sheet.finish(40, "", "")
    assert_inside(picture)
    written = [(float(each.attrib["x"]), each.text or "") for each in read(picture).iter(f"{SPACE}text")]
    for (x, name), (other, _) in pairwise(written):
        assert x + sheet.measure(name, 11) <= other
