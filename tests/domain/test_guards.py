import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.guards import GUARDS, Case, read_date
from cchc_workflow.domain.people import Role
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.domain.task import Act, Evidence
from cchc_workflow.errors import IncompleteError, RefusedError, WrongRoleError
from tests.builders import make_actor, make_evidence, make_extension, make_task

ME, OTHER = 100, 200
INSPECTED = Target(Measure.SHARE, Decimal(30), 16, label="Đơn vị được kiểm tra")
ONLINE = Target(Measure.PERCENT, Decimal("62.5"), label="Văn bản điện tử")
CENTRES = Target(Measure.NAMED, names=("Trung tâm Tư vấn", "Trung tâm Giống"), label="Cổ phần hóa")
WANTED_5: dict[str, object] = {"target": INSPECTED.label, "needed": "5", "names": []}
WANTED_2: dict[str, object] = {"target": CENTRES.label, "needed": "2", "names": list(CENTRES.names)}


def make_case(act: Act | None = None, extension: object = None, **task: object) -> Case:
    case = Case(make_task(**task), act or Act(name="report"), make_actor(Role.UNIT_HEAD, person_id=ME))
    return replace(case, extension=extension)  # type: ignore[arg-type]  # an extension or None


def report(value: str | None) -> Act:
    return Act(name="report", value=value)


def check(guard: str, case: Case) -> RefusedError | None:
    return GUARDS[guard].check(case)


ALLOWED = {
    "a reason": ("reason_given", make_case(Act(name="return", note="Thiếu phụ lục"))),
    "a document as evidence": ("evidence_attached", make_case(Act(name="x", evidence=(make_evidence(),)))),
    "a file as evidence": (
        "evidence_attached",
        make_case(Act(name="x", evidence=(make_evidence(document="", sha256="ab"),))),
    ),
    "a document cited": ("document_cited", make_case(Act(name="cancel", document="45/QĐ-SNNPTNT"))),
    "no target": ("target_reached", make_case(report(None))),
    "a target of units": ("target_reached", make_case(report(None), target=Target(Measure.UNITS))),
    "5 of 16 units": ("target_reached", make_case(report("5/16"), target=INSPECTED)),
    "enough percent": ("target_reached", make_case(report("62,5 %"), target=ONLINE)),
    "both centres": ("target_reached", make_case(report(";".join(CENTRES.names)), target=CENTRES)),
    "reported by another": ("not_the_reporter", make_case(reported_by=OTHER)),
    "requested by another": ("not_the_requester", make_case(extension=make_extension(requested_by=OTHER))),
    "no request to have made": ("not_the_requester", make_case()),
    "requested by me": ("is_the_requester", make_case(extension=make_extension(requested_by=ME))),
    "no request to withdraw": ("is_the_requester", make_case()),
    "a later date": ("later_date_given", make_case(Act(name="request", value="1/7/2021"))),
    "a date for an undated task": (
        "later_date_given",
        make_case(Act(name="request", value="2021-05-01"), due_on=None),
    ),
    "what was asked for": ("later_date_given", make_case(Act(name="approve"), make_extension())),
    "what was asked for, after a blank": (
        "later_date_given",
        make_case(Act(name="approve", value="  "), make_extension()),
    ),
    "less than was asked for": (
        "later_date_given",
        make_case(Act(name="approve", value="15/7/2021"), make_extension()),
    ),
    "a deadline": ("deadline_set", make_case()),
}


@pytest.mark.parametrize(("guard", "case"), ALLOWED.values(), ids=ALLOWED)
def test_guard_lets_pass(guard: str, case: Case) -> None:
    assert check(guard, case) is None


