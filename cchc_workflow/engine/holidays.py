"""Owns what a notice on holidays does to running tasks: foreseeing it, and doing it with the calendar's file.

A term that ends on a day off ends on the next working day (Bộ luật Dân sự 2015, Điều 148 khoản 5); a date
that the document states outright stays. So no one decides on these deadlines: the law moves them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from cchc_workflow.definitions.holiday_notice import LONGEST, HolidayNotice, add_notice
from cchc_workflow.definitions.plan import parse_plan, read_roll
from cchc_workflow.domain.calendar import WorkCalendar
from cchc_workflow.domain.decide import advance, describe_act
from cchc_workflow.domain.effects import move_deadline
from cchc_workflow.domain.guards import Case
from cchc_workflow.domain.ladder import next_turn, schedule, step_day
from cchc_workflow.domain.plan import SetBy
from cchc_workflow.domain.task import Act, Phase
from cchc_workflow.engine.act import Deed, commit_decision
from cchc_workflow.engine.house_files import HouseFile, check_unchanged, editing, read_file
from cchc_workflow.engine.office import Office
from cchc_workflow.errors import DefinitionError, IncompleteError
from cchc_workflow.store import deadlines, journal
from cchc_workflow.store.database import Transaction
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tasks import load_task

HOLIDAYS = "holidays"
FOLDER = "workflows"

Why = Literal["set", "term", "stated", "no_roll", "plan_end"]
"""Why a deadline moves (set by the office, a term of the document) or stays (the other three)."""


@dataclass(frozen=True, slots=True)
class Move:
    """A task whose deadline the notice touches: `to_on` is its new one, None where it stays.

    `ladder_id` is that of an open task, None where no ladder runs.
    """

    task_id: int
    code: str
    title: str
    unit: str
    due_on: date
    to_on: date | None
    why: Why
    ladder_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a notice would do.

    Attributes:
        text: the calendar's file with the notice in it.
        calendar: what that file makes.
        newly_off: the working days that become off.
        newly_worked: the days off that become working days.
        moves: the deadlines that move.
        stays: those that fall on a day that becomes off, and stay.
        reminders: how many reminders to come change their day, of tasks that keep their deadline.
        unread: plans whose terms can't be counted anew, each with the reason.
    """

    text: str
    calendar: WorkCalendar
    newly_off: tuple[date, ...]
    newly_worked: tuple[date, ...]
    moves: tuple[Move, ...]
    stays: tuple[Move, ...]
    reminders: int
    unread: tuple[DefinitionError, ...]


def check_notice(notice: HolidayNotice) -> None:
    """Make sure that a notice says all that it must.

    Raises:
        IncompleteError: with what is missing, or the most days that one may give.
    """
    if notice.last_on < notice.first_on:
        raise IncompleteError(HOLIDAYS, ["to_on"], {"from_on": notice.first_on.isoformat()})
    if (notice.last_on - notice.first_on).days >= LONGEST:
        raise IncompleteError(HOLIDAYS, ["fewer_days"], {"most": LONGEST})
    if not notice.document and not notice.provisional:
        raise IncompleteError(HOLIDAYS, ["notice"])
    if not notice.name and not notice.works:
        raise IncompleteError(HOLIDAYS, ["holiday"])


def read_calendar_file(office: Office, home: Path | None) -> HouseFile:
    """Return the file of the calendar in force."""
    return read_file(home, FOLDER, f"calendar/{Path(office.calendar.source).name}")


def foresee(
    office: Office, home: Path, notice: HolidayNotice, organization_id: int, now: datetime
) -> Foreseen:
    """Return what a notice would do, and change nothing.

    Raises:
        DefinitionError: what the notice says does not fit the calendar.
        IncompleteError: it would change no day.
    """
    with office.database.read() as tx:
        return _foresee(tx, office, read_calendar_file(office, home), notice, organization_id, now)


