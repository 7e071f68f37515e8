from decimal import Decimal

import pytest

from tests.engine.score.scoring import give, sheet_of
from tests.engine.small_office import (
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
)
from tests.scored_office import prove_a1
from tests.web.reading import words_of
from tests.web.score.browsing import browse, form

ONE = "/cham-diem/tieu-chi"
HOSTILE = '"><script>alert(1)</script> =1+1 &amp;'


def test_page_says_how_a_criterion_stands(scored: SmallOffice) -> None:
    prove_a1(scored)
    html = browse(scored).get(f"{ONE}?ma=a.1.1").text
    text = words_of(html)
    assert "a.1.1 Ban hành, triển khai Kế hoạch" in text
    assert "Đã chắc chắn 1,5" in text
    assert "1 nhiệm vụ: 1 đúng hạn, 0 chậm, 0 còn lại" in text
    assert "Kế hoạch năm 2021" in text
    assert "12/BC-VP 31/5/2021 Chánh Văn phòng" in text
    assert 'href="/nhiem-vu/A1"' in html
    assert 'href="/tep/1"' in html


def test_office_is_scored_and_the_next_criterion_comes(scored: SmallOffice) -> None:
    data = form("a.1.1", version="0", self="1,25", appraised="", explanation=HOSTILE, following="a.1.2")
    browser = browse(scored)
    answer = browser.post(ONE, data=data)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{ONE}?ke-hoach=so-vi-du-2021&ma=a.1.2&da=score_given"
    line = sheet_of(scored).line("a.1.1")
    assert (line.self_points, line.appraised_points, line.explanation) == (Decimal("1.25"), None, HOSTILE)
    html = browser.get(f"{ONE}?ma=a.1.1").text
    assert 'value="1,25"' in html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_field_that_was_not_on_the_form_changes_nothing(scored: SmallOffice) -> None:
    give(scored, "a.1.1", "1.25", "1")
    browse(scored, VERIFIER).post(ONE, data=form("a.1.1", version="1", appraised="0,5"))
    line = sheet_of(scored).line("a.1.1")
    assert (line.self_points, line.appraised_points) == (Decimal("1.25"), Decimal("0.5"))
    browse(scored).post(ONE, data=form("a.1.1", version="2", self=""))
    assert sheet_of(scored).line("a.1.1").self_points is None


@pytest.mark.parametrize(
    ("who", "unit", "own", "appraised"),
    [
        (COORDINATOR, "", True, True),
        (VERIFIER, "", False, True),
        (DIRECTOR, "", False, False),
        (COORDINATOR, "TCCB", False, True),
        (HEAD_TCCB, "TCCB", True, False),
        (OFFICER, "VP", False, False),
    ],
)
def test_forms_offer_what_may_be_given(
    scored: SmallOffice,
    who: str,
    unit: str,
    own: bool,  # noqa: FBT001 - a row
    appraised: bool,  # noqa: FBT001 - a row
) -> None:
    html = browse(scored, who).get(f"{ONE}?ma=a.1.2&don-vi={unit}").text
    assert ('name="self"' in html, 'name="appraised"' in html) == (own, appraised)
    assert ('name="explanation"' in html) == (own or appraised)
    assert ("/cham-diem/tai-lieu" in html) == (who == COORDINATOR and not unit)


def test_a_head_scores_the_own_unit(scored: SmallOffice) -> None:
    browser = browse(scored, HEAD_TCCB)
    answer = browser.post(ONE, data=form("a.1.2", "TCCB", version="0", self="2"))
    assert answer.headers["location"] == f"{ONE}?ke-hoach=so-vi-du-2021&don-vi=TCCB&ma=a.1.2&da=score_given"
    assert sheet_of(scored, "TCCB").line("a.1.2").self_points == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,51", "điểm từ 0 đến 1,5"),
        ("-1", "không đọc được “-1”"),
        ("một", "không đọc được “một”"),
        ("=1+1", "không đọc được “=1+1”"),
        ("1,255", "không đọc được “1,255”"),
    ],
)
def test_points_that_do_not_fit_are_refused_with_what_was_typed(
    scored: SmallOffice, typed: str, said: str
) -> None:
    data = form("a.1.1", version="0", self=typed, explanation="Đã gõ rồi")
    answer = browse(scored).post(ONE, data=data)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert f'value="{typed}"' in answer.text
    assert "Đã gõ rồi" in answer.text
    assert sheet_of(scored).line("a.1.1").version == 0


def test_a_stale_form_says_what_stands_there_now_and_keeps_what_was_typed(scored: SmallOffice) -> None:
    give(scored, "a.1.1", "1.25")
    browser = browse(scored)
    answer = browser.post(ONE, data=form("a.1.1", version="0", self="0,5", explanation="Tôi gõ"))
    text = words_of(answer.text)
    assert answer.status_code == 409
    assert "daumoi vừa chấm tiêu chí này. Hiện nay: tự chấm 1,25, thẩm định chưa chấm." in text
    assert 'value="0,5"' in answer.text
    assert "Tôi gõ" in answer.text
    assert 'name="version" value="1"' in answer.text, "sent again it is meant so"
    assert sheet_of(scored).line("a.1.1").self_points == Decimal("1.25")


def test_sent_twice_it_counts_once(scored: SmallOffice) -> None:
    browser = browse(scored)
    data = form("a.1.1", version="0", self="1")
    assert browser.post(ONE, data=data).status_code == 303
    assert browser.post(ONE, data=data).status_code == 409
    assert sheet_of(scored).line("a.1.1").version == 1


@pytest.mark.parametrize(
    ("who", "data", "status"),
    [
        (HEAD, form("a.1.2", "TCCB", version="0", self="1"), 404),
        (HEAD, form("a.1.1", "", version="0", appraised="1"), 403),
        (HEAD_TCCB, form("a.1.1", "TCCB", version="0", self="1"), 404),
        (HEAD_TCCB, form("a.1.2", "TCCB", version="0", appraised="1"), 403),
        (OFFICER, form("a.1.2", "VP", version="0", self="1"), 403),
        (DIRECTOR, form("a.1.1", version="0", self="1"), 403),
        (COORDINATOR, form("a.1", version="0", self="1"), 404),
        (COORDINATOR, form("x" * 101, version="0", self="1"), 422),
        (COORDINATOR, form("a.1.1", version="0", self="1" * 21), 422),
        (COORDINATOR, form("a.1.1", version="x", self="1"), 409),
        (COORDINATOR, form("a.1.1", version=str(2**63), self="1"), 409),
        (COORDINATOR, {"version": "0"}, 404),
        (None, form("a.1.1", version="0", self="1"), 401),
    ],
)
def test_forms_of_others_are_turned_away(
    scored: SmallOffice, who: str | None, data: dict[str, str], status: int
) -> None:
    assert browse(scored, who).post(ONE, data=data).status_code == status


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        (COORDINATOR, f"{ONE}?ma=XHH", 200),
        (COORDINATOR, f"{ONE}?ma=a.9", 404),
        (COORDINATOR, ONE, 404),
        (COORDINATOR, f"{ONE}?ma=" + "x" * 101, 404),
        (HEAD, f"{ONE}?ma=a.1.2&don-vi=TCCB", 404),
        (HEAD, f"{ONE}?ma=a.1.2", 200),
        (HEAD, f"{ONE}?ma=a.2", 404),
        (None, f"{ONE}?ma=a.1.1", 303),
    ],
)
def test_pages_are_for_who_sees_them(scored: SmallOffice, who: str | None, address: str, status: int) -> None:
    assert browse(scored, who).get(address).status_code == status
