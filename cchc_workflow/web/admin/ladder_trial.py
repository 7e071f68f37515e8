"""Owns /quan-tri/bac-thang/thu: a year played by the ladder in force and by a changed one, side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Request, Response

from cchc_workflow.engine.ladder_trial import compare_loads, read_changed
from cchc_workflow.errors import IncompleteError, NotFoundError
from cchc_workflow.store.people import read_people
from cchc_workflow.store.plans import read_plans
from cchc_workflow.web.admin.chores import Chores, Tick
from cchc_workflow.web.admin.desk import POST, REFUSED, Key, refusal_of
from cchc_workflow.web.admin.ladder import LADDER, LadderForm, show_page
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin, Viewer

TRIAL = f"{LADDER}/thu"
REFRESH_S = 2
KEPT_YEARS = 8
"""Years that are remembered, by ladder and plan: each takes some ten seconds to play."""

Mails = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried, and for whom: another organization finds no trial of this one."""

    organization_id: int
    plan: str
    text: str
    seen: str


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the trial of a changed ladder and the page of its result."""
    chores, years = Chores(), Years(site)

    def try_ladder(request: Request, viewer: Admin, form: Annotated[LadderForm, Form()]) -> Response:
        try:
            read_changed(site.office, form.text)
            plan_id = find_plan(site, viewer, form.plan)
            ladders = (site.office.definitions.ladder[0], form.text)
            chore = chores.begin(
                Trial(viewer.scope.organization_id, form.plan, form.text, form.seen),
                lambda tick: years.play(plan_id, ladders, tick),
            )
        except REFUSED as error:
            return show_page(site, request, viewer, form, refusal_of(error))
        return site.go(request, f"{TRIAL}/{chore.number}")

    def show_trial(request: Request, viewer: Admin, number: Key) -> Response:
        chore = chores.find(number)
        trial: Trial = chore.about
        if trial.organization_id != viewer.scope.organization_id:
            raise NotFoundError("chore", number)
        with site.office.database.read() as tx:
            people = read_people(tx, viewer.scope.organization_id)
        return site.show(
            request,
            "admin/ladder_trial",
            viewer,
            chore=chore,
            loads=compare_loads(chore.result[0], chore.result[1], people) if chore.result else None,
            text=trial.text,
            plan=trial.plan,
            seen=trial.seen,
            changeable=site.tools.home is not None and site.tools.reload is not None,
            refusal=refusal_of(chore.error) if chore.error else None,
            refresh_s=REFRESH_S if chore.running else 0,
        )

    app.add_api_route(TRIAL, try_ladder, methods=POST)
    app.add_api_route(f"{TRIAL}/{{number}}", show_trial, methods=READ)


def find_plan(site: Site, viewer: Viewer, code: str) -> int:
    """Return the key of the plan with this code, where there is something to play it with.

    Raises:
        IncompleteError: none was chosen.
        NotFoundError: the organization has no such plan, or the program can't play one here.
    """
    with site.office.database.read() as tx:
        keys = {plan.code: int(plan.id) for plan in read_plans(tx, viewer.scope.organization_id)}
    if not code:
        raise IncompleteError("try_ladder", ["plan"])
    if code not in keys:
        raise NotFoundError("plan", code)
    if site.tools.rehearse is None:
        raise NotFoundError("house", "")
    return keys[code]


class Years:
    """The mails of years that were played, by ladder and plan: the one in force is played once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._played: dict[tuple[str, int], Mails] = {}

    def play(self, plan_id: int, ladders: tuple[str, str], tick: Tick) -> tuple[Mails, Mails]:
        """Return the mails that each address gets by each of two ladders."""
        now, then = (self._year(plan_id, ladder, _half(tick, half)) for half, ladder in enumerate(ladders))
        while len(self._played) > KEPT_YEARS:
            self._played.pop(next(iter(self._played)))
        return now, then

    def _year(self, plan_id: int, ladder: str, tick: Tick) -> Mails:
        rehearse = self._site.tools.rehearse
        if rehearse is None:
            raise NotFoundError("house", "")
        if (ladder, plan_id) not in self._played:
            self._played[ladder, plan_id] = rehearse(ladder, plan_id, tick)
        return self._played[ladder, plan_id]


def _half(tick: Tick, half: int) -> Callable[[int, int], None]:
    """Return what tells of one of two years as of half of the way."""
    return lambda done, total: tick(half * total + done, 2 * total)
