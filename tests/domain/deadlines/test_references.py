import pytest

from cchc_workflow.domain.deadlines.references import CITATION
from cchc_workflow.domain.deadlines.spelling import normalise


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Thông báo số 326/TB-UBND ngày 17/12/2025", ""),
        ("Thông báo số 326/TB-… ngày 17/12/2025", ""),
        ("Nghị quyết số 66.7/2025/NQ-CP", ""),
        ("Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024", ""),
        ("Kế hoạch 11-KH/BCĐ ngày 28/7/2026 của tỉnh", " của tỉnh"),
        ("598/QĐ-UBND của UBND tỉnh ngày 25/9/2020", ""),
        ("Công văn số 623 ngày 12/3/2021", ""),
        ("theo Kế hoạch đã ban hành ngày 1/3/2026", ""),
        ("Quyết định ngày 1/3/2026", ""),
        ("Luật Ban hành văn bản QPPL năm 2015", ""),
        ("Công văn số 623/SNNPTNT-VP ngày 12/3/2021; xong 30/4/2021", "; xong 30/4/2021"),
        ("598/QĐ-UBND, hoàn thành trước ngày 30/6/2026", ", hoàn thành trước ngày 30/6/2026"),
        ("Ban hành Quyết định trước ngày 30/6/2026", "ban hành quyết định trước ngày 30/6/2026"),
        ("Kế hoạch ngày 30/6/2026", "kế hoạch ngày 30/6/2026"),
        ("Báo cáo 6/2026", "báo cáo 6/2026"),
        ("30/6/hoàn thành", "30/6/hoàn thành"),
    ],
)
def test_citation_takes_the_document_and_its_date_and_nothing_else(text: str, rest: str) -> None:
    assert CITATION.sub("", normalise(text)) == rest
