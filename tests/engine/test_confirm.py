from datetime import date
from functools import partial

import pytest

from cchc_workflow.engine.confirm import confirm_rating
from cchc_workflow.engine.sweep import sweep
from cchc_workflow.errors import ConflictError, IncompleteError, NotFoundError, WrongRoleError
from cchc_workflow.store.journal import read_journal
from cchc_workflow.store.rows import from_json
from tests.engine.rivals import at_once
from tests.engine.small_office import (
    CHIEF,
    COORDINATOR,
    DEPUTY,
    DIRECTOR,
    HEAD,
    HEAD_CCKL,
    SmallOffice,
    at,
)

NOW = at(date(2021, 7, 1))


@pytest.fixture
def flagged(desk: SmallOffice) -> SmallOffice:
    """Give an office in which TCCB and CCKL have crossed the line."""
    sweep(desk.office, NOW)
    assert len(desk.flags()) == 2
    return desk


def flag_of(desk: SmallOffice, unit: str) -> int:
    return int(next(flag.id for flag in desk.flags() if flag.unit_code == unit))


def entries(desk: SmallOffice) -> list[tuple[str, str, dict[str, object]]]:
    with desk.database.read() as tx:
        rows = read_journal(tx, 1)
    return [(row.name, row.subject, from_json(row.data)) for row in rows if row.name == "rating_confirmed"]


@pytest.mark.parametrize("address", [DIRECTOR, CHIEF])
def test_confirm_is_written_on_the_flag_and_in_the_journal(flagged: SmallOffice, address: str) -> None:
    flag_id = flag_of(flagged, "TCCB")
    actor = flagged.actor(address)
    confirm_rating(flagged.office, actor, flag_id, "  Đồng ý với đề nghị ", NOW)
    flag = next(flag for flag in flagged.flags() if flag.id == flag_id)
    assert (flag.confirmed_at, flag.confirmed_by) == (NOW, actor.person_id)
    assert flag.confirmed_note == "Đồng ý với đề nghị"
    assert entries(flagged) == [
        (
            "rating_confirmed",
            "TCCB",
            {"flag": flag_id, "late": 5, "assigned": 5, "threshold": 30, "note": "Đồng ý với đề nghị"},
        )
    ]


@pytest.mark.parametrize("address", [DEPUTY, COORDINATOR, HEAD])
def test_confirm_is_for_the_director_and_the_chief(flagged: SmallOffice, address: str) -> None:
    with pytest.raises(WrongRoleError):
        confirm_rating(flagged.office, flagged.actor(address), flag_of(flagged, "TCCB"), "Đồng ý", NOW)
    assert entries(flagged) == []


@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_confirm_asks_for_a_remark(flagged: SmallOffice, note: str) -> None:
    with pytest.raises(IncompleteError):
        confirm_rating(flagged.office, flagged.actor(DIRECTOR), flag_of(flagged, "TCCB"), note, NOW)


@pytest.mark.parametrize("flag_id", [999, 2**62, 2**63])
def test_confirm_of_no_flag_is_not_found(flagged: SmallOffice, flag_id: int) -> None:
    with pytest.raises(NotFoundError):
        confirm_rating(flagged.office, flagged.actor(DIRECTOR), flag_id, "Đồng ý", NOW)


def test_confirm_of_a_cleared_flag_is_refused(flagged: SmallOffice) -> None:
    flag_id = flag_of(flagged, "CCKL")
    flagged.extend("C1", date(2021, 9, 30), NOW, HEAD_CCKL)
    with pytest.raises(ConflictError):
        confirm_rating(flagged.office, flagged.actor(DIRECTOR), flag_id, "Đồng ý", NOW)
    assert entries(flagged) == []


def test_of_two_who_confirm_at_once_one_wins(flagged: SmallOffice) -> None:
    flag_id = flag_of(flagged, "TCCB")
    both = (flagged.actor(DIRECTOR), flagged.actor(CHIEF))
    outcomes = at_once(
        *[partial(confirm_rating, flagged.office, who, flag_id, "Đồng ý", NOW) for who in both]
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ConflictError", "NoneType"]
    assert len(entries(flagged)) == 1
