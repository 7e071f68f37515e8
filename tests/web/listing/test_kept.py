from hypothesis import given
from hypothesis import strategies as st

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.engine.listing import Wanted
from cchc_workflow.web.listing.filters import SELDOM, USUAL
from cchc_workflow.web.listing.kept import show_filter, show_row, show_rows
from cchc_workflow.web.listing.rows import Row
from cchc_workflow.web.pages import Pages

PAGES = Pages(lambda at: at)
HOSTILE = '<script>"%s" %(title)s {{ 7 }} \'&amp; </script>'
TEXTS = st.text() | st.sampled_from([HOSTILE, "%", "%%(code)s", "\ue000title\ue001", "", "{}", "=1+1"])
LABELS = st.sampled_from([HOSTILE, "Đã giao"])
ROWS = st.builds(
    Row,
    id=st.integers(1, 2**63 - 1).map(str),
    version=st.integers(0, 10**6).map(str),
    code=TEXTS, path=TEXTS, title=TEXTS, unit_code=TEXTS, tone=st.sampled_from(["", "late", "good"]),
    look=st.tuples(st.sampled_from(["assigned", "x<y"]), LABELS, st.sampled_from(Timeliness).map(str)),
    place=st.tuples(TEXTS, TEXTS),
    term=st.tuples(TEXTS, TEXTS, TEXTS),
)  # fmt: skip


@given(ROWS, st.booleans())
def test_row_is_what_its_template_makes_of_it(row: Row, acts: bool) -> None:  # noqa: FBT001  # drawn
    areas = {row.place[1]: f"<{row.place[1]}>"}
    assert show_rows(PAGES, [row], areas, acts=acts) == show_row(PAGES, row, areas, acts=acts)


def test_hostile_text_is_escaped_in_every_slot() -> None:
    place, term, look = (HOSTILE, HOSTILE), (HOSTILE, HOSTILE, HOSTILE), ("x", HOSTILE, "overdue")
    row = Row("1", "2", HOSTILE, HOSTILE, HOSTILE, "VP", "", look, place, term)
    html = show_rows(PAGES, [row], {HOSTILE: HOSTILE}, acts=True)
    assert "<script" not in html
    assert html.count("&lt;script&gt;&#34;%s&#34; %(title)s {{ 7 }}") == 12


def test_filter_shows_what_was_typed_escaped() -> None:
    options: dict[str, tuple[tuple[str, str], ...]] = dict.fromkeys((*USUAL, *SELDOM), ())
    form = show_filter(
        PAGES, options, Wanted(text='"><script>', units=("<b>",), due_from="2021-05-01"), "/nhiem-vu"
    )
    assert "<script>" not in form
    assert "<b>" not in form
    assert 'value="2021-05-01"' in form
    assert "hx-get" not in form
    assert "hx-get" in show_filter(PAGES, options, Wanted(), "/nhiem-vu", "#bang-ke")
