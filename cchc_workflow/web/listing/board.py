"""Owns the page of the board: a column for each state, its cards, and the columns that a move changed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fastapi import FastAPI, Request, Response

from cchc_workflow.engine.choices import Choices, read_choices
from cchc_workflow.engine.columns import Column, leads_to, read_column, read_columns
from cchc_workflow.engine.listing import Wanted
from cchc_workflow.web.listing.address import BOARD, TABLE, address_of, query_of, read_wanted
from cchc_workflow.web.listing.filters import chips_of, options_of, unknown_words
from cchc_workflow.web.listing.kept import show_filter
from cchc_workflow.web.listing.rows import Row, count_number, rows_of
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn, Viewer

Button = tuple[str, str]
"""An action that asks for nothing: its name and label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A column as it is shown; `further` leads to the table of all its tasks, where there are more."""

    state: str
    label: str
    cards: list[tuple[Row, list[Button]]]
    count: str
    further: str


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the board."""

    def show_board(request: Request, viewer: SignedIn) -> Response:
        wanted = read_wanted(request.query_params)
        with site.office.database.read() as tx:
            choices = read_choices(tx, site.office, viewer.scope.organization_id, viewer.on)
            columns, unknown = read_columns(tx, site.office, choices, viewer.actor, wanted, viewer.on)
        options = options_of(choices)
        return site.show(
            request,
            "listing/board",
            viewer,
            here="board",
            form=show_filter(site.pages, options, wanted, BOARD),
            query=query_of(wanted),
            chips=chips_of(options, wanted, BOARD),
            unknown=unknown_words(unknown),
            columns=[show_column(column, wanted) for column in columns],
            ways=json.dumps(ways_of(choices), separators=(",", ":")),
            table=address_of(TABLE, wanted),
        )

    app.add_api_route(BOARD, show_board, methods=READ)


def changed_columns(site: Site, viewer: Viewer, wanted: Wanted, states: Iterable[str]) -> list[Shown]:
    """Return the columns of these states as they now are, those that the filter shows."""
    asked = [state for state in dict.fromkeys(states) if not wanted.states or state in wanted.states]
    with site.office.database.read() as tx:
        choices = read_choices(tx, site.office, viewer.scope.organization_id, viewer.on)
        return [
            show_column(read_column(tx, site.office, choices, viewer.actor, wanted, state, viewer.on), wanted)
            for state in asked
        ]


def show_column(column: Column, wanted: Wanted) -> Shown:
    """Return a column as it is shown."""
    rows = rows_of([card.line for card in column.cards])
    buttons = [
        [
            (offer.action.name, offer.action.label)
            for offer in card.offers
            if not offer.asks and offer.action.to
        ]
        for card in column.cards
    ]
    further = address_of(TABLE, replace(wanted, states=(column.state,)))
    return Shown(
        state=column.state,
        label=column.label,
        cards=list(zip(rows, buttons, strict=True)),
        count=count_number(column.count),
        further=further if column.count > len(column.cards) else "",
    )


def ways_of(choices: Choices) -> dict[str, dict[str, str]]:
    """Return by state, and the state that a card is dropped on, the action that leads there."""
    if not choices.workflows:
        return {}
    newest = choices.workflows[max(choices.workflows)]
    return {
        state: {to: name for to in newest.states if to != state and (name := leads_to(newest, state, to))}
        for state in newest.states
    }
