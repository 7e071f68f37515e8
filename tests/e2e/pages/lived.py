"""Owns an office that has lived: the real plan of 2021 played from April to October, with its mails."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from cchc_workflow.bootstrap import Program, open_program
from cchc_workflow.cli.playback import Day, Playback
from cchc_workflow.cli.stage import MAILS, open_stage, stage_settings
from cchc_workflow.definitions.plan import read_folder
from cchc_workflow.settings import Settings
from cchc_workflow.shipped import shipped

UNTIL = date(2021, 10, 4)
"""The Monday to which the demonstration plays too."""
SEED = 1


class _EnoughError(Exception):
    """Ends the playing."""


def live(home: Path) -> datetime:
    """Play the plan in the folder `home`; return the instant at which its clock stands then."""

    def follow(day: Day) -> None:
        if day.on >= UNTIL:
            raise _EnoughError

    with closing(open_stage(Settings(home=home), home)) as program:
        playback = Playback(
            program, read_folder(shipped("workflows") / "plans" / "snnptnt-quang-ngai-2021"), SEED
        )
        try:
            playback.play(follow)
        except _EnoughError:
            return playback.now()
    raise AssertionError("the year ended before the day")


def mails_of(home: Path) -> Path:
    """Return the folder of the mails that went out."""
    return home / MAILS


def reopen(home: Path) -> Program:
    """Open the program in the folder again, on its database as it is."""
    return open_program(stage_settings(Settings(home=home), home))
