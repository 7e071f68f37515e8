"""Owns the pictures of the user guide: the plan of 2021 as it stands on 4/10/2021, made anew at will.

Run as `python -m tests.e2e.pages.pictures docs/guide/pictures [name …]`; with names only those are made.
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cchc_workflow.bootstrap import Program, open_program
from cchc_workflow.cli.stage import DATABASE, stage_settings
from cchc_workflow.cli.toolbox import make_tools
from cchc_workflow.domain.people import Scope
from cchc_workflow.engine.links import Ticket, sealing
from cchc_workflow.engine.passwords import hash_password
from cchc_workflow.settings import Settings
from cchc_workflow.store.accounts import set_password
from cchc_workflow.store.people import find_person
from cchc_workflow.store.tasks import find_task
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import Demo, Tools
from tests.e2e.pages.browsing import PHONE, Served, find_chromium, served
from tests.e2e.pages.lived import live, mails_of
from tests.e2e.pages.shots import COORDINATOR, PAPER, SHOTS, Scene, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

AT = "@snnptnt-quang-ngai.example"
ORGANIZATION = 1
LINK = "link:"
SCALES = {PHONE: 480 / 360, PAPER: 1.0}
"""Pixels of a picture for one of a page, by the window's width."""
WIDE_SCALE = 1100 / 1440
QUALITY = 70
SETTLED = 500
"""Milliseconds after which nothing moves any more."""
SETUP_CODE = "ABCD-EFGH-JKLM"
PASSWORD = "một câu chỉ để chụp ảnh"
LAST_ON = date(2021, 12, 31)
VIETNAMESE = {"LANGUAGE": "vi"}
"""What a browser itself says is Vietnamese, where its translations are installed (chromium-l10n)."""


def take_all(folder: Path, home: Path, now: datetime, chromium: "Chromium", shots: Sequence[Shot]) -> None:
    """Write a picture for each shot, of copies of the office that lived in `home`."""
    for scene in Scene:
        chosen = [shot for shot in shots if shot.scene is scene]
        if chosen:
            with _serving(home, now, chromium, scene) as (program, office):
                for shot in chosen:
                    _take(folder, program, office, shot)


def _take(folder: Path, program: Program, office: Served, shot: Shot) -> None:
    page = office.open(
        shot.who + AT if shot.who else None,
        width=shot.width,
        device_scale_factor=SCALES.get(shot.width, WIDE_SCALE),
        reduced_motion="reduce",
    )
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    path = shot.path.removeprefix(LINK)
    answer = page.goto(path if path == shot.path else _link_to(program, shot.who, path, office.clock()))
    assert answer is not None, shot
    assert answer.ok, shot
    shot.steps(page)
    page.wait_for_timeout(SETTLED)
    page.screenshot(path=folder / f"{shot.name}.jpg", type="jpeg", quality=QUALITY)
    page.context.close()
    assert office.troubles == [], shot


def _link_to(program: Program, who: str, code: str, now: datetime) -> str:
    """Return the path that a mail of today brings to a person, for one task."""
    with program.office.database.read() as tx:
        person = find_person(tx, ORGANIZATION, who + AT)
        assert person is not None, who
        task = find_task(tx, Scope(ORGANIZATION), code)
    return sealing(program.office)(Ticket(ORGANIZATION, person.id, task.id), now + timedelta(days=14))


@contextmanager
def _serving(
    home: Path, now: datetime, chromium: "Chromium", scene: Scene
) -> Iterator[tuple[Program, Served]]:
    """Serve a copy of the office as it stands in a scene."""
    with TemporaryDirectory(prefix="cchc-pictures-") as made:
        copy = Path(made)
        shutil.copyfile(home / DATABASE, copy / DATABASE)
        settings = stage_settings(Settings(home=copy), copy)
        with closing(open_program(settings, clock=lambda: now)) as program:
            if scene is not Scene.NEW:
                _give_password(program, now)
            manner, tools = Manner(setup_code=SETUP_CODE), make_tools(program)
            if scene is Scene.DEMO:
                manner = Manner(mailbox=mails_of(home))
                tools = Tools(demo=Demo(lambda _: None, LAST_ON))
            with served(program.office, now, chromium, manner, tools) as office:
                yield program, office


def _give_password(program: Program, now: datetime) -> None:
    """Let one person have a password: an office in which nobody has one asks to be set up."""
    with program.office.database.begin() as tx:
        person = find_person(tx, ORGANIZATION, COORDINATOR + AT)
        assert person is not None
        set_password(tx, person.id, hash_password(PASSWORD), now - timedelta(days=170))


def main(folder: Path, names: Sequence[str]) -> None:
    """Play the plan, then take the pictures, all or those with these names."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of the development requirements

    folder.mkdir(parents=True, exist_ok=True)
    shots = [shot for shot in SHOTS if not names or shot.name in names]
    with TemporaryDirectory(prefix="cchc-lived-") as made:
        now = live(Path(made))  # first: beside a running Playwright no other loop may run in this thread
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox"], env={**environ, **VIETNAMESE}
            )
            take_all(folder, Path(made), now, chromium, shots)
            chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
