"""Owns what the pages need of other edges: made of the running program, handed to the web as functions."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cchc_workflow.cli.stage import Period, Stage, open_stage
from cchc_workflow.definitions.plan import parse_plan
from cchc_workflow.documents.binder.archive import write_binder
from cchc_workflow.engine.house_files import FOLDERS
from cchc_workflow.engine.ladder_trial import FILE
from cchc_workflow.engine.telling import task_facts
from cchc_workflow.mail.facts import Site
from cchc_workflow.mail.preview import check_drafts, preview_message, sample_letter
from cchc_workflow.shipped import roots
from cchc_workflow.store.outbox import OutboxState, list_outbox
from cchc_workflow.store.people import find_organization
from cchc_workflow.store.plans import load_plan_row
from cchc_workflow.store.rows import from_json
from cchc_workflow.store.tasks import load_task
from cchc_workflow.web.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from cchc_workflow.bootstrap import Program
    from cchc_workflow.cli.stage import Tick

SEED = 1
"""The year that is played is always the same one: only the ladder differs."""
READER = {"name": "Chi cục trưởng Chi cục Kiểm lâm", "address": "kiemlam@so.example"}
OFFICE = {"name": "Sở Nông nghiệp và Phát triển nông thôn", "parent_name": "UBND TỈNH"}
"""Who reads a preview, and whose it is where no task is shown."""
EVERY_MAIL = 10_000_000


def make_tools(program: Program) -> Tools:
    """Return the tools of a program that serves an office."""
    return Tools(
        health=lambda: program.watchdog.health(program.clock()),
        home=program.settings.home,
        reload=program.reload,
        preview=_preview(program),
        check=_check(program),
        rehearse=_rehearse(program),
        print_report=program.press.print,
        write_binder=write_binder,
    )


def _preview(program: Program) -> Callable[[str, Mapping[str, str], int | None, datetime], Mapping[str, str]]:
    def preview(message: str, texts: Mapping[str, str], task_id: int | None, now: datetime) -> dict[str, str]:
        """Return a mail as it would be; a task that is given stands in it as it is at `now`."""
        office, folders = program.office, roots("notifications", program.settings.home)
        on = office.today(now)
        organization, task = dict(OFFICE), None
        if task_id is not None:
            with office.database.read() as tx:
                found = load_task(tx, task_id)
                row = find_organization(tx, found.organization_id)
            task = task_facts(found, on)
            organization = {"name": row.name, "parent_name": row.parent_name}
        facts = sample_letter(folders, message, task, on.isoformat())
        letter = {"facts": facts, "person": READER, "organization": organization}
        site = Site(str(program.settings.base_url).rstrip("/"))
        made = preview_message(folders, message, texts, letter, site)
        return {"subject": made.subject, "text": made.text, "html": made.html}

    return preview


def _check(program: Program) -> Callable[[str, Mapping[str, str]], None]:
    def check(message: str, texts: Mapping[str, str]) -> None:
        check_drafts(roots("notifications", program.settings.home), message, texts)

    return check


def _rehearse(program: Program) -> Callable[[str, int, Tick], Mapping[str, int]]:
    def rehearse(ladder: str, plan_id: int, tick: Tick) -> dict[str, int]:
        """Return the mails that each address gets in the plan's year by this ladder.

        Raises:
            NotFoundError: there is no such plan.
            DefinitionError: the plan, or the ladder, is wrong.
            InterruptedError: the program is being stopped.
        """
        with program.office.database.read() as tx:
            row = load_plan_row(tx, plan_id)
        with TemporaryDirectory(prefix="cchc-trial-") as made:
            folder = Path(made)
            settings = program.settings.model_copy(update={"home": _furnish(program, folder, ladder)})
            with closing(open_stage(settings, folder)) as stage_program:
                return _play(stage_program, from_json(row.source), _stoppable(program, tick))

    return rehearse


def _furnish(program: Program, folder: Path, ladder: str) -> Path:
    """Return a home like the office's own, but for its ladder."""
    home = folder / "home"
    for name in FOLDERS:
        own = program.settings.home / name
        if own.is_dir():
            copytree(own, home / name)
    (home / "workflows").mkdir(parents=True, exist_ok=True)
    (home / "workflows" / FILE).write_text(ladder, "utf-8", newline="")
    return home


def _play(program: Program, files: Mapping[str, str], tick: Tick) -> dict[str, int]:
    plan = parse_plan(files, program.office.calendar)
    stage = Stage(program, files, Period(plan.first_on, plan.last_on))
    stage.play_seed(SEED, tick)
    with program.office.database.read() as tx:
        organization_id = load_plan_row(tx, stage.plan_id).organization_id
        sent = list_outbox(tx, organization_id, states=[OutboxState.SENT], most=EVERY_MAIL)
    return dict(Counter(row.address for row in sent))


def _stoppable(program: Program, tick: Tick) -> Tick:
    """A server that is told to stop must not wait for the year's end."""

    def go_on(done: int, total: int) -> None:
        if program.stopping.is_set():
            raise InterruptedError
        tick(done, total)

    return go_on