def apply_notice(office: Office, home: Path, notice: HolidayNotice, seen: str, deed: Deed) -> Foreseen:
    """Write the notice into the office's own calendar, move what it moves, look anew at what waits.

    `seen` is the digest of the file that the preview was made of. The office goes by the new calendar from
    its next `reload` on.

    Raises:
        DefinitionError, IncompleteError: as `foresee`.
        ConflictError: somebody else changed the calendar, or a task, meanwhile.
        StorageError: the file can't be written; nothing has changed.
    """
    with editing(home) as replace, office.database.begin() as tx:
        organization_id = deed.actor.organization_id
        _note(tx, notice, deed)
        file = read_calendar_file(office, home)
        check_unchanged(home, FOLDER, {file.name: seen})
        foreseen = _foresee(tx, office, file, notice, organization_id, deed.now)
        changed = Office(office.database, foreseen.calendar, office.definitions, office.hours)
        for move in foreseen.moves:
            _move(tx, changed, move, notice, deed)
        _look_anew(tx, office, foreseen.calendar, deed.now)
        replace(FOLDER, {file.name: foreseen.text})
    return foreseen


def _note(tx: Transaction, notice: HolidayNotice, deed: Deed) -> None:
    said: dict[str, object] = {
        "document": notice.document,
        "name": notice.name,
        "first_on": notice.first_on.isoformat(),
        "last_on": notice.last_on.isoformat(),
        "works": notice.works,
        "exchanged": [[on.isoformat(), instead.isoformat()] for on, instead in notice.exchanged],
        "replaces": [on.isoformat() for on in notice.replaces],
    }
    subject = notice.document or notice.name
    actor = deed.actor
    journal.note(tx, actor.organization_id, actor.person_id, "holiday_noted", subject, deed.now, said)


def _foresee(
    tx: Transaction,
    office: Office,
    file: HouseFile,
    notice: HolidayNotice,
    organization_id: int,
    now: datetime,
) -> Foreseen:
    before = office.calendar
    text, after = add_notice(file.text, file.name, notice)
    newly_off, newly_worked = _compare(before, after)
    if not newly_off and not newly_worked and before.days_off == after.days_off:
        raise IncompleteError(HOLIDAYS, ["change"])
    unread: list[DefinitionError] = []
    found = {
        each.task_id: each
        for plan in deadlines.read_issued_plans(tx, organization_id)
        for each in _touched(tx, plan, (before, after), newly_off, unread)
        if each.due_on >= office.today(now)
    }
    moves = tuple(move for move in found.values() if move.to_on is not None)
    return Foreseen(
        text=text,
        calendar=after,
        newly_off=newly_off,
        newly_worked=newly_worked,
        moves=moves,
        stays=tuple(move for move in found.values() if move.to_on is None),
        reminders=_count_reminders(tx, office, after, moves, now),
        unread=tuple(unread),
    )


def _compare(before: WorkCalendar, after: WorkCalendar) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the days that become off, and those that become working days."""
    known = {*before.days_off, *after.days_off, *before.worked_days, *after.worked_days}
    days = sorted(
        on
        for on in known
        if max(before.first_on, after.first_on) <= on <= min(before.last_on, after.last_on)
        and before.is_working(on) != after.is_working(on)
    )
    return tuple(on for on in days if before.is_working(on)), tuple(on for on in days if after.is_working(on))


def _touched(
    tx: Transaction,
    plan: Any,  # noqa: ANN401
    calendars: tuple[WorkCalendar, WorkCalendar],
    newly_off: tuple[date, ...],
    unread: list[DefinitionError],
) -> Iterator[Move]:
    """Yield the plan's tasks whose deadline the notice touches, terms of the document first."""
    files = from_json(plan.source)
    if not read_roll(files):
        for row in deadlines.tasks_due_on(tx, plan.organization_id, newly_off):
            if row.plan_id == plan.id:
                yield _line(row, None, "no_roll")
        return
    try:
        terms = _moved_terms(files, *calendars)
    except DefinitionError as error:
        unread.append(error)
        terms = {}
    moved = set()
    for row in deadlines.tasks_of_duties(tx, plan.organization_id, plan.id, sorted(terms)):
        if row.due_on in terms[row.duty]:
            moved.add(row.id)
            yield _within(plan, row, terms[row.duty][row.due_on], "term")
    for row in deadlines.tasks_due_on(tx, plan.organization_id, newly_off):
        if row.plan_id != plan.id or row.id in moved:
            continue
        if row.set_by == SetBy.DOCUMENT and row.due_version == 1:
            yield _line(row, None, "stated")
        else:
            yield _within(plan, row, calendars[1].roll_forward(row.due_on), "set")


