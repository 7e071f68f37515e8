import pytest

from cchc_workflow.store.tables.words import drop_words, is_of_words, make_words


@pytest.mark.parametrize(
    ("name", "is_index"),
    [
        ("task_words", True),
        ("task_words_data", True),
        ("ix_evidence_words", True),
        ("task", False),
        ("task_support", False),
        ("ix_task_due", False),
        ("procrastinate_jobs", False),
    ],
)
def test_is_of_words_knows_its_own(name: str, is_index: bool) -> None:  # noqa: FBT001  # a row of the table
    assert is_of_words(name) is is_index


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_what_is_made_is_dropped(dialect: str) -> None:
    made = {words[2] for each in make_words(dialect) if (words := each.replace("VIRTUAL ", "").split())}
    dropped = {each.split()[2] for each in drop_words(dialect)}
    assert made == dropped
