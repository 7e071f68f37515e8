"""Owns `cchc demo`: the 2021 plan on a clock of its own, in a folder that is thrown away, for all to see."""

# Help must not wait for the libraries of the database, the mail and the web.

from __future__ import annotations

import logging
import signal
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from cchc_workflow.cli.serve import LOCAL, PORT, JsonLines, address_of, listen, make_server
from cchc_workflow.cli.show import Column, make_console, print_facts, print_heading, print_table, tell
from cchc_workflow.cli.values import read_day
from cchc_workflow.shipped import shipped
from cchc_workflow.words import label, present, say, say_percent

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from cchc_workflow.bootstrap import Program
    from cchc_workflow.cli.playback import Crossing, Day, Playback, Player
    from cchc_workflow.engine.sessions import Terms
    from cchc_workflow.web.tools import Tools

PLAN = "plans/snnptnt-quang-ngai-2021"
UNTIL = date(2021, 10, 4)
"""Played quickly up to here: by then a unit has crossed the line, and the week's report has said so."""
SEED = 1
LOG = "demo.log"
WEEKLY = "weekly_report"

_FLAGGED = (
    Column("name", room="fold"),
    Column("late", "right"),
    Column("assigned", "right"),
    Column("percent", "right"),
)


def demo(
    host: Annotated[str, typer.Option("--host")] = LOCAL,
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = PORT,
    seed: Annotated[int, typer.Option("--seed", min=0)] = SEED,
    until: Annotated[date | None, typer.Option("--until", parser=read_day)] = None,
    day_seconds: Annotated[float | None, typer.Option("--day-seconds", min=0.05, max=3600)] = None,
    once: Annotated[bool, typer.Option("--once")] = False,
    keep: Annotated[Path | None, typer.Option("--keep", file_okay=False)] = None,
) -> None:
    """Play the 2021 plan quickly up to a day, then on as visitors of the pages move its clock."""
    with _folder(keep) as folder, _logging_to(folder / LOG):
        if once:
            _play_once(folder, seed, kept=keep is not None)
            return
        with closing(listen(host, port)) as listener:
            pause = timedelta(seconds=day_seconds) if day_seconds is not None else None
            _play_and_serve(folder, listener, seed, until or UNTIL, pause)


def _play_once(folder: Path, seed: int, *, kept: bool) -> None:
    with closing(_open(folder, "")) as program:
        playback = _issue(program, seed)
        with _following(len(playback.period)) as follow:
            playback.play(follow)
        _sum_up(playback, folder, playback.stage.end, stays=kept)


def _play_and_serve(
    folder: Path, listener: socket.socket, seed: int, until: date, pause: timedelta | None
) -> None:
    """Play in a thread, and show the pages in this one until SIGTERM or SIGINT."""
    from cchc_workflow.cli.playback import Player
    from cchc_workflow.cli.stage import MAILS
    from cchc_workflow.web.app import create_app
    from cchc_workflow.web.site import Manner

    address = address_of(listener)
    with closing(_open(folder, address)) as program:
        playback = _issue(program, seed)
        with _following((until - playback.period.first_on).days + 1) as follow:
            player = Player(playback, until, follow, pause)
            try:
                with _breaking_off(player):
                    player.start()
            except BaseException:
                player.stop()
                raise
        _sum_up(playback, folder, playback.now(), stays=True)
        app = create_app(
            program.office,
            playback.now,
            Manner(base_url=address, terms=_terms_of(playback), mailbox=folder / MAILS),
            _make_tools(program, player, playback),
        )
        server = make_server(app)
        tell(say("demo.ready", url=address))
        try:
            server.run(sockets=[listener])
        finally:
            program.stopping.set()
            player.stop()


