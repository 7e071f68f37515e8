from datetime import datetime, timedelta

import pytest

from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.ledger import Span
from cchc_workflow.engine.report.reading import read_ledger
from tests.builders import vn
from tests.engine.report.conftest import THEN, UNIT, Played
from tests.engine.report.occasions import occasion
from tests.engine.small_office import at

UNTIL_AT = vn(1, 6)


@pytest.mark.parametrize(
    ("at_", "known"),
    [(None, None), (UNTIL_AT, UNTIL_AT), (UNTIL_AT + timedelta(microseconds=1), None)],
)
def test_span_knows_only_what_was_by_then(at_: datetime | None, known: datetime | None) -> None:
    assert Span(vn(1, 5), UNTIL_AT).past(at_) == known


def test_ledger_parts_what_a_report_is_about(played: Played) -> None:
    office = played.office
    with office.database.read() as tx:
        plan = office.plan(tx, played.plan_id)
        whole = read_ledger(tx, office, plan, occasion(ReportKind.YEAR, THEN), at(THEN))
        own = read_ledger(tx, office, plan, occasion(ReportKind.UNIT, THEN, UNIT), at(THEN))
    assert whole.entries == whole.whole == own.whole
    assert own.subject is not None
    assert {entry.unit_id for entry in own.entries} == {own.subject.id}
    assert not {entry.id for entry in own.supported} & {entry.id for entry in own.entries}
    assert len(own.whole) == 417
    assert (own.on, own.window.to_on) == (THEN, THEN)
