"""Owns the page of one criterion: its points, its tasks, what proves it, and the form that scores it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fastapi import FastAPI, Request, Response

from cchc_workflow.domain.scoring import read_points
from cchc_workflow.drawing.gauge import draw_area
from cchc_workflow.engine.index import read_duties
from cchc_workflow.engine.score.binder import evidence_of_criterion
from cchc_workflow.engine.score.give import KEPT, LONGEST_EXPLANATION, Kept, Marks, give_score
from cchc_workflow.engine.score.give import Place as Scored
from cchc_workflow.engine.score.rights import APPRAISE, SCORE, may_appraise, may_prove, may_score
from cchc_workflow.engine.score.sheet import ScoreLine, ScoreSheet
from cchc_workflow.errors import CchcError, ConflictError, IncompleteError, NotFoundError
from cchc_workflow.web.figures import figures_of
from cchc_workflow.web.plan_choice import PARAMETER, PlanCode
from cchc_workflow.web.received import Form, Sent
from cchc_workflow.web.score.place import LONGEST_CODE, ONE, Code, Place, Unit, find_place, open_sheet
from cchc_workflow.web.site import Site
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import SignedIn, Viewer
from cchc_workflow.words import explain, say

MOST_SHOWN = 60
"""Pieces of evidence that a page lists: a criterion that serves every unit may have hundreds."""
LONGEST_POINTS = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was refused: which (`score` or `proof`), what was typed in it, and why."""

    form: str
    error: CchcError
    words: str
    typed: Mapping[str, str] = field(default_factory=dict)


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the page and its form."""

    def show(
        request: Request, viewer: SignedIn, code: Code, plan_code: PlanCode = None, unit: Unit = ""
    ) -> Response:
        return show_criterion(site, request, viewer, (plan_code, unit, code))

    def score(request: Request, viewer: SignedIn, form: Form) -> Response:
        asked = read_asked(form)
        place = place_of(site, viewer, asked)
        scored = Scored(place.plan.id, asked[2], place.subject)
        try:
            marks = _read_marks(site, viewer, place, form, asked[2])
            give_score(site.office, viewer.actor, scored, marks, _seen_version(form), viewer.now)
        except (IncompleteError, ConflictError) as error:
            attempt = Attempt("score", error, explain(error), form.typed())
            return show_criterion(site, request, viewer, asked, attempt)
        following = form.text("following", LONGEST_CODE) or asked[2]
        return site.go(request, place.criterion_path(following), told="score_given")

    app.add_api_route(ONE, show, methods=["GET"])
    app.add_api_route(ONE, score, methods=["POST"])


Asked = tuple[str | None, str, str]
"""A plan's code, a unit's, a criterion's."""


def read_asked(form: Sent) -> Asked:
    """Return what a form of the page is about."""
    texts = (form.text(name, LONGEST_CODE) for name in (PARAMETER, "don-vi", "ma"))
    plan_code, unit, code = texts
    return plan_code or None, unit, code


def place_of(site: Site, viewer: Viewer, asked: Asked) -> Place:
    """Return the sheet that a form is about.

    Raises:
        NotFoundError: there is none for the viewer.
    """
    with site.office.database.read() as tx:
        place = find_place(tx, viewer, asked[0], asked[1])
    if place is None:
        raise NotFoundError("criterion", asked[2])
    return place


def show_criterion(
    site: Site, request: Request, viewer: Viewer, asked: Asked, attempt: Attempt | None = None
) -> Response:
    """Return the page, with what was typed where a form of it was refused.

    Raises:
        NotFoundError: there is no such criterion in the viewer's sight.
    """
    place = place_of(site, viewer, asked)
    with site.office.database.read() as tx:
        sheet = open_sheet(tx, viewer, place)
        line = sheet.line(asked[2])
        unit_id = sheet.unit.id if sheet.unit else None
        pieces = evidence_of_criterion(tx, viewer.scope, place.plan.id, line.criterion, unit_id)
        duties = read_duties(tx, viewer.scope, place.plan, viewer.on, unit_id)
    before, after = _beside(sheet, line)
    return site.show(
        request,
        "score/criterion",
        viewer,
        status=200 if attempt is None else status_of(attempt.error),
        place=place,
        sheet=sheet,
        line=line,
        area=next((area for area in sheet.areas if area.code == line.criterion.area), None),
        gauge=draw_area(line.index.points, None, line.criterion.points),
        pieces=pieces[:MOST_SHOWN],
        pieces_in_all=len(pieces),
        duties=[duty for duty in duties if duty.duty in line.criterion.duties],
        may_score=may_score(viewer.actor, unit_id),
        may_appraise=may_appraise(viewer.actor, unit_id),
        may_prove=may_prove(viewer.actor) and sheet.unit is None,
        before=before,
        after=after,
        attempt=attempt,
        scored=_filled(line, attempt),
        conflict=_conflict(line) if attempt and isinstance(attempt.error, ConflictError) else "",
        longest=LONGEST_EXPLANATION,
        tasks=figures_of(place.plan, place.choice.plans),
    )


def _beside(sheet: ScoreSheet, line: ScoreLine) -> tuple[ScoreLine | None, ScoreLine | None]:
    at = sheet.lines.index(line)
    before = sheet.lines[at - 1] if at else None
    return before, sheet.lines[at + 1] if at + 1 < len(sheet.lines) else None


def _filled(line: ScoreLine, attempt: Attempt | None) -> dict[str, Any]:
    own = {
        "self": _typed(line.self_points),
        "appraised": _typed(line.appraised_points),
        "explanation": line.explanation,
    }
    typed = attempt.typed if attempt is not None and attempt.form == "score" else {}
    return {name: typed.get(name, value) for name, value in own.items()}


def _typed(points: Decimal | None) -> str:
    return "" if points is None else say("score.points", points=points)


def _conflict(line: ScoreLine) -> str:
    none = say("score.not_yet")
    return say(
        "score.conflict",
        name=line.changer,
        self=none if line.self_points is None else line.self_points,
        appraised=none if line.appraised_points is None else line.appraised_points,
    )


def _read_marks(site: Site, viewer: Viewer, place: Place, form: Sent, code: str) -> Marks:
    """Return what the form gives; a field that was not on the viewer's form leaves all as it is."""
    with site.office.database.read() as tx:
        most = open_sheet(tx, viewer, place).line(code).criterion.points
    explanation = form.text("explanation", 2 * LONGEST_EXPLANATION) if "explanation" in form.fields else KEPT
    return Marks(
        self_points=_read_points(form, "self", most),
        appraised_points=_read_points(form, "appraised", most),
        explanation=explanation,
    )


def _seen_version(form: Sent) -> int:
    """Return the version that the form was made for; one that can't be read is none that there is."""
    found = form.number("version")
    return -1 if found is None else found


def _read_points(form: Sent, name: str, most: Decimal) -> Decimal | Kept | None:
    if name not in form.fields:
        return KEPT
    typed = form.text(name, LONGEST_POINTS)
    points = read_points(typed)
    if typed and points is None:
        raise IncompleteError(
            SCORE if name == "self" else APPRAISE, ["points"], {"most": most, "unreadable": typed}
        )
    return points