def _moved_terms(
    files: Mapping[str, str], before: WorkCalendar, after: WorkCalendar
) -> dict[str, dict[date, date]]:
    """Return, of each duty whose words give another date by the new calendar, the new date by the old one."""
    old, new = parse_plan(files, before), parse_plan(files, after)
    pairs = zip(old.duties, new.duties, strict=True)
    return {
        was.code: dict(zip(was.dues, now.dues, strict=True)) for was, now in pairs if was.dues != now.dues
    }


def _within(plan: Any, row: Any, to_on: date, why: Why) -> Move:  # noqa: ANN401
    """The year's rating waits for nothing later than the plan's last day."""
    return _line(row, to_on, why) if to_on <= plan.last_on else _line(row, None, "plan_end")


def _line(row: Any, to_on: date | None, why: Why) -> Move:  # noqa: ANN401
    ladder_id = row.ladder_id if row.phase == Phase.OPEN else None
    return Move(row.id, row.code, row.title, row.unit_name, row.due_on, to_on, why, ladder_id)


def _count_reminders(
    tx: Transaction, office: Office, after: WorkCalendar, moves: tuple[Move, ...], now: datetime
) -> int:
    """Count the reminders to come that fall on another day; of those that were told none is told again."""
    today, count = office.today(now), 0
    leaving = Counter((move.ladder_id, move.due_on) for move in moves)
    for row in deadlines.read_deadlines(tx):
        ladder = office.ladder(tx, row.ladder_id)
        days = (
            (step_day(step, row.due_on, office.calendar), step_day(step, row.due_on, after))
            for step in ladder.steps
        )
        changed = sum(old != new and max(old, new) >= today for old, new in days)
        count += changed * (row.tasks - leaving[row.ladder_id, row.due_on])
    return count


def _move(tx: Transaction, office: Office, move: Move, notice: HolidayNotice, deed: Deed) -> None:
    if move.to_on is None:
        return
    task = load_task(tx, move.task_id)
    moment = office.moment(deed.now)
    case = Case(task, Act(name=HOLIDAYS, document=notice.document or notice.name), deed.actor)
    changes = {**move_deadline(case, moment, move.to_on), "counted": True}
    if task.phase is Phase.PAUSED:
        changes["suspended_on"] = moment.on
    data = {
        "due_on": move.to_on.isoformat(),
        "previous_due_on": move.due_on.isoformat(),
        **describe_act(case.act),
    }
    told = (office.notices["amended"],)
    decision = advance(task, changes, "amended", deed.actor.person_id, moment, data, told)
    commit_decision(tx, office, task, decision, deed)


def _look_anew(tx: Transaction, office: Office, after: WorkCalendar, now: datetime) -> None:
    """Let every open task be looked at when its steps now fall due, at once where one has just passed."""
    for row in deadlines.read_deadlines(tx):
        ladder = office.ladder(tx, row.ladder_id)
        steps = zip(
            schedule(ladder, row.due_on, office.calendar), schedule(ladder, row.due_on, after), strict=True
        )
        passed = [new_at for (old_at, _), (new_at, _) in steps if new_at <= now < old_at]
        next_at = min(passed, default=next_turn(ladder, row.due_on, after, now))
        deadlines.set_checks(tx, row.ladder_id, row.due_on, next_at, now)
