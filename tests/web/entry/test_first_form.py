import pytest

from cchc_workflow.engine.setup import Beginning
from cchc_workflow.web.entry.first_form import check, read_beginning

NEW = {
    "nguoi": "",
    "dia_chi": " Moi@So.Example ",
    "ten": " Quản trị ",
    "co_quan": "",
    "ma_co_quan": "so-vi-du",
    "ten_co_quan": "Sở Ví dụ",
    "cap_tren": "UBND TỈNH",
}


def test_new_person_brings_the_organization() -> None:
    assert check(NEW) == {}
    assert read_beginning(NEW, "x") == Beginning(
        password="x",
        organization_code="so-vi-du",
        organization_name="Sở Ví dụ",
        parent_name="UBND TỈNH",
        address=" Moi@So.Example ",
        name="Quản trị",
    )


def test_known_organization_needs_no_name() -> None:
    typed = NEW | {"co_quan": "7", "ma_co_quan": "", "ten_co_quan": "", "cap_tren": ""}
    assert check(typed) == {}
    assert read_beginning(typed, "x").organization_id == 7


def test_known_person_needs_nothing_else() -> None:
    typed = dict.fromkeys(NEW, "") | {"nguoi": "7:12"}
    assert check(typed) == {}
    assert read_beginning(typed, "x") == Beginning(password="x", organization_id=7, person_id=12)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("nguoi", "x"),
        ("nguoi", "1:"),
        ("nguoi", f"1:{2**63}"),
        ("nguoi", "1:2:3"),
        ("nguoi", "１:２"),
        ("dia_chi", ""),
        ("dia_chi", "không phải thư"),
        ("dia_chi", "a@b\nBcc: c@d"),
        ("ten", " "),
        ("ten", "x" * 201),
        ("ten", "hai\ndòng"),
        ("co_quan", "x"),
        ("co_quan", str(2**64)),
        ("ma_co_quan", "Sở"),
        ("ma_co_quan", "../x"),
        ("ma_co_quan", "a" * 201),
        ("ten_co_quan", ""),
        ("cap_tren", "\0"),
    ],
)
def test_field_that_can_not_be_taken_is_named(field: str, given: str) -> None:
    assert list(check(NEW | {field: given})) == [field]


def test_text_of_a_stranger_is_no_harm_to_take() -> None:
    assert check(NEW | {"ten": "<script>=1+1"}) == {}
