from pathlib import Path

from cchc_workflow.domain.machine import draw_mermaid
from tests.builders import shipped_workflow

PAGE = Path(__file__).parents[2] / "docs" / "workflow-format.md"


def test_the_page_draws_the_shipped_workflow() -> None:
    drawn = PAGE.read_text("utf-8").split("```mermaid\n")[1].split("```")[0]
    assert drawn == draw_mermaid(shipped_workflow("task"))
