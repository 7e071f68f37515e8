import pytest

from cchc_workflow.definitions.scoring import FILE
from cchc_workflow.engine.issue import issue_plan, load_plan
from cchc_workflow.store.database import Database
from tests.engine.score.scoring import give
from tests.engine.small_office import (
    ADMIN,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    HEAD_TCCB,
    OFFICER,
    SmallOffice,
    open_office,
)
from tests.scored_office import FILES, JULY, TREE, prove_a1
from tests.web.reading import words_of
from tests.web.score.browsing import browse

HOSTILE = "<script>alert(1)</script> & ‘x’"


def test_sheet_shows_each_criterion_with_its_points(scored: SmallOffice) -> None:
    prove_a1(scored)
    give(scored, "a.1.1", "1.25", "1")
    text = words_of(browse(scored).get("/cham-diem").text)
    assert "a.1.1 Ban hành, triển khai Kế hoạch 1,5/1,5 1,25 1 đủ" in text
    assert "a.1 Kế hoạch cải cách 2,44/4 1,25 1" in text
    assert "98,44/100" in text, "the projected index"
    assert "cao hơn mục tiêu 85: 13,44 điểm" in text
    assert "1/4 tiêu chí" in text
    assert "Tiêu chí giả định Phiên bản 2021-1. Thử nghiệm." in text
    assert "Điều tra xã hội học" in text


def test_what_lacks_evidence_stands_first(scored: SmallOffice) -> None:
    html = browse(scored).get("/cham-diem").text
    assert html.index('id="con-thieu"') < html.index('id="linh-vuc-1"')
    assert "3 chưa có gì, 0 chưa đủ" in words_of(html)
    text = words_of(browse(scored).get("/cham-diem?chi=thieu").text)
    prove_a1(scored)
    after = words_of(browse(scored).get("/cham-diem?chi=thieu").text)
    assert "a.1.1 Ban hành" in text
    assert "a.1.1 Ban hành" not in after
    assert "a.2 Sáng kiến" in after


def test_areas_are_filtered(scored: SmallOffice) -> None:
    browser = browse(scored)
    assert "a.2 Sáng kiến" in words_of(browser.get("/cham-diem?linh-vuc=a").text)
    nothing = words_of(browser.get("/cham-diem?linh-vuc=zz").text)
    assert "Không có tiêu chí nào như vậy" in nothing
    assert "a.2 Sáng kiến" not in nothing


@pytest.mark.parametrize("who", [HEAD_TCCB, HEAD_CCKL])
def test_a_head_finds_the_own_units_sheet(scored: SmallOffice, who: str) -> None:
    html = browse(scored, who).get("/cham-diem").text
    text = words_of(html)
    assert "a.1.2 Các đơn vị thực hiện" in text
    assert "a.1.1" not in text
    assert "Tải tập hồ sơ" not in text
    assert "Dự kiến 9" not in text, "the index is the office's"
    assert "theo tỷ lệ của riêng đơn vị đến nay, " in text
    assert "/cham-diem/tieu-chi?ke-hoach=so-vi-du-2021&amp;don-vi=" in html


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        (HEAD, "/cham-diem?don-vi=TCCB", 404),
        (OFFICER, "/cham-diem?don-vi=TCCB", 404),
        (HEAD, "/cham-diem?don-vi=VP", 200),
        (DIRECTOR, "/cham-diem?don-vi=TCCB", 200),
        (ADMIN, "/cham-diem", 200),
        (DIRECTOR, "/cham-diem?don-vi=XYZ", 404),
        (DIRECTOR, "/cham-diem?ke-hoach=khac", 404),
        (DIRECTOR, "/cham-diem?chi=x", 404),
        (DIRECTOR, "/cham-diem?linh-vuc=" + "x" * 101, 404),
        (DIRECTOR, "/cham-diem?linh-vuc=%3Cscript%3Ealert(1)%3C/script%3E", 200),
        (None, "/cham-diem", 303),
    ],
)
def test_sheets_are_for_who_sees_them(
    scored: SmallOffice, who: str | None, address: str, status: int
) -> None:
    answer = browse(scored, who).get(address)
    assert answer.status_code == status
    assert "<script>alert" not in answer.text


def test_a_plan_without_a_tree_is_scored_by_its_areas(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    plan_id = load_plan(office, {name: text for name, text in FILES.items() if name != FILE}, JULY)
    issue_plan(office, plan_id, None, JULY)
    text = words_of(browse(SmallOffice(office, plan_id)).get("/cham-diem").text)
    assert "Chưa có cây tiêu chí" in text
    assert "a Chỉ đạo điều hành" in text


def test_without_a_plan_there_is_nothing_to_score(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    desk = SmallOffice(office, load_plan(office, FILES, JULY))
    assert "Chưa có kế hoạch nào được ban hành" in words_of(browse(desk).get("/cham-diem").text)
    assert "Anh/chị chưa giữ chức danh" in words_of(browse(desk, HEAD).get("/cham-diem").text)


def test_hostile_titles_are_shown_as_texts(sqlite_database: Database) -> None:
    office = open_office(sqlite_database)
    tree = TREE.replace("Sáng kiến", HOSTILE).replace("Thử nghiệm", HOSTILE)
    plan_id = load_plan(office, {**FILES, FILE: tree}, JULY)
    issue_plan(office, plan_id, None, JULY)
    browser = browse(SmallOffice(office, plan_id), COORDINATOR)
    for address in ("/cham-diem", "/cham-diem/tieu-chi?ma=a.2"):
        html = browser.get(address).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; ‘x’" in html


def test_plan_without_a_tree_is_scored_by_area(small: SmallOffice) -> None:
    text = words_of(browse(small).get("/cham-diem").text)
    assert "Chưa có cây tiêu chí" in text
    assert "scoring.toml" in text
    assert "0/2 tiêu chí" in text, "the area and the survey"