@contextmanager
def _breaking_off(player: Player) -> Iterator[None]:
    """Let Ctrl+C be a word to the player: raised at once, it might strike while this thread holds a lock."""
    asked = False

    def ask(_number: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        player.halt()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def _terms_of(playback: Playback) -> Terms:
    """Return terms by which nobody's session ends or locks, however far the clock is moved."""
    from cchc_workflow.engine.sessions import Terms

    whole = timedelta(days=len(playback.period) + 1)
    return Terms(lasts=whole, idle=whole)


def _make_tools(program: Program, player: Player, playback: Playback) -> Tools:
    """Return an office's tools on the folder of the demonstration, and the clock to move.

    The watchdog looks by the jobs' clock, which leaps here: the pages look for themselves.
    """
    from cchc_workflow.cli.toolbox import make_tools
    from cchc_workflow.web.tools import Demo

    return replace(make_tools(program), health=None, demo=Demo(player.move, playback.period.last_on))


def _open(folder: Path, address: str) -> Program:
    """Return the program on a new database; only the environment's settings reach it, none of an office's."""
    from pydantic import AnyHttpUrl

    from cchc_workflow.cli.stage import open_stage
    from cchc_workflow.settings import load_settings

    settings = load_settings(folder)
    return open_stage(
        settings.model_copy(update={"base_url": AnyHttpUrl(address)} if address else {}), folder
    )


def _issue(program: Program, seed: int) -> Playback:
    from cchc_workflow.cli.playback import Playback
    from cchc_workflow.definitions.plan import read_folder

    return Playback(program, read_folder(shipped("workflows") / PLAN), seed)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Give an empty folder: one that is thrown away, or the one to keep."""
    if keep is None:
        with TemporaryDirectory(prefix="cchc-demo-", ignore_cleanup_errors=True) as made:
            yield Path(made)
        return
    keep.mkdir(parents=True, exist_ok=True)
    if any(keep.iterdir()):
        raise typer.BadParameter(say("usage.folder_not_empty", folder=str(keep)))
    yield keep


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    """Keep the log in a file meanwhile: what the terminal shows is for a person to follow."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


@contextmanager
def _following(days: int) -> Iterator[Callable[[Day], None]]:
    """Show how far the clock has come, and say of each crossing of the line when it happens."""
    from rich.progress import BarColumn, Progress, TextColumn

    console = make_console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), console=console, transient=True,
        disable=not console.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=days)

        def follow(day: Day) -> None:
            for crossing in day.crossings:
                console.print(_describe(crossing))
            words = say("demo.day", on=day.on, steps=day.steps, mails=day.mails)
            bar.update(task, completed=min(day.done, days), description=words)

        yield follow


def _describe(crossing: Crossing) -> str:
    key = "demo.crossed" if crossing.raised else "demo.cleared"
    return say(key, on=crossing.on, unit=crossing.unit, late=crossing.late, assigned=crossing.assigned)


def _sum_up(playback: Playback, folder: Path, at: datetime, *, stays: bool) -> None:
    """Print who is flagged, what went up, what the director last read, and where it lies if it `stays`."""
    from cchc_workflow.cli.stage import MAILS
    from cchc_workflow.reports.rehearsal import Rehearsal, summarize

    stage = playback.stage
    played = Rehearsal(
        plan_id=stage.plan_id, start=stage.start, end=at, script=None, seed=playback.seed, outcomes=()
    )
    summary = summarize(playback.office, played)
    on, director = playback.office.today(at), _read_director(playback, at)
    print_heading(say("demo.title", year=summary["plan"]["year"], start=playback.period.first_on, on=on))
    flagged = [_texts(unit) for unit in summary["units"] if unit["flagged"]]
    if flagged:
        print_table(_FLAGGED, flagged)
    seen = summary["tasks"]["by_timeliness"]
    kinds = ", ".join(f"{label('timeliness', kind)} {many}" for kind, many in seen.items() if many)
    print_facts(
        [
            ("tasks", f"{summary['tasks']['total']} ({kinds})"),
            ("flags", _tell_flags(summary["flags"])),
            ("escalations", _count_escalations(summary["escalations"], director)),
            ("mails", str(summary["mails"]["total"])),
            ("weekly", _find_weekly(folder / MAILS, director)),
            ("folder", str(folder / MAILS) if stays else say("demo.thrown_away")),
        ]
    )


def _texts(unit: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": unit["name"],
        "late": str(unit["late"]),
        "assigned": str(unit["assigned"]),
        "percent": say_percent(unit["percent"]),
    }


def _tell_flags(flags: Sequence[Mapping[str, Any]]) -> str:
    """Return the units that ever crossed the line, each with the days on which it did."""
    days: dict[str, list[str]] = {}
    for flag in flags:
        days.setdefault(flag["name"], []).append(present(flag["raised_on"]))
    return "\n".join(f"{name}: {', '.join(on)}" for name, on in days.items()) or say("demo.none")


def _count_escalations(escalations: Sequence[Mapping[str, Any]], director: str) -> str:
    to_director = sum(1 for each in escalations if each["to"] == director)
    return say("demo.escalations", total=len(escalations), director=to_director)


def _find_weekly(mails: Path, director: str) -> str:
    """Return the subject of the last weekly report to the director, with its number."""
    from cchc_workflow.web.demo.caught import list_mails

    heads = list_mails(mails, 1, label("message", WEEKLY)).heads
    head = next((head for head in heads if head.to_address == director), None)
    return say("demo.weekly", subject=head.subject, number=head.number) if head else say("demo.none")


def _read_director(playback: Playback, at: datetime) -> str:
    """Return the director's address, "" where there is none."""
    from cchc_workflow.domain.people import Role
    from cchc_workflow.store.people import read_directory, read_people

    office = playback.office
    with office.database.read() as tx:
        organization_id = office.plan(tx, playback.stage.plan_id).organization_id
        holders = read_directory(tx, organization_id, office.today(at)).holders(Role.DIRECTOR, None)
        people = read_people(tx, organization_id)
    return next((person.address for person in people if person.id in holders), "")
