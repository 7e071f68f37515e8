import re

from cchc_workflow.cli.app import COMMANDS
from cchc_workflow.cli.reference import reference


def test_reference_has_a_section_for_each_command() -> None:
    sections = re.findall(r"^## cchc (.*)$", reference(), re.MULTILINE)
    assert sections == list(COMMANDS)


def test_reference_shows_usage_options_and_examples() -> None:
    page = reference()
    assert "### cchc task act\n" in page
    assert "```\ncchc task act MÃ HÀNH-ĐỘNG\n```" in page
    assert "- `--as ĐỊA-CHỈ`: Địa chỉ thư của người thực hiện. (bắt buộc) (hoặc biến CCHC_AS)" in page
    assert "```\ncchc task act A4 report --as" in page
    assert "\n\n\n" not in page
