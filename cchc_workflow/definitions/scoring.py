"""Owns reading a plan's scoring tree, scoring.toml, against its areas and duties; it scores nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from json import loads
from typing import Final

from cchc_workflow.definitions import toml
from cchc_workflow.domain.plan import Area
from cchc_workflow.domain.scoring import SURVEY, Criterion, ScoringTree, fits
from cchc_workflow.errors import DefinitionError

FILE: Final = "scoring.toml"
LONGEST_CODE: Final = 20

_CODE: Final = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What of a plan its scoring tree must agree with.

    `duties` are the areas of the duties by code, None for a general one; a duty that is part of another makes
    no task of its own, and is left out.
    """

    year: int
    areas: tuple[Area, ...]
    duties: Mapping[str, str | None]
    survey_points: Decimal

    @property
    def most(self) -> Decimal:
        """Return the points of all areas together: no criterion has more."""
        return sum((area.points for area in self.areas), Decimal(0))


def read_scoring(table: toml.Table | None, outline: Outline) -> ScoringTree:
    """Return the tree that a file gives; an area without criteria, or all without a file, is one criterion.

    Raises:
        DefinitionError: with the file, the key and the reason: points that don't add up, a code used twice, a
            duty of another area or of none, an area that the plan hasn't, …
    """
    if table is None:
        return ScoringTree(
            year=outline.year,
            version="",
            source="",
            criteria=tuple(_whole_area(area, outline) for area in outline.areas),
            survey=_plain_survey(outline),
            by_area=True,
        )
    head = table.table("scoring")
    if head.integer("year") != outline.year:
        raise head.fail("year", f"the plan is of {outline.year}")
    version, source = head.text("version"), head.text("source")
    assumed = head.boolean("assumed", default=False)
    survey = _read_survey(table, outline)
    criteria = tuple(_read_areas(table, outline, assumed=assumed))
    table.finish()
    return ScoringTree(year=outline.year, version=version, source=source, criteria=criteria, survey=survey)


def read_area(table: toml.Table) -> Area:
    """Return an area of plan.toml."""
    return Area(
        code=table.text("code"),
        title=table.text("title"),
        clause=table.text("clause"),
        points=table.decimal("points"),
        previous_points=table.decimal("previous_points", None),
    )


@lru_cache(maxsize=16)
def pinned_tree(source: str) -> ScoringTree:
    """Return the tree of a plan that was loaded, from the JSON of its folder's texts.

    Raises:
        DefinitionError: it was loaded by another version of the program and can't be read any more.
    """
    files: dict[str, str] = loads(source)
    scoring = toml.parse(files[FILE], FILE) if FILE in files else None
    return read_scoring(scoring, _outline(files))


def _outline(files: Mapping[str, str]) -> Outline:
    """Return just what the tree needs of a plan's texts, which were checked when they were loaded."""
    head = toml.parse(files["plan.toml"], "plan.toml")
    plan = head.table("plan")
    duties: dict[str, str | None] = {}
    for name, text in sorted(files.items()):
        if name.startswith("tasks/"):
            file = toml.parse(text, name)
            area = file.text("area", None)
            tasks = (task for task in file.tables("task") if "part_of" not in task)
            duties |= dict.fromkeys((task.text("code") for task in tasks), area)
    return Outline(
        year=plan.integer("year"),
        areas=tuple(read_area(table) for table in head.tables("area")),
        duties=duties,
        survey_points=plan.decimal("survey_points", Decimal(0)),
    )


def _whole_area(area: Area, outline: Outline) -> Criterion:
    return Criterion(
        code=area.code,
        area=area.code,
        title=area.title,
        points=area.points,
        duties=tuple(duty for duty, of in outline.duties.items() if of == area.code),
    )


def _plain_survey(outline: Outline) -> Criterion | None:
    if not outline.survey_points:
        return None
    return Criterion(code=SURVEY, area="", title="", points=outline.survey_points)


