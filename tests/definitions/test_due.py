from datetime import date

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.due import Due, read_due
from cchc_workflow.domain.deadlines.deadline import DeadlineContext
from cchc_workflow.domain.periods import PeriodKind
from cchc_workflow.domain.plan import SetBy
from cchc_workflow.errors import DefinitionError
from tests.builders import make_calendar

CONTEXT = DeadlineContext(2021, make_calendar(), signed_on=date(2021, 4, 15))


def read(text: str) -> Due:
    return read_due(toml.parse(text, "tasks/1-a.toml"), CONTEXT)


def words(text: str) -> Due:
    return read(f'deadline = "{text}"\nset_by = "document"')


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("", Due()),
        ("due_on = 2021-06-30", Due(dues=(date(2021, 6, 30),))),
        ("due_on = [2021-06-30, 2021-12-15]", Due(dues=(date(2021, 6, 30), date(2021, 12, 15)))),
        ('repeat = "quarterly"', Due(repeat=PeriodKind.QUARTERLY)),
        ("dormant = true", Due(dormant=True)),
        ('deadline = "Thường xuyên"', Due(text="Thường xuyên")),
        (
            'deadline = "cuối năm"\ndue_on = 2021-12-31\nset_by = "document"',
            Due("cuối năm", (date(2021, 12, 31),), set_by=SetBy.DOCUMENT),
        ),
    ],
)
def test_due_is_what_the_file_gives(text: str, due: Due) -> None:
    assert read(text) == due


@pytest.mark.parametrize(
    ("text", "dues", "repeat", "dormant"),
    [
        ("Quý II/2021", (date(2021, 6, 30),), None, False),
        ("trước ngày 15/6", (date(2021, 6, 14),), None, False),
        ("15 ngày làm việc kể từ ngày ban hành", (date(2021, 5, 11),), None, False),
        ("hằng quý", (), PeriodKind.QUARTERLY, False),
        ("hằng tháng", (), PeriodKind.MONTHLY, False),
        ("Thường xuyên", (), PeriodKind.QUARTERLY, False),
        ("khi có phát sinh", (), None, True),
        ("10 ngày làm việc sau khi Nghị quyết được ban hành", (), None, True),
    ],
)
def test_document_words_are_read(
    text: str,
    dues: tuple[date, ...],
    repeat: PeriodKind | None,
    dormant: bool,  # noqa: FBT001 - a row of the table
) -> None:
    assert words(text) == Due(text, dues, repeat, dormant, SetBy.DOCUMENT)


@pytest.mark.parametrize("text", ["ngày 30/2/2021", "sớm", "Thứ 5 hàng tuần", "Chưa xác định"])
def test_words_that_give_no_date_go_to_a_person(text: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        words(text)
    assert (caught.value.path, caught.value.key) == ("tasks/1-a.toml", "deadline")
    assert "give due_on" in caught.value.reason


def test_document_without_words_and_date_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        read('set_by = "document"')
    assert caught.value.key == "deadline"
