import re

import pytest
from starlette.testclient import TestClient

from cchc_workflow.domain.reporting import ReportKind
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
)
from tests.web.reading import words_of
from tests.web.reports.desk import LATER, PATH, Desk

FORM = f"{PATH}/lap"


def send(browser: TestClient, kind: str, period: str = "", unit: str = "", **more: str) -> tuple[int, str]:
    answer = browser.post(FORM, data={"loai": kind, "ky": period, "don-vi": unit, **more})
    return answer.status_code, answer.headers.get("location", "") or words_of(answer.text)


@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [
        (COORDINATOR, "quarter", 200),
        (CHIEF, "quarter", 200),
        (COORDINATOR, "unit", 200),
        (HEAD, "unit", 200),
        (HEAD, "quarter", 403),
        (OFFICER, "unit", 403),
        (DIRECTOR, "quarter", 403),
        (VERIFIER, "quarter", 403),
        (ADMIN, "quarter", 403),
        (OFFICER, "", 403),
        (COORDINATOR, "", 200),
        (HEAD, "", 200),
    ],
)
def test_form_is_for_who_makes_such_reports(desk: Desk, who: str, kind: str, status: int) -> None:
    before = desk.reports()
    browser = desk.browse(who)
    assert browser.get(FORM + (f"?loai={kind}" if kind else "")).status_code == status
    if kind and status == 403:
        assert send(browser, kind, unit="VP" if kind == "unit" else "")[0] == 403
    assert desk.reports() == before


def test_form_offers_the_periods_that_began(desk: Desk) -> None:
    page = words_of(desk.browse(COORDINATOR).get(f"{FORM}?loai=quarter").text)
    assert "Quý III năm 2021 Số liệu từ 15/6/2021 đến 14/9/2021" in page
    assert "Quý I năm 2022" not in page
    year = words_of(desk.browse(COORDINATOR).get(f"{FORM}?loai=year").text)
    assert "kỳ này chưa hết, số liệu tính đến hôm nay" in year


def test_form_offers_a_head_the_own_unit_alone(desk: Desk) -> None:
    html = desk.browse(HEAD).get(f"{FORM}?loai=unit").text
    assert re.findall(r'<option value="(\w*)"', html) == ["VP"]
    every = desk.browse(COORDINATOR).get(f"{FORM}?loai=unit").text
    assert re.findall(r'<option value="(\w*)"', every) == ["", "VP", "TCCB", "CCKL"]


def test_draft_is_made_and_shown(desk: Desk) -> None:
    browser = desk.browse(COORDINATOR)
    assert send(browser, "quarter", "2021-q3") == (303, f"{PATH}/1?da=report_made")
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "draft")]
    page = words_of(browser.get(f"{PATH}/1?da=report_made").text)
    assert "Đã lập dự thảo báo cáo" in page
    assert "Báo cáo CCHC quý III năm 2021" in page
    assert desk.small.mails("report") == []


def test_draft_without_a_period_is_of_the_one_that_ended_last(desk: Desk) -> None:
    assert send(desk.browse(HEAD), "unit", unit="VP")[0] == 303
    assert send(desk.browse(COORDINATOR), "urging", unit="VP")[0] == 303
    assert desk.reports() == [
        ("unit", "2021-q3", "VP", 1, "draft"),
        ("urging", "2021-09-16", "VP", 1, "draft"),
    ]


@pytest.mark.parametrize(
    ("kind", "period", "unit"),
    [
        ("quarter", "2021-q2", ""),
        ("quarter", "2022-q1", ""),
        ("quarter", "<script>alert(1)", ""),
        ("quarter", "=1+1", ""),
        ("quarter", "9999-q1", ""),
        ("quarter", "2021-q3", "VP"),
        ("unit", "2021-q3", ""),
        ("urging", "2021-02-30", "VP"),
        ("urging", "2021-12-24", "VP"),
    ],
)
def test_wish_that_can_not_be_met_shows_the_form_again(desk: Desk, kind: str, period: str, unit: str) -> None:
    answer = desk.browse(COORDINATOR).post(FORM, data={"loai": kind, "ky": period, "don-vi": unit})
    assert answer.status_code == 422
    assert "Chưa thể thực hiện" in words_of(answer.text)
    assert "<script>alert" not in answer.text
    if unit and kind != "quarter":
        assert f'<option value="{unit}" selected' in answer.text
    assert desk.reports() == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"loai": "khac"}, 422),
        ({"loai": ""}, 422),
        ({}, 422),
        ({"loai": "x" * 3000}, 422),
        ({"loai": "unit", "don-vi": "KHAC", "ky": "2021-q3"}, 404),
        ({"loai": "quarter", "ke-hoach": "khac"}, 404),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(desk: Desk, data: dict[str, str], status: int) -> None:
    assert desk.browse(COORDINATOR).post(FORM, data=data).status_code == status
    assert desk.reports() == []


def test_head_makes_no_report_about_another_unit(desk: Desk) -> None:
    assert send(desk.browse(HEAD), "unit", "2021-q3", "TCCB")[0] == 403
    assert send(desk.browse(HEAD_TCCB), "unit", "2021-q3", "TCCB")[0] == 303
    assert desk.reports() == [("unit", "2021-q3", "TCCB", 1, "draft")]


def test_draft_made_anew_keeps_its_remarks(desk: Desk) -> None:
    desk.remark(desk.make(ReportKind.YEAR), "Đề nghị bố trí kinh phí")
    assert (
        desk.browse(COORDINATOR).post(f"{PATH}/1/lap-lai").headers["location"] == f"{PATH}/1?da=report_same"
    )
    answer = desk.browse(COORDINATOR, LATER).post(f"{PATH}/1/lap-lai")
    assert answer.headers["location"] == f"{PATH}/1?da=report_made"
    report = desk.load(1)
    assert (report.as_of.isoformat(), report.remarks) == (
        "2021-09-17",
        {"kien_nghi": "Đề nghị bố trí kinh phí"},
    )


def test_issued_report_made_anew_begins_the_next_issue(desk: Desk) -> None:
    old = desk.issue(desk.make())
    assert (
        desk.browse(COORDINATOR).post(f"{PATH}/1/lap-lai").headers["location"] == f"{PATH}/2?da=report_made"
    )
    assert desk.reports() == [("quarter", "2021-q3", "", 1, "issued"), ("quarter", "2021-q3", "", 2, "draft")]
    assert desk.load(1) == old


@pytest.mark.parametrize(("who", "status"), [(DIRECTOR, 403), (HEAD, 404), (VERIFIER, 403)])
def test_making_anew_is_for_who_makes(desk: Desk, who: str, status: int) -> None:
    desk.make()
    assert desk.browse(who).post(f"{PATH}/1/lap-lai").status_code == status
