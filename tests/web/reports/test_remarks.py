import re

import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.reporting import ReportKind
from tests.engine.small_office import CHIEF, COORDINATOR, DIRECTOR, HEAD, HEAD_TCCB, OFFICER
from tests.web.reading import words_of
from tests.web.reports.desk import PATH, Desk

HOSTILE = '</textarea><script>alert(1)</script>\n=1+1 & "ngoặc"'
HTMX = {"HX-Request": "true"}


def save(browser: TestClient, version: int, *, part: bool = False, **texts: str) -> tuple[int, str]:
    data = {"version": str(version)} | {f"muc-{name}": text for name, text in texts.items()}
    answer = browser.post(f"{PATH}/1/nhan-xet", data=data, headers=HTMX if part else {})
    return answer.status_code, answer.headers.get("location", "") or answer.text


def version_in(html: str) -> int:
    found = re.search(r'name="version" value="(\d+)"', html)
    assert found is not None
    return int(found[1])


def test_remarks_are_saved_without_a_script(desk: Desk) -> None:
    desk.make()
    browser = desk.browse(COORDINATOR)
    status, to = save(browser, 0, kien_nghi="Đề nghị bố trí kinh phí.", han_che=" ")
    assert (status, to) == (303, f"{PATH}/1?da=report_remarked#nhan-xet")
    assert desk.load(1).remarks == {"kien_nghi": "Đề nghị bố trí kinh phí."}
    html = browser.get(f"{PATH}/1").text
    assert html.count("Đề nghị bố trí kinh phí.") == 2  # in its field, and on the paper
    assert version_in(html) == 1


def test_remarks_are_saved_in_place_and_the_paper_follows(desk: Desk) -> None:
    desk.make()
    status, part = save(desk.browse(COORDINATOR), 0, part=True, kien_nghi="Đề nghị")
    assert status == 200
    assert "<html" not in part
    assert "Đã lưu nhận xét." in part
    assert 'id="ban-xem"' in part
    assert 'hx-swap-oob="true"' in part
    assert version_in(part) == 1


def test_remarks_are_texts_and_no_markup(desk: Desk) -> None:
    desk.make()
    browser = desk.browse(COORDINATOR)
    save(browser, 0, kien_nghi=HOSTILE)
    assert desk.load(1).remarks["kien_nghi"] == HOSTILE
    assert "<script>alert" not in browser.get(f"{PATH}/1").text
    _, refused = save(browser, 0, kien_nghi=HOSTILE + "!")
    assert "<script>alert" not in refused


@pytest.mark.parametrize("part", [False, True])
def test_stale_remarks_are_kept_beside_what_the_other_wrote(desk: Desk, part: bool) -> None:  # noqa: FBT001 - a row of the table
    report = desk.make()
    desk.remark(report, "Của người khác", by=CHIEF)
    status, html = save(desk.browse(COORDINATOR), 0, part=part, kien_nghi="Của tôi", han_che="Thiếu người")
    assert status == 409
    page = words_of(html)
    assert "Kiến nghị, đề xuất: người khác vừa lưu Của người khác" in page
    assert 'name="muc-kien_nghi"' in html
    assert "Của tôi</textarea>" in html
    assert "Thiếu người</textarea>" in html
    assert version_in(html) == 1
    assert desk.load(1).remarks == {"kien_nghi": "Của người khác"}
    assert save(desk.browse(COORDINATOR), 1, kien_nghi="Của cả hai")[0] == 303
    assert desk.load(1).remarks == {"kien_nghi": "Của cả hai"}


def test_remarks_typed_while_it_was_issued_are_shown_and_not_saved(desk: Desk) -> None:
    desk.issue(desk.make())
    status, html = save(desk.browse(COORDINATOR), 0, kien_nghi="Muộn mất rồi")
    assert status == 409
    assert "Kiến nghị, đề xuất: chưa được lưu Muộn mất rồi" in words_of(html)
    assert desk.load(1).remarks == {}


def test_remark_that_is_too_long_is_shown_again(desk: Desk) -> None:
    desk.make()
    status, html = save(desk.browse(COORDINATOR), 0, kien_nghi="a" * 20_001)
    assert (status, "a" * 20_001 in html) == (422, True)
    assert save(desk.browse(COORDINATOR), 0, kien_nghi="a" * 50_000)[0] == 422
    assert desk.load(1).remarks == {}


@pytest.mark.parametrize("section", ["khac", "__class__", "x" * 500])
def test_section_that_is_none_is_refused(desk: Desk, section: str) -> None:
    desk.make()
    answer = desk.browse(COORDINATOR).post(
        f"{PATH}/1/nhan-xet", data={"version": "0", f"muc-{section}": "chữ"}
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [(DIRECTOR, 403), (HEAD, 404), (OFFICER, 404), (CHIEF, 303), (COORDINATOR, 303)]
)
def test_remarks_of_the_offices_report_are_the_desks(desk: Desk, who: str, status: int) -> None:
    desk.make()
    assert save(desk.browse(who), 0, kien_nghi="chữ")[0] == status


@pytest.mark.parametrize(("who", "status"), [(HEAD, 303), (OFFICER, 403), (HEAD_TCCB, 404), (DIRECTOR, 403)])
def test_remarks_of_a_units_report_are_its_heads(desk: Desk, who: str, status: int) -> None:
    desk.make(ReportKind.UNIT, "VP", by=HEAD)
    assert save(desk.browse(who), 0, kien_nghi="chữ")[0] == status


@pytest.mark.parametrize("version", ["", "abc", "-1", str(2**63), "9" * 30])
def test_version_that_is_none_is_a_stale_one_or_the_first(desk: Desk, version: str) -> None:
    desk.remark(desk.make(), "đã có")
    answer = desk.browse(COORDINATOR).post(
        f"{PATH}/1/nhan-xet", data={"version": version, "muc-kien_nghi": "mới"}
    )
    assert answer.status_code == 409
    assert desk.load(1).remarks == {"kien_nghi": "đã có"}
