import pytest

from cchc_workflow.shipped import shipped


@pytest.mark.parametrize(
    ("name", "file"), [("workflows", "task.toml"), ("notifications", "vi"), ("guide", "README.md")]
)
def test_shipped_folder_is_there(name: str, file: str) -> None:
    assert (shipped(name) / file).exists()
