from datetime import date

import pytest

from cchc_workflow.store.database import Database
from tests.builders import vn
from tests.engine.small_office import (
    ADMIN,
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    VERIFIER,
    SmallOffice,
    duty,
    issue_small,
)
from tests.web.browsers import open_browser

NOW = vn(21, 5, 9)
DAY = "/viec-hom-nay"


def page(small: SmallOffice, address: str = COORDINATOR) -> str:
    answer = open_browser(small.office, NOW, address).get(DAY)
    assert answer.status_code == 200
    return answer.text


def test_day_shows_what_waits_by_kind(busy: SmallOffice) -> None:
    html = page(busy)
    assert "4 việc chờ xử lý" in html
    for section in ("reports", "requests", "overdue", "undated"):
        assert f'id="{section}"' in html
    assert "Quá hạn 4 ngày" in html
    assert "bậc kế tiếp: Đôn đốc lần 3, ngày 24/5/2021" in html
    assert "Đề nghị từ 30/9/2021 đến 30/10/2021" in html


@pytest.mark.parametrize(
    ("address", "action", "there"),
    [
        (COORDINATOR, "/bao-cao/1/verify", True),
        (VERIFIER, "/bao-cao/1/verify", True),
        (CHIEF, "/bao-cao/1/verify", False),
        (CHIEF, "/gia-han/1/approve", True),
        (COORDINATOR, "/gia-han/1/approve", False),
        (COORDINATOR, "/qua-han/3/nhac", True),
        (VERIFIER, "/qua-han/3/nhac", False),
        (COORDINATOR, "/chua-han/4/an-dinh", True),
        (ADMIN, "/chua-han/4/an-dinh", False),
    ],
)
def test_day_offers_what_the_viewer_may_do(
    busy: SmallOffice,
    address: str,
    action: str,
    there: bool,  # noqa: FBT001
) -> None:
    assert (f'action="{DAY}{action}"' in page(busy, address)) is there


def test_day_says_who_may_do_what_the_viewer_may_not(busy: SmallOffice) -> None:
    assert "Chấp thuận gia hạn, Không chấp thuận gia hạn: dành cho Chánh Văn phòng, Giám đốc" in page(busy)
    said = "Xác nhận hoàn thành, Trả lại để bổ sung: dành cho đầu mối CCHC, người thẩm định"
    assert said in page(busy, CHIEF)


def test_day_without_work_says_so(sqlite_database: Database) -> None:
    small = issue_small(sqlite_database, duty("A1", "VP", date(2021, 9, 30)))
    assert "Hôm nay không còn việc phải xử lý" in page(small)


@pytest.mark.parametrize("address", [HEAD, DIRECTOR])
def test_day_is_for_those_who_run_the_plan(busy: SmallOffice, address: str) -> None:
    answer = open_browser(busy.office, NOW, address).get(DAY)
    assert answer.status_code == 403
    assert "“Mở trang này”: dành cho đầu mối CCHC, người thẩm định, Chánh Văn phòng, quản trị." in answer.text


def test_day_asks_nobody_in_particular_to_sign_in(busy: SmallOffice) -> None:
    answer = open_browser(busy.office, NOW).get(DAY)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap?tiep=%2Fviec-hom-nay")


def test_day_escapes_what_people_wrote(busy: SmallOffice) -> None:
    busy.amend(COORDINATOR, "A4", NOW, title="<script>alert(1)</script>", reason="=1+1")
    html = page(busy)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_day_is_bounded_and_leads_to_the_rest(sqlite_database: Database) -> None:
    small = issue_small(
        sqlite_database, *(duty(f"A{number:02}", "VP", date(2021, 5, 17)) for number in range(25))
    )
    html = page(small)
    assert html.count('id="overdue-') == 20
    assert "Còn 5 mục nữa" in html
    assert 'href="/nhiem-vu?tinh-trang=overdue"' in html
