import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.people import read_people, read_units
from cchc_workflow.domain.plan import Person, Unit
from cchc_workflow.errors import DefinitionError

UNITS = """
[[unit]]
code = "VP"
name = "Văn phòng Sở"
kind = "room"
groups = ["rooms"]

[[unit]]
code = "CC-Đ_1"
name = "Chi cục Kiểm lâm"
kind = "agency"
assumed = true
"""
PEOPLE = """
[[person]]
address = "ChanhVanPhong@so.example"
name = "Chánh Văn phòng Sở"
offices = [{ role = "chief_of_office" }, { role = "unit_head", unit = "VP" }]

[[person]]
address = "van.thu+1@so.example"
name = "Văn thư Sở"
offices = [{ role = "clerk" }]
"""
VP = Unit("VP", "Văn phòng Sở", "room", frozenset({"rooms"}))
CC = Unit("CC-Đ_1", "Chi cục Kiểm lâm", "agency", frozenset(), assumed=True)


def units(source: str) -> tuple[Unit, ...]:
    return read_units(toml.parse(source, "units.toml"))


def people(source: str) -> tuple[Person, ...]:
    return read_people(toml.parse(source, "people.toml"), (VP, CC))


def test_units_are_read_in_order() -> None:
    assert units(UNITS) == (VP, CC)


def test_people_are_read_with_their_offices() -> None:
    assert people(PEOPLE) == (
        Person(
            "chanhvanphong@so.example",
            "Chánh Văn phòng Sở",
            (("chief_of_office", None), ("unit_head", "VP")),
        ),
        Person("van.thu+1@so.example", "Văn thư Sở", (("clerk", None),)),
    )


def test_nobody_yet_is_allowed() -> None:
    assert people("") == ()


WRONG_UNITS: dict[str, tuple[str, str, str, str]] = {
    "no unit": (UNITS, "", "unit", "missing"),
    "no name": ('name = "Văn phòng Sở"\n', "", "unit[1].name", "missing (at line 2)"),
    "a wrong key": (
        "assumed = true",
        "assume = true",
        "unit[2].assume",
        "unknown key 'assume'; did you mean 'assumed'? (at line 12)",
    ),
    "a code twice": ('"CC-Đ_1"', '"VP"', "unit[2].code", "'VP' is used twice (at line 9)"),
    "a code with a slash": (
        '"CC-Đ_1"',
        '"CC/1"',
        "unit[2].code",
        "must be letters, digits, '-' and '_' (at line 9)",
    ),
    "a group of that name": (
        '["rooms"]',
        '["units"]',
        "unit[1].groups",
        "'units' already means every unit (at line 6)",
    ),
}
WRONG_PEOPLE: dict[str, tuple[str, str, str, str]] = {
    "no address": (
        'address = "van.thu+1@so.example"\n',
        "",
        "person[2].address",
        "missing (at line 7)",
    ),
    "a wrong key": (
        'name = "Văn thư Sở"',
        'nam = "Văn thư Sở"',
        "person[2].name",
        "missing; is it 'nam'? (at line 7)",
    ),
    "an address without a domain": (
        '"van.thu+1@so.example"',
        '"van.thu"',
        "person[2].address",
        "is not an e-mail address (at line 8)",
    ),
    "an address with a line's end": (
        '"van.thu+1@so.example"',
        '"van.thu@so.example\\nBcc: x@y.example"',
        "person[2].address",
        "is not an e-mail address (at line 8)",
    ),
    "an address twice, whatever its case": (
        '"van.thu+1@so.example"',
        '"chanhvanphong@SO.example"',
        "person[2].address",
        "'chanhvanphong@so.example' is used twice (at line 8)",
    ),
    "an unknown role": (
        'role = "clerk"',
        'role = "clark"',
        "person[2].offices[1].role",
        "unknown value 'clark'; did you mean 'clerk'?",
    ),
    "an unknown unit": (
        'unit = "VP"',
        'unit = "VPS"',
        "person[1].offices[2].unit",
        "unknown value 'VPS'; did you mean 'VP'?",
    ),
    "a unit's role without its unit": (
        ', unit = "VP"',
        "",
        "person[1].offices[2].unit",
        "missing: the role 'unit_head' holds in a unit",
    ),
    "the whole office's role in a unit": (
        'role = "clerk"',
        'role = "clerk", unit = "VP"',
        "person[2].offices[1].unit",
        "the role 'clerk' holds for the whole organization",
    ),
    "a wrong key of an office": (
        'role = "clerk"',
        'role = "clerk", until = 2021-12-31',
        "person[2].offices[1].until",
        "unknown key 'until'; did you mean 'unit'?",
    ),
}


@pytest.mark.parametrize(("sound", "wrong", "key", "reason"), WRONG_UNITS.values(), ids=WRONG_UNITS)
def test_wrong_unit_is_refused_with_file_key_and_reason(
    sound: str, wrong: str, key: str, reason: str
) -> None:
    assert UNITS.count(sound) == 1
    with pytest.raises(DefinitionError) as caught:
        units(UNITS.replace(sound, wrong))
    assert (caught.value.path, caught.value.key, caught.value.reason) == ("units.toml", key, reason)


@pytest.mark.parametrize(("sound", "wrong", "key", "reason"), WRONG_PEOPLE.values(), ids=WRONG_PEOPLE)
def test_wrong_person_is_refused_with_file_key_and_reason(
    sound: str, wrong: str, key: str, reason: str
) -> None:
    assert PEOPLE.count(sound) == 1
    with pytest.raises(DefinitionError) as caught:
        people(PEOPLE.replace(sound, wrong))
    assert (caught.value.path, caught.value.key, caught.value.reason) == ("people.toml", key, reason)
