from dataclasses import replace

from cchc_workflow.documents.paper import Paper

REPORT = Paper(
    parent="",
    issuer="SỞ NỘI VỤ",
    number=("Số: ", "/BC-SNV"),
    place_and_date="",
    kind="BÁO CÁO",
    subject="Kết quả quý III năm 2021",
    blocks=(),
    signature=(),
    recipients=(),
)


def test_title_names_kind_and_subject() -> None:
    assert REPORT.title == "Báo cáo Kết quả quý III năm 2021"


def test_title_of_a_letter_is_its_subject() -> None:
    assert replace(REPORT, kind="", subject="V/v đôn đốc").title == "V/v đôn đốc"
