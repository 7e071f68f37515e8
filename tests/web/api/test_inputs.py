from datetime import date
from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from cchc_workflow.web.api.inputs import Code, Digits, Id, Iso, Text, seen_version, tag_of
from cchc_workflow.web.api.problems import ProblemError
from tests.engine.small_office import HEAD, SmallOffice
from tests.web.api.calling import open_api

WHOLE: TypeAdapter[int] = TypeAdapter(Annotated[int, Digits])
DAY: TypeAdapter[date] = TypeAdapter(Annotated[date, Iso])


@pytest.mark.parametrize(
    ("given", "expected"), [("0", 0), ("7", 7), ("-3", -3), (5, 5), (str(2**63 - 1), 2**63 - 1)]
)
def test_whole_numbers_are_read(given: object, expected: int) -> None:
    assert WHOLE.validate_python(given) == expected


@pytest.mark.parametrize(
    "given", ["", "1.0", " 1", "1_0", "+1", "٣", "1e3", "0x1", "01", "-0", "9" * 20, None]
)
def test_what_is_only_taken_for_a_number_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        WHOLE.validate_python(given)


@pytest.mark.parametrize(
    "given", ["30/6/2021", "2021-6-30", "2021-06-31", "20210630", "2021-06-30T00:00", 0, None]
)
def test_what_is_no_iso_date_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        DAY.validate_python(given)


def test_iso_dates_are_read() -> None:
    assert DAY.validate_python("2021-06-30") == date(2021, 6, 30)


@pytest.mark.parametrize("kind", [Text, Code])
@pytest.mark.parametrize("given", ["a\0b", "\0", "\ud800", "a" * 5_000, 5, None, ["a"]])
def test_texts_that_can_not_be_kept_are_refused(kind: type[str], given: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(given)


def test_texts_keep_their_lines_and_letters() -> None:
    text = "Đường\n🙂 <script>=1+1"
    assert TypeAdapter(Text).validate_python(text) == text


@pytest.mark.parametrize("given", ["0", "-1", str(2**63), "x", "1.5", "%00", "1;DROP", "١"])
def test_ids_are_bounded(desk: SmallOffice, given: str) -> None:
    assert open_api(desk, HEAD).get(f"/tasks/{given}").status_code == 422


def test_an_id_beyond_all_rows_is_not_found(desk: SmallOffice) -> None:
    assert open_api(desk, HEAD).get(f"/tasks/{2**63 - 1}").status_code == 404
    assert TypeAdapter(Id).validate_python("1") == 1


@pytest.mark.parametrize(
    ("tag", "version"), [('"3"', 3), (' "3" ', 3), ('W/"3"', 3), ("*", None), ('"0"', 0)]
)
def test_version_is_read_from_a_tag(tag: str, version: int | None) -> None:
    assert seen_version(tag) == version


@pytest.mark.parametrize("tag", ["3", '"x"', '"3', '"3", "4"', '"-1"', "", '"' + "9" * 30 + '"', 'w/"3"'])
def test_a_tag_of_others_matches_nothing(tag: str) -> None:
    with pytest.raises(ProblemError) as refused:
        seen_version(tag)
    assert refused.value.status == 412


def test_a_missing_tag_is_asked_for() -> None:
    with pytest.raises(ProblemError) as refused:
        seen_version(None)
    assert refused.value.status == 428


def test_a_tag_is_read_as_it_was_written() -> None:
    assert seen_version(tag_of(17)) == 17


@pytest.mark.parametrize("path", ["/me?x=1", "/units?", "/tasks/1?a=b&c=d", "/units?plan=a"])
def test_a_query_that_nobody_asks_for_is_refused(desk: SmallOffice, path: str) -> None:
    answer = open_api(desk, HEAD).get(path)
    assert answer.status_code == (200 if path.endswith("?") else 422)
