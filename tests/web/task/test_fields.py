from datetime import date
from decimal import Decimal

import pytest

from cchc_workflow.domain.decide import Offer
from cchc_workflow.domain.machine import Action
from cchc_workflow.domain.target import Measure, Target
from cchc_workflow.web.task.fields import Field, fields_of, value_field
from tests.builders import make_task

LAST = date(2021, 12, 31)
SHARE = Target(Measure.SHARE, Decimal(30), 16, label="Kiểm tra")


def offer(*guards: str, asks: tuple[str, ...] = ()) -> Offer:
    action = Action("do", "Làm", "done", ("assigned",), None, (), guards)
    return Offer(action, asks, None)


def shape(fields: list[Field]) -> list[tuple[str, str, bool]]:
    return [(each.name, each.kind, each.required) for each in fields]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (offer(), []),
        (offer("not_the_reporter"), []),
        (offer("reason_given", asks=("note",)), [("note", "area", True)]),
        (
            offer("reason_given", "document_cited", asks=("note", "document")),
            [("document", "line", True), ("note", "area", True)],
        ),
        (offer("document_cited", asks=("document",)), [("document", "line", True), ("note", "area", False)]),
        (
            offer("evidence_attached", "target_reached", asks=("evidence",)),
            [
                ("files", "drop", False), ("evidence", "line", False), ("issued_on", "date", False),
                ("signer", "line", False), ("note", "area", False),
            ],
        ),
        (offer("later_date_given", asks=("due_on",)), [("due_on", "date", True), ("note", "area", False)]),
        (offer("later_date_given"), [("due_on", "date", False), ("note", "area", False)]),
    ],
)  # fmt: skip
def test_fields_follow_from_the_guards(given: Offer, fields: list[tuple[str, str, bool]]) -> None:
    assert shape(fields_of(given, make_task(), last_on=LAST)) == fields


def test_a_target_asks_for_its_value() -> None:
    task = make_task(target=SHARE)
    (first, *_) = fields_of(offer("target_reached", asks=("value",)), task, last_on=LAST)
    assert (first.name, first.required, first.help) == (
        "value",
        True,
        "Cần ít nhất 5/16. Viết như 5/16 hoặc 5.",
    )


def test_named_parts_are_options() -> None:
    field = value_field(Target(Measure.NAMED, names=("Giống", "Tư vấn"), label="Cổ phần hóa"))
    assert field.options == [("Giống", "Giống"), ("Tư vấn", "Tư vấn")]
    assert Field(name="v", kind="ticks", label="", value="Giống; Tư vấn").ticked == {"Giống", "Tư vấn"}


def test_a_percentage_says_what_it_needs() -> None:
    assert "62,5" in value_field(Target(Measure.PERCENT, Decimal("62.5"))).help


def test_a_date_is_bounded_by_the_plan() -> None:
    (due, _) = fields_of(offer("later_date_given"), make_task(), first_on=date(2021, 6, 30), last_on=LAST)
    assert due.more == {"min": "2021-06-30", "max": "2021-12-31"}
