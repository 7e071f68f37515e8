from datetime import date

from cchc_workflow.engine.choices import read_choices
from cchc_workflow.engine.columns import Column, leads_to, read_columns
from cchc_workflow.engine.listing import Wanted
from tests.builders import shipped_workflow, vn
from tests.engine.small_office import HEAD, HEAD_TCCB, VERIFIER, SmallOffice

ON = date(2021, 6, 15)


def board(desk: SmallOffice, who: str, wanted: Wanted | None = None) -> dict[str, Column]:
    with desk.database.read() as tx:
        choices = read_choices(tx, desk.office, desk.organization_id, ON)
        columns, _ = read_columns(tx, desk.office, choices, desk.actor(who), wanted or Wanted(), ON)
    return {column.state: column for column in columns}


def test_columns_are_the_states_in_force_with_their_cards(desk: SmallOffice) -> None:
    desk.start("A1", vn(1, 6, 8))
    columns = board(desk, VERIFIER)
    assert list(columns) == ["assigned", "in_progress", "reported", "verified", "suspended", "cancelled"]
    assert [card.line.code for card in columns["in_progress"].cards] == ["A1"]
    assert (columns["assigned"].count, columns["assigned"].label) == (15, "Đã giao")
    assert columns["verified"].cards == []


def test_cards_offer_what_the_viewer_may_do(desk: SmallOffice) -> None:
    (card, *_) = board(desk, HEAD)["assigned"].cards
    assert [offer.action.name for offer in card.offers] == ["start"]
    assert board(desk, VERIFIER)["assigned"].cards[0].offers == ()


def test_board_shows_what_is_in_sight_and_wanted(desk: SmallOffice) -> None:
    columns = board(desk, HEAD_TCCB)
    assert [card.line.code for card in columns["assigned"].cards] == ["A1", "B1", "B2", "B3", "B4", "B5"]
    assert list(board(desk, HEAD_TCCB, Wanted(states=("reported",)))) == ["reported"]
    narrowed = board(desk, HEAD_TCCB, Wanted(units=("VP",)))
    assert [card.line.code for card in narrowed["assigned"].cards] == ["A1"]


def test_way_to_a_column_is_an_action() -> None:
    workflow = shipped_workflow("task")
    assert leads_to(workflow, "assigned", "in_progress") == "start"
    assert leads_to(workflow, "reported", "in_progress") == "return"
    assert leads_to(workflow, "assigned", "verified") is None