def _read_survey(table: toml.Table, outline: Outline) -> Criterion | None:
    plain = _plain_survey(outline)
    if "survey" not in table:
        return plain
    survey = table.table("survey")
    points = survey.decimal("points")
    if plain is None or points != plain.points:
        raise survey.fail("points", f"the plan leaves {outline.survey_points} points to the survey")
    return Criterion(
        code=SURVEY,
        area="",
        title=survey.text("title"),
        points=points,
        evidence=survey.texts("evidence", ()),
    )


def _read_areas(table: toml.Table, outline: Outline, *, assumed: bool) -> Iterable[Criterion]:
    areas = {area.code: area for area in outline.areas}
    reading = _Reading(outline, {code.casefold() for code in (SURVEY, *areas)})
    found: dict[str, tuple[Criterion, ...]] = {}
    for given in table.tables("area"):
        code = given.choice("code", areas)
        if code in found:
            raise given.fail("code", f"'{code}' is used twice")
        points = given.decimal("points")
        if points != areas[code].points:
            raise given.fail("points", f"the plan gives the area {areas[code].points} points")
        criteria = tuple(reading.criterion(each, code, assumed=assumed) for each in given.tables("criterion"))
        if criteria:
            _check_sum(given, "criterion", criteria, points)
            reading.check_complete(given, code)
        found[code] = criteria or (_whole_area(areas[code], outline),)
    for area in outline.areas:
        if area.code not in found:
            raise DefinitionError(table.path, "area", f"the plan's area '{area.code}' is missing")
        yield from found[area.code]


@dataclass(slots=True)
class _Reading:
    """What was met so far: codes, whose case doesn't tell them apart, and duties with who has them."""

    outline: Outline
    codes: set[str]
    served: dict[str, str] = field(default_factory=dict)

    def criterion(self, table: toml.Table, area: str, *, assumed: bool) -> Criterion:
        code = self._code(table)
        points = table.decimal("points")
        if points <= 0 or not fits(points, self.outline.most):
            raise table.fail("points", "must be above 0, with at most two decimals")
        own = table.boolean("assumed", default=assumed)
        parts = tuple(self.criterion(each, area, assumed=own) for each in table.tables("part"))
        if parts:
            _check_sum(table, "part", parts, points)
            for key in ("duties", "evidence"):
                if key in table:
                    raise table.fail(key, "belongs to the parts")
        return Criterion(
            code=code,
            area=area,
            title=table.text("title"),
            points=points,
            evidence=table.texts("evidence", ()),
            duties=self._duties(table, area, code),
            assumed=own,
            parts=parts,
        )

    def check_complete(self, table: toml.Table, area: str) -> None:
        """A duty that serves no criterion could be late for nothing, and nobody would see why."""
        for duty, of in self.outline.duties.items():
            if of == area and duty not in self.served:
                raise table.fail("criterion", f"no criterion has the duty '{duty}'")

    def _code(self, table: toml.Table) -> str:
        code = table.text("code")
        if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
            raise table.fail("code", f"must be letters, digits, '.' and '-', at most {LONGEST_CODE}")
        if code.casefold() in self.codes:
            raise table.fail("code", f"'{code}' is used twice")
        self.codes.add(code.casefold())
        return code

    def _duties(self, table: toml.Table, area: str, criterion: str) -> tuple[str, ...]:
        duties = table.texts("duties", ())
        for duty in duties:
            if duty not in self.outline.duties:
                raise table.fail("duties", toml.unknown("duty", duty, self.outline.duties))
            if self.outline.duties[duty] != area:
                raise table.fail("duties", f"'{duty}' is not of the area '{area}'")
            if duty in self.served:
                raise table.fail("duties", f"'{duty}' serves '{self.served[duty]}' already")
            self.served[duty] = criterion
        return duties


def _check_sum(table: toml.Table, key: str, below: Iterable[Criterion], points: Decimal) -> None:
    given = sum((each.points for each in below), Decimal(0))
    if given != points:
        raise table.fail(key, f"their points add up to {given} instead of {points}")
