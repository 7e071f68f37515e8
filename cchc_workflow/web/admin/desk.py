"""Owns what every page of the administration does alike: who acts, days as typed, refusals as sentences."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final

from fastapi import Form
from fastapi import Path as InPath

from cchc_workflow.engine.act import Deed
from cchc_workflow.errors import (
    CchcError,
    ConflictError,
    DefinitionError,
    FileError,
    IncompleteError,
    NotFoundError,
    StorageError,
)
from cchc_workflow.web.site import Site
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import Viewer
from cchc_workflow.words import explain, say, translate

PAGE: Final = "/quan-tri"
POST: Final = ["POST"]
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""What lies beyond was mistyped, and the days around it may be none."""
LINE: Final = "line "
"""Where a template is wrong, as the errors of templates say it."""

Key = Annotated[int, InPath(ge=1, le=2**63 - 1)]
Seen = Annotated[str, Form(alias="ban_da_xem", max_length=64)]
"""The digest of what was shown when somebody began to change it."""

REFUSED = (ConflictError, DefinitionError, FileError, IncompleteError, NotFoundError, StorageError)
"""What a form is shown again for, with all that was typed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not taken, and the status of the page that says so."""

    said: str
    status: int


def refusal_of(error: CchcError) -> Refusal:
    """Return an error as what a form shows."""
    line = error.key.removeprefix(LINE) if isinstance(error, DefinitionError) else ""
    if isinstance(error, DefinitionError) and line.isdecimal():
        said = say("admin.broken_at", path=error.path, line=line, reason=translate(error.reason))
        return Refusal(said, status_of(error))
    return Refusal(explain(error), status_of(error))


def deed_of(viewer: Viewer) -> Deed:
    """Return who does something now."""
    return Deed(viewer.actor, viewer.now)


def read_day(text: str, action: str) -> date | None:
    """Return a day as a browser sends it, None for an empty field.

    Raises:
        IncompleteError: it is no day, or one beyond all plans.
    """
    if not text.strip():
        return None
    unreadable = IncompleteError(action, ["day"], {"unreadable": text.strip()[:20]})
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise unreadable from error
    if not EARLIEST <= day <= LATEST:
        raise unreadable
    return day


def own_home(site: Site) -> Path:
    """Return the office's folder, for a page that changes files in it.

    Raises:
        NotFoundError: the program runs without one, so nothing can be changed here.
    """
    if site.tools.home is None or site.tools.reload is None:
        raise NotFoundError("house", "")
    return site.tools.home


def reload(site: Site) -> None:
    """Let the running program go by the files as they are now."""
    if site.tools.reload is not None:
        site.tools.reload()
