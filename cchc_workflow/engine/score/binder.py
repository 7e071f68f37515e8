"""Owns what goes into the evidence binder: every piece of evidence under the criterion that it proves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cchc_workflow.domain.people import Actor, Scope, scope_of
from cchc_workflow.domain.scoring import Criterion, Proof
from cchc_workflow.domain.task import Phase
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.score.sheet import ScoreLine, ScoreSheet, read_sheet
from cchc_workflow.store import scores
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.people import find_organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of evidence: a document by its number, date and signer, a file by its hash, or both.

    Attributes:
        id: its key: among the evidence of tasks, or among what people put to criteria.
        task: the code of the task that brought it, "" where a person put it to the criterion.
        accepted: the task's report was accepted, or a person vouches for it.
        kept: the file's bytes are kept here.
    """

    document: str
    issued_on: date | None
    signer: str
    file_name: str
    sha256: str | None
    id: int = 0
    task: str = ""
    task_title: str = ""
    unit: str = ""
    accepted: bool = True
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What proves one criterion. `above` are the criteria that it is part of, the outermost first."""

    line: ScoreLine
    above: tuple[Criterion, ...]
    pieces: tuple[Piece, ...]

    @property
    def criterion(self) -> Criterion:
        """Return what is proven."""
        return self.line.criterion

    @property
    def proof(self) -> Proof:
        """Return how far it is proven."""
        return self.line.proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Binder:
    """A whole binder, as of the day `on`; `areas` are (code, title)."""

    organization: str
    plan_title: str
    plan_number: str
    year: int
    version: str
    on: date
    areas: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


ReadFile = Callable[[str], bytes | None]
"""Gives the bytes of a file by its SHA-256, None where they are not kept."""


def gather_binder(tx: Transaction, scope: Scope, plan: Any, on: date) -> Binder:  # noqa: ANN401
    """Return what the binder of a plan holds on the day.

    Raises:
        NotFoundError: the viewer doesn't see the whole organization.
    """
    sheet = read_sheet(tx, scope, plan, on)
    pieces = _read_pieces(tx, scope, plan.id)
    return Binder(
        organization=find_organization(tx, scope.organization_id).name,
        plan_title=plan.title,
        plan_number=plan.number,
        year=plan.year,
        version=sheet.tree.version,
        on=on,
        areas=tuple((area.code, area.title) for area in sheet.areas),
        sections=tuple(_sections(sheet, pieces)),
    )


def with_binder(
    office: Office,
    actor: Actor,
    plan: Any,  # noqa: ANN401
    on: date,
    write: Callable[[Binder, ReadFile], None],
) -> None:
    """Let `write` have the binder and its files, all of one view of the database; one file's bytes at a time.

    Raises:
        NotFoundError: the actor doesn't see the whole organization.
    """
    with office.database.read() as tx:
        binder = gather_binder(tx, scope_of(actor), plan, on)
        write(binder, lambda sha256: scores.read_content(tx, sha256))


def evidence_of_criterion(
    tx: Transaction, scope: Scope, plan_id: int, criterion: Criterion, lead_unit_id: int | None = None
) -> tuple[Piece, ...]:
    """Return what proves one criterion; of a unit, only what its own tasks brought."""
    return _read_pieces(tx, scope, plan_id, lead_unit_id)(criterion)


def _read_pieces(
    tx: Transaction, scope: Scope, plan_id: int, lead_unit_id: int | None = None
) -> Callable[[Criterion], tuple[Piece, ...]]:
    by_duty: dict[str, list[Piece]] = {}
    for row in scores.evidence_by_duty(tx, scope, plan_id, lead_unit_id):
        by_duty.setdefault(row.duty, []).append(_of_task(row))
    own: dict[str, list[Piece]] = {}
    if scope.unit_ids is None and lead_unit_id is None:
        for row in scores.proofs_of(tx, plan_id):
            own.setdefault(row.criterion, []).append(_of_person(row))

    def pieces(criterion: Criterion) -> tuple[Piece, ...]:
        of_tasks = (piece for duty in criterion.duties for piece in by_duty.get(duty, ()))
        return (*own.get(criterion.code, ()), *of_tasks)

    return pieces


def _sections(sheet: ScoreSheet, pieces: Callable[[Criterion], tuple[Piece, ...]]) -> Iterator[Section]:
    above: dict[str, tuple[Criterion, ...]] = {}
    for criterion in sheet.tree.criteria:
        _note_above(criterion, (), above)
    for line in sheet.lines:
        yield Section(line, above.get(line.criterion.code, ()), pieces(line.criterion))


def _note_above(
    criterion: Criterion, outer: tuple[Criterion, ...], above: dict[str, tuple[Criterion, ...]]
) -> None:
    above[criterion.code] = outer
    for part in criterion.parts:
        _note_above(part, (*outer, criterion), above)


def _of_task(row: Any) -> Piece:  # noqa: ANN401
    return replace(
        _piece(row, row.unit_name),
        task=row.task_code,
        task_title=row.task_title,
        accepted=row.phase == Phase.DONE,
    )


def _of_person(row: Any) -> Piece:  # noqa: ANN401
    return _piece(row, row.giver)


def _piece(row: Any, unit: str) -> Piece:  # noqa: ANN401
    return Piece(
        document=row.document,
        issued_on=row.issued_on,
        signer=row.signer,
        file_name=row.file_name,
        sha256=row.sha256,
        id=row.id,
        unit=unit,
        kept=row.size is not None,
    )