LACKING: dict[str, tuple[str, Case, list[str], dict[str, object]]] = {
    "no reason": ("reason_given", make_case(), ["reason"], {}),
    "a blank reason": ("reason_given", make_case(Act(name="return", note=" \n")), ["reason"], {}),
    "no evidence": ("evidence_attached", make_case(), ["evidence"], {}),
    "blank evidence": (
        "evidence_attached",
        make_case(Act(name="x", evidence=(Evidence(document="  "),))),
        ["evidence"],
        {},
    ),
    "no document": ("document_cited", make_case(), ["document"], {}),
    "a blank document": ("document_cited", make_case(Act(name="cancel", document=" ")), ["document"], {}),
    "no value": ("target_reached", make_case(report(None), target=INSPECTED), ["value"], WANTED_5),
    "a blank value": ("target_reached", make_case(report("  "), target=CENTRES), ["value"], WANTED_2),
    "an unreadable value": (
        "target_reached",
        make_case(report(" năm "), target=INSPECTED),
        ["value"],
        {"unreadable": "năm", **WANTED_5},
    ),
    "4 of 16 units": (
        "target_reached",
        make_case(report("4"), target=INSPECTED),
        ["target"],
        {"target": INSPECTED.label, "done": "4", "total": "16", "missing": "1"},
    ),
    "too few percent": (
        "target_reached",
        make_case(report("60"), target=ONLINE),
        ["target"],
        {"target": ONLINE.label, "done": "60", "total": "100", "missing": "2.5"},
    ),
    "one centre of two": (
        "target_reached",
        make_case(report("Trung tâm Giống"), target=CENTRES),
        ["target"],
        {"target": CENTRES.label, "done": "1", "total": "2", "missing": ["Trung tâm Tư vấn"]},
    ),
    "no date": ("later_date_given", make_case(Act(name="request")), ["due_on"], {}),
    "an unreadable date": (
        "later_date_given",
        make_case(Act(name="request", value="cuối tháng 7")),
        ["due_on"],
        {"unreadable": "cuối tháng 7"},
    ),
    "an unreadable date in an approval": (
        "later_date_given",
        make_case(Act(name="approve", value="31/6/2021"), make_extension()),
        ["due_on"],
        {"unreadable": "31/6/2021"},
    ),
    "the deadline itself": (
        "later_date_given",
        make_case(Act(name="request", value="30/6/2021")),
        ["later_due_on"],
        {"due_on": "2021-06-30", "asked": "2021-06-30"},
    ),
    "a request that the deadline has overtaken": (
        "later_date_given",
        make_case(Act(name="approve"), make_extension(), due_on=date(2021, 8, 1)),
        ["later_due_on"],
        {"due_on": "2021-08-01", "asked": "2021-07-30"},
    ),
    "no deadline": ("deadline_set", make_case(due_on=None), ["deadline"], {}),
}


@pytest.mark.parametrize(("guard", "case", "missing", "details"), LACKING.values(), ids=LACKING)
def test_guard_says_what_is_missing(
    guard: str, case: Case, missing: list[str], details: dict[str, object]
) -> None:
    refused = check(guard, case)
    assert isinstance(refused, IncompleteError)
    assert refused.action == case.act.name
    assert list(refused.missing) == missing
    assert refused.details == details


FORBIDDEN = {
    "not_the_reporter": make_case(reported_by=ME),
    "not_the_requester": make_case(extension=make_extension(requested_by=ME)),
    "is_the_requester": make_case(extension=make_extension(requested_by=OTHER)),
}


@pytest.mark.parametrize(("guard", "case"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_guard_says_which_rule_keeps_the_person_out(guard: str, case: Case) -> None:
    refused = check(guard, case)
    assert isinstance(refused, WrongRoleError)
    assert (refused.action, refused.actor) == ("report", "nguoi100@so.example")
    assert list(refused.needed) == [guard]


@pytest.mark.parametrize(
    ("guard", "case"),
    [row[:2] for row in LACKING.values()] + list(FORBIDDEN.items()),
)
def test_facts_of_a_refusal_are_json(guard: str, case: Case) -> None:
    refused = check(guard, case)
    assert refused is not None
    assert json.loads(json.dumps(refused.facts()))["action"] == case.act.name


def test_every_guard_is_tried_both_ways() -> None:
    assert {row[0] for row in ALLOWED.values()} == set(GUARDS)
    assert {row[0] for row in LACKING.values()} | set(FORBIDDEN) == set(GUARDS)


def test_guards_that_ask_are_those_that_an_input_satisfies() -> None:
    assert {name: guard.asks for name, guard in GUARDS.items()} == {
        "reason_given": "note",
        "evidence_attached": "evidence",
        "document_cited": "document",
        "target_reached": "value",
        "later_date_given": "due_on",
        "deadline_set": None,
        "not_the_reporter": None,
        "not_the_requester": None,
        "is_the_requester": None,
    }


@pytest.mark.parametrize("text", ["2021-06-30", "30/6/2021", "30/06/2021", "  30/6/2021\n"])
def test_read_date_reads_both_forms(text: str) -> None:
    assert read_date(text) == date(2021, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "30/6",
        "30/6/21",
        "21-6-30",
        "2021/6/30",
        "30-6-2021",
        "2021-6-30",
        "31/6/2021",
        "29/2/2021",
        "2021-13-01",
        "0/0/0000",
        "30/6/2021 và 1/7/2021",
        "+3/6/2021",
        "٣٠/٦/٢٠٢١",
        "ngày mai",
    ],
)
def test_read_date_never_guesses(text: str | None) -> None:
    assert read_date(text) is None
