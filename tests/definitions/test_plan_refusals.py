import pytest

from cchc_workflow.definitions.plan import parse_plan
from cchc_workflow.errors import DefinitionError
from tests.builders import make_calendar
from tests.plan_texts import FILE_OF, FILES, HEAD, PEOPLE, TASKS, UNITS

CALENDAR = make_calendar()

WRONG: dict[str, tuple[str, str, str, str, str]] = {
    "a wrong key of the plan": (
        HEAD,
        "signed_on =",
        "signed =",
        "plan.signed",
        "unknown key 'signed'; did you mean 'signed_on'? (at line 12)",
    ),
    "30 February": (
        HEAD,
        "2021-04-15\nlast",
        "2021-02-30\nlast",
        "plan.first_on",
        "not TOML: Invalid date or datetime (at line 10, column 12)",
    ),
    "a plan that ends before it begins": (
        HEAD,
        "last_on = 2021-12-31",
        "last_on = 2021-04-14",
        "plan.last_on",
        "lies before first_on (at line 11)",
    ),
    "another year": (
        HEAD,
        "year = 2021",
        "year = 2022",
        "plan.year",
        "lies outside the plan's period (at line 9)",
    ),
    "a goal of more than there is": (
        HEAD,
        "goal = 85",
        "goal = 850",
        "plan.goal",
        "must be above 0, at most 100 (at line 14)",
    ),
    "a threshold of nothing": (
        HEAD,
        "threshold = 30",
        "threshold = 0",
        "rule.threshold",
        "must be a percentage from 1 to 100 (at line 18)",
    ),
    "points that do not add up": (
        HEAD,
        "82.5",
        "82",
        "plan.survey_points",
        "the areas and the survey give 99.5 points instead of 100 (at line 15)",
    ),
    "an area twice": (HEAD, 'code = "b"', 'code = "a"', "area[2].code", "'a' is used twice (at line 30)"),
    "an unknown area": (TASKS, 'area = "a"', 'area = "ă"', "area", "unknown value 'ă' (at line 2)"),
    "a wrong key of a task": (
        TASKS,
        "deadline =",
        "dedline =",
        "task[1].dedline",
        "unknown key 'dedline'; did you mean 'deadline'? (at line 13)",
    ),
    "a wrong key of a tasks file": (
        TASKS,
        'area = "a"',
        'are = "a"',
        "are",
        "unknown key 'are'; did you mean 'area'? (at line 2)",
    ),
    "an unknown unit": (
        TASKS,
        'lead = "VP"',
        'lead = "VPS"',
        "task[1].lead",
        "unknown value 'VPS'; did you mean 'VP'? (at line 9)",
    ),
    "an unknown supporting unit": (
        TASKS,
        'supports = ["CCKL"]',
        'supports = ["CCLK"]',
        "task[1].supports",
        "item 1: unknown value 'CCLK'; did you mean 'CCKL'? (at line 11)",
    ),
    "an unknown group": (
        TASKS,
        'for_each = "rooms"',
        'for_each = "room"',
        "task[2].for_each",
        "unknown value 'room'; did you mean 'rooms'? (at line 28)",
    ),
    "a lead beside for_each": (
        TASKS,
        'for_each = "rooms"',
        'for_each = "rooms"\nlead = "VP"',
        "task[2].lead",
        "exactly one of 'lead' and 'for_each' must be given (at line 29)",
    ),
    "neither lead nor for_each": (
        TASKS,
        'for_each = "rooms"\n',
        "",
        "task[2].lead",
        "exactly one of 'lead' and 'for_each' must be given (at line 23)",
    ),
    "a code twice": (TASKS, '"A2"', '"A1"', "task[2].code", "'A1' is used twice (at line 24)"),
    "a deadline before the plan": (
        TASKS,
        "due_on = 2021-11-30",
        "due_on = 2021-04-14",
        "task[1].due_on",
        "2021-04-14 lies outside the plan (2021-04-15 to 2021-12-31) (at line 14)",
    ),
    "a deadline after the plan": (
        TASKS,
        "2021-12-15]",
        "2022-01-15]",
        "task[2].due_on",
        "2022-01-15 lies outside the plan (2021-04-15 to 2021-12-31) (at line 31)",
    ),
    "too few deadlines": (
        TASKS,
        ", 2021-12-15]",
        "]",
        "task[2].due_on",
        "3 needed, one a period, not 2 (at line 31)",
    ),
    "two deadlines for once": (
        TASKS,
        "due_on = 2021-11-30",
        "due_on = [2021-11-29, 2021-11-30]",
        "task[1].due_on",
        "1 needed, one a period, not 2 (at line 14)",
    ),
    "deadlines out of order": (
        TASKS,
        "2021-06-15, 2021-09-15",
        "2021-09-15, 2021-06-15",
        "task[2].due_on",
        "must be in the order of the periods (at line 31)",
    ),
    "a deadline in quotes": (
        TASKS,
        "due_on = 2021-11-30",
        'due_on = "30/11/2021"',
        "task[1].due_on",
        "must be a date such as 2021-06-30, without quotes (at line 14)",
    ),
    "dormant and yet due": (
        TASKS,
        'set_by = "document"',
        "dormant = true",
        "task[1].dormant",
        "a dormant duty has neither due_on nor repeat (at line 15)",
    ),
    "an unknown rhythm": (
        TASKS,
        '"quarterly"',
        '"quartely"',
        "task[2].repeat",
        "unknown value 'quartely'; did you mean 'quarterly'? (at line 30)",
    ),
    "part of nowhere": (
        TASKS,
        'part_of = "A1"',
        'part_of = "A9"',
        "task[3].part_of",
        "unknown task 'A9' (at line 40)",
    ),
    "part of itself": (
        TASKS,
        'part_of = "A1"',
        'part_of = "A3"',
        "task[3].part_of",
        "must name a task that is not itself part of another (at line 40)",
    ),
    "a part with a date": (
        TASKS,
        'part_of = "A1"',
        'part_of = "A1"\ndue_on = 2021-11-30',
        "task[3].part_of",
        "a part has a lead of its own, but neither date, repeat nor target (at line 40)",
    ),
    "a part for each": (
        TASKS,
        'lead = "CCKL"',
        'for_each = "rooms"',
        "task[3].part_of",
        "a part has a lead of its own, but neither date, repeat nor target (at line 40)",
    ),
    "an unknown measure": (
        TASKS,
        '"share"',
        '"shares"',
        "task[1].target.measure",
        "unknown value 'shares'; did you mean 'share'? (at line 18)",
    ),
    "a target without a label": (
        TASKS,
        'label = "Đơn vị được kiểm tra"\n',
        "",
        "task[1].target.label",
        "missing (at line 17)",
    ),
    "more than everything": (
        TASKS,
        "at_least = 30",
        "at_least = 130",
        "task[1].target.at_least",
        "must be a percentage above 0, at most 100 (at line 19)",
    ),
    "a share of nothing": (
        TASKS,
        'of = "units"\n',
        "",
        "task[1].target.of",
        "a share needs exactly one of 'of' (a group of units) and 'total' (at line 17)",
    ),
    "a share of two things": (
        TASKS,
        'of = "units"',
        'of = "units"\ntotal = 16',
        "task[1].target.of",
        "a share needs exactly one of 'of' (a group of units) and 'total' (at line 20)",
    ),
    "a share of less than nothing": (
        TASKS,
        'of = "units"',
        "total = -5",
        "task[1].target.total",
        "must be at least 1 (at line 20)",
    ),
    "a named target without names": (
        TASKS,
        '"share"\nat_least = 30\nof = "units"',
        '"named"',
        "task[1].target.names",
        "missing (at line 17)",
    ),
    "a named target with no name": (
        TASKS,
        '"share"\nat_least = 30\nof = "units"',
        '"named"\nnames = []',
        "task[1].target.names",
        "missing (at line 19)",
    ),
    "a name twice": (
        TASKS,
        '"share"\nat_least = 30\nof = "units"',
        '"named"\nnames = ["một", "một"]',
        "task[1].target.names",
        "'một' is used twice (at line 19)",
    ),
    "a name in two": (
        TASKS,
        '"share"\nat_least = 30\nof = "units"',
        '"named"\nnames = ["một; hai"]',
        "task[1].target.names",
        "'một; hai' has a ';', which parts the names of a report (at line 19)",
    ),
    "a key of another measure": (
        TASKS,
        '"share"',
        '"percent"',
        "task[1].target.of",
        "unknown key 'of' (at line 20)",
    ),
    "units without for_each": (
        TASKS,
        '"share"\nat_least = 30\nof = "units"',
        '"units"',
        "task[1].target.measure",
        "'units' counts the units of a duty with 'for_each' (at line 18)",
    ),
    "a wrong unit": (UNITS, 'kind = "room"', "kind = 1", "unit[1].kind", "must be a string (at line 5)"),
    "a wrong person": (
        PEOPLE,
        '"director"',
        '"unit_head"',
        "person[1].offices[1].unit",
        "missing: the role 'unit_head' holds in a unit",
    ),
}


@pytest.mark.parametrize(("file", "sound", "wrong", "key", "reason"), WRONG.values(), ids=WRONG)
def test_wrong_plan_is_refused_with_file_key_and_reason(
    file: str, sound: str, wrong: str, key: str, reason: str
) -> None:
    assert file.count(sound) == 1
    name = FILE_OF[file]
    with pytest.raises(DefinitionError) as caught:
        parse_plan(FILES | {name: file.replace(sound, wrong)}, CALENDAR, "plans/so-vi-du-2021")
    error = caught.value
    assert (error.path, error.key, error.reason) == (f"plans/so-vi-du-2021/{name}", key, reason)
