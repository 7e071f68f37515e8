"""Owns how a form on a task's page is answered: done and back to the page, or shown again with the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from cchc_workflow.engine.folder import Folder, reopen_folder
from cchc_workflow.engine.office import Office
from cchc_workflow.engine.overview import labels_of
from cchc_workflow.errors import CchcError, ConflictError, FileError, NotFoundError, RefusedError
from cchc_workflow.web.pages import task_path
from cchc_workflow.web.received import Form, Sent
from cchc_workflow.web.site import own_address
from cchc_workflow.web.task.forms import Attempt
from cchc_workflow.web.task.page import TaskId, show_folder
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import SignedIn, Viewer, site_of
from cchc_workflow.words import Labels, explain, find, say

VERSION = "version"
"""The field with the version of the task that the form was made for."""
NEXT = "tiep"
"""The field with the page to go to when it is done, where that is not the task's own."""
_GONE = frozenset({"task", "extension", "action", "key"})
"""What leads nowhere when it is not found; another thing that is not found was chosen wrongly in a form."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that was sent to a task's page: by whom, about which task, with what."""

    request: Request
    viewer: Viewer
    task_id: int
    form: Sent

    @property
    def office(self) -> Office:
        """Return the office in which it happens."""
        return site_of(self.request).office

    @property
    def seen_version(self) -> int | None:
        """Return the version of the task that the form was made for."""
        return self.form.number(VERSION)

    def open_folder(self) -> Folder:
        """Return the task as it is now.

        Raises:
            NotFoundError: it is not in sight.
        """
        return reopen_folder(self.office, self.viewer.actor, self.task_id, self.viewer.now)


def receive_post(request: Request, viewer: SignedIn, task_id: TaskId, form: Form) -> Posted:
    """Return what was sent, by whom, to which task."""
    return Posted(request, viewer, task_id, form)


PostedForm = Annotated[Posted, Depends(receive_post)]

Doing = Callable[[Folder], str]
"""Does what a form asks of a task and returns the name of what then has happened, in the past tense."""


def answer(posted: Posted, key: str, do: Doing, event_of: Callable[[Folder], str] = lambda _: "") -> Response:
    """Do what the form `key` asks and go back to the task's page, which tells it; or show the form again.

    A refusal keeps everything that was typed and says what happened since the version that the form was made
    for; where that was the very event of `event_of`, by the same person, it says that it is done already.

    Raises:
        NotFoundError: the task is not in sight, or there is no such action or request.
    """
    folder = posted.open_folder()
    try:
        told = do(folder)
    except FilesRefusedError as error:
        problems, status = error.problems, error.status
    except (RefusedError, ConflictError, FileError, NotFoundError) as error:
        if isinstance(error, NotFoundError) and error.kind in _GONE:
            raise
        problems = (_say(error, folder),)
        status = 422 if isinstance(error, NotFoundError) else status_of(error)
    else:
        return _go_on(posted, folder, told)
    attempt = Attempt(
        key=key,
        typed=posted.form.typed(),
        problems=problems,
        status=status,
        kept=bool(posted.form.files),
        seen_version=posted.seen_version,
        event=event_of(folder),
    )
    return show_folder(posted.request, posted.viewer, posted.open_folder(), attempt)


class FilesRefusedError(Exception):
    """Some of the files that came with a form were not taken: `problems` says for each why not."""

    def __init__(self, problems: tuple[str, ...], status: int) -> None:
        super().__init__(*problems)
        self.problems = problems
        self.status = status


def require_seen(posted: Posted, folder: Folder) -> None:
    """Make sure that the form was made for the task as it is.

    Raises:
        ConflictError: it has changed since.
    """
    if posted.seen_version not in {None, folder.task.version}:
        raise ConflictError("task", folder.task.code)


def _go_on(posted: Posted, folder: Folder, told: str) -> Response:
    wanted = posted.form.text(NEXT)
    following = own_address(wanted) if wanted else task_path(folder.path_code)
    entry = told if find(f"told.{told}") is not None else "acted"
    return site_of(posted.request).go(posted.request, following, told=entry)


def _say(error: CchcError, folder: Folder) -> str:
    """Say why, without the command line's advice: the page itself shows what changed."""
    if isinstance(error, ConflictError) and error.kind in {"task", "extension"}:
        return say(f"task_page.conflict_{error.kind}")
    return explain(error, _labels(folder))


def _labels(folder: Folder) -> Labels:
    asked = labels_of(folder.asked.workflow) if folder.asked is not None else {}
    return {**asked, **labels_of(folder.file.workflow)}
