import pytest

from cchc_workflow.domain.people import Role
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.engine.report.rules import (
    Rights,
    drafts_seen,
    makeable,
    require,
    rights_of,
    rules_of,
    unit_of,
)
from cchc_workflow.errors import NotFoundError, WrongRoleError
from tests.builders import vn
from tests.engine.report.printing import Desk
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DIRECTOR,
    HEAD,
    HEAD_TCCB,
    OFFICER,
    VERIFIER,
    SmallOffice,
)

NOW = vn(20, 9, 9)


@pytest.mark.parametrize(
    ("by", "draft", "issued"),
    [
        (
            COORDINATOR,
            Rights(make=True, write=True, issue=False),
            Rights(make=True, write=False, issue=False),
        ),
        (CHIEF, Rights(make=True, write=True, issue=True), Rights(make=True, write=False, issue=False)),
        (DIRECTOR, Rights(make=False, write=False, issue=True), Rights(make=False, write=False, issue=False)),
        (
            VERIFIER,
            Rights(make=False, write=False, issue=False),
            Rights(make=False, write=False, issue=False),
        ),
        (HEAD, Rights(make=False, write=False, issue=False), Rights(make=False, write=False, issue=False)),
    ],
)
def test_rights_end_with_the_issue(desk: SmallOffice, by: str, draft: Rights, issued: Rights) -> None:
    reports = Desk(desk)
    report = reports.make(ReportKind.QUARTER, NOW)
    after = reports.issue(report, NOW)
    with desk.database.read() as tx:
        assert rights_of(tx, desk.office, desk.actor(by), report) == draft
        assert rights_of(tx, desk.office, desk.actor(by), after) == issued


@pytest.mark.parametrize(("by", "held"), [(HEAD, True), (HEAD_TCCB, False), (OFFICER, False)])
def test_rights_over_a_units_report_are_the_own_heads(desk: SmallOffice, by: str, held: bool) -> None:  # noqa: FBT001
    report = Desk(desk).make(ReportKind.UNIT, NOW, "2021-h1", about="VP")
    with desk.database.read() as tx:
        assert rights_of(tx, desk.office, desk.actor(by), report) == Rights(make=held, write=held, issue=held)


def test_makeable_kinds_go_with_the_units(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert set(makeable(tx, desk.office, desk.actor(COORDINATOR))) == set(ReportKind)
        assert set(makeable(tx, desk.office, desk.actor(COORDINATOR)).values()) == {None}
        own = frozenset({desk.unit_id("VP")})
        assert makeable(tx, desk.office, desk.actor(HEAD)) == {
            ReportKind.UNIT: own,
            ReportKind.HANDOVER: own,
        }
        assert makeable(tx, desk.office, desk.actor(VERIFIER)) == {}


def test_program_itself_needs_no_role() -> None:
    require("make_report", (Role.DIRECTOR,), None, 0)


def test_actor_needs_one_of_the_roles(desk: SmallOffice) -> None:
    require("make_report", (Role.COORDINATOR, Role.DIRECTOR), desk.actor(DIRECTOR), 0)
    with pytest.raises(WrongRoleError) as caught:
        require("make_report", (Role.DIRECTOR,), desk.actor(COORDINATOR), 0)
    assert caught.value.needed == (Role.DIRECTOR,)


def test_whole_office_is_no_unit(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert (unit_of(tx, 1, ""), unit_of(tx, 1, "VP")) == (0, desk.unit_id("VP"))
        with pytest.raises(NotFoundError):
            unit_of(tx, 1, "KHONG-CO")


def test_units_see_drafts_in_which_they_have_a_part(desk: SmallOffice) -> None:
    with desk.database.read() as tx:
        assert drafts_seen(rules_of(tx, desk.office, 1)) == {ReportKind.UNIT, ReportKind.HANDOVER}
