from datetime import date
from typing import Any

import pytest

from cchc_workflow.cli.report_page import brief_texts
from tests.builders import vn
from tests.command_line import COORDINATOR, Cchc


def facts(**over: object) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": 7,
        "kind": "quarter",
        "period": "2021-q3",
        "unit": None,
        "issue": 2,
        "state": "draft",
        "as_of": date(2021, 9, 14),
        "issued_at": None,
    }
    return made | over


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        (
            {},
            {
                "report": "Báo cáo CCHC quý III năm 2021",
                "unit": "",
                "report_state": "Dự thảo",
                "issued_at": "",
            },
        ),
        (
            {"kind": "urging", "period": "2021-10-05", "unit": "CCKL"},
            {"report": "Công văn đôn đốc ngày 5/10/2021", "unit": "CCKL"},
        ),
        (
            {"state": "issued", "issued_at": vn(16, 9, 9).astimezone()},
            {"report_state": "Đã ban hành", "as_of": "14/9/2021", "id": "7", "issue": "2"},
        ),
    ],
)
def test_row_is_written_as_people_read_it(over: dict[str, object], expected: dict[str, str]) -> None:
    assert expected.items() <= brief_texts(facts(**over)).items()


@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        ("weekly", ""),
        ("quarter", ""),
        ("unit", "VP"),
        ("unfinished", ""),
        ("ranking", ""),
        ("urging", "VP"),
        ("handover", "VP"),
    ],
)
def test_every_kind_has_a_page(cchc: Cchc, kind: str, unit: str) -> None:
    cchc.now = vn(16, 9, 9)
    typed = ["--unit", unit] if unit else []
    assert cchc("report", "make", kind, "--as", COORDINATOR, *typed).code == 0
    page = cchc("report", "show", 1)
    assert (page.code, page.err) == (0, "")
    assert "Mã số liệu:" in page.out
    assert ("Văn phòng Sở" in page.out) or not unit
    assert "{" not in page.out
