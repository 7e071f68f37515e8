from dataclasses import replace

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.web.reports.differences import list_remarks
from tests.builders import vn
from tests.engine.small_office import COORDINATOR, DIRECTOR, HEAD
from tests.web.reading import words_of
from tests.web.reports.desk import LATER, PATH, Desk

WEEKS_LATER = vn(4, 10, 9)
"""When A2 is late too."""


def make_two(desk: Desk) -> None:
    """Issue the year's report as of 16/9, and draft its next issue as of 4/10."""
    desk.issue(desk.remark(desk.make(ReportKind.YEAR), "Cũ"))
    desk.remark(desk.make(ReportKind.YEAR, now=WEEKS_LATER), "Mới")


def test_page_shows_what_differs_in_words(desk: Desk) -> None:
    make_two(desk)
    html = desk.browse(DIRECTOR, WEEKS_LATER).get(f"{PATH}/2/khac").text
    page = words_of(html)
    for part in (
        "Lần 1 (Đã ban hành, số liệu đến ngày 16/9/2021)",
        "Lần 2 (Dự thảo, số liệu đến ngày 4/10/2021)",
        "Toàn bộ, chậm 2 3",
        "Đơn vị VP, chậm 1 2",
        "Nhiệm vụ A2, tiến độ",
        "Kiến nghị, đề xuất",
    ):
        assert part in page, part
    assert "<script>alert" not in html


def test_page_of_the_earlier_issue_compares_when_asked(desk: Desk) -> None:
    make_two(desk)
    browser = desk.browse(DIRECTOR, WEEKS_LATER)
    assert "Đây là lần lập đầu tiên" in words_of(browser.get(f"{PATH}/1/khac").text)
    assert "Toàn bộ, chậm 2 3" in words_of(browser.get(f"{PATH}/1/khac?voi=2").text)


def test_same_figures_and_remarks_differ_in_nothing(desk: Desk) -> None:
    desk.issue(desk.make())
    desk.make(now=LATER)
    assert "Không có gì khác" in words_of(desk.browse(DIRECTOR, LATER).get(f"{PATH}/2/khac").text)


def test_several_issues_can_be_chosen_from(desk: Desk) -> None:
    for _ in range(3):
        desk.issue(desk.make())
    html = desk.browse(DIRECTOR).get(f"{PATH}/3/khac").text
    assert 'href="/bao-cao/3/khac?voi=1"' in html
    assert 'href="/bao-cao/3/khac?voi=2" aria-current="page"' in html


@pytest.mark.parametrize("other", ["2", "3", "0", "-1", str(2**63), "abc"])
def test_other_that_is_no_issue_of_it_is_not_there(desk: Desk, other: str) -> None:
    """3 is of another kind, 2 the report itself."""
    make_two(desk)
    desk.make(now=WEEKS_LATER)
    answer = desk.browse(DIRECTOR, WEEKS_LATER).get(f"{PATH}/2/khac?voi={other}")
    assert answer.status_code == 404


def test_differences_are_in_the_sight_of_the_report(desk: Desk) -> None:
    make_two(desk)
    assert desk.browse(HEAD, WEEKS_LATER).get(f"{PATH}/2/khac").status_code == 404
    assert desk.browse(COORDINATOR, WEEKS_LATER).get(f"{PATH}/2/khac").status_code == 200


def test_remarks_that_differ_come_in_order_with_both_texts(desk: Desk) -> None:
    report = desk.make()
    before = replace(report, remarks={"han_che": "a", "kien_nghi": "b"})
    after = replace(report, remarks={"chi_dao": "c", "kien_nghi": "b"})
    sections = ("chi_dao", "han_che", "kien_nghi")
    assert list_remarks(before, after, sections) == [("chi_dao", "", "c"), ("han_che", "a", "")]
