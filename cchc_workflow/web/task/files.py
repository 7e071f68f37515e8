"""Owns the files of a task: put up, taken back, and given out as attachments that can do nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import FastAPI, Response
from fastapi import Path as InPath

from cchc_workflow.domain.guards import read_date
from cchc_workflow.domain.text import fold
from cchc_workflow.engine.evidence import UPLOAD as ACTION
from cchc_workflow.engine.evidence import Given, add_upload, remove_upload
from cchc_workflow.engine.folder import Folder
from cchc_workflow.errors import FileError, IncompleteError
from cchc_workflow.store.files import read_evidence_file, read_upload_file
from cchc_workflow.web.probes import READ
from cchc_workflow.web.received import Sent, SentFile
from cchc_workflow.web.site import Site
from cchc_workflow.web.task.answers import FilesRefusedError, Posted, PostedForm, answer
from cchc_workflow.web.task.fields import LONGEST_LINE
from cchc_workflow.web.task.forms import UPLOAD
from cchc_workflow.web.trouble import status_of
from cchc_workflow.web.viewer import SignedIn
from cchc_workflow.words import explain

FileId = Annotated[int, InPath(ge=1, le=2**63 - 1)]
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""A file that a browser opens in spite of all may load nothing and run nothing."""


def add_routes(app: FastAPI, site: Site) -> None:
    """Add what waits for a report, and the downloads; who sees a task has its files."""

    def give_evidence(viewer: SignedIn, evidence_id: FileId) -> Response:
        with site.office.database.read() as tx:
            return attach(read_evidence_file(tx, viewer.scope, evidence_id))

    def give_upload(viewer: SignedIn, upload_id: FileId) -> Response:
        with site.office.database.read() as tx:
            return attach(read_upload_file(tx, viewer.scope, upload_id))

    base = f"/viec/{{task_id}}/{UPLOAD}"
    app.add_api_route(base, put_up, methods=["POST"])
    app.add_api_route(f"{base}/{{upload_id}}/bo", take_back, methods=["POST"])
    app.add_api_route("/tep/cho/{upload_id}", give_upload, methods=READ)
    app.add_api_route("/tep/{evidence_id}", give_evidence, methods=READ)


def put_up(posted: PostedForm) -> Response:
    """Let files and a document's number wait on the task for its report."""

    def do(folder: Folder) -> str:
        if not keep_sent(posted, folder):
            raise IncompleteError(ACTION, ["evidence"])
        return "uploaded"

    return answer(posted, UPLOAD, do)


def take_back(posted: PostedForm, upload_id: FileId) -> Response:
    """Take back something that waits on the task."""

    def do(folder: Folder) -> str:
        remove_upload(posted.office, posted.viewer.actor, folder.task.id, upload_id)
        return "upload_removed"

    return answer(posted, UPLOAD, do)


def keep_sent(posted: Posted, folder: Folder) -> int:
    """Let what a form sent wait on the task, each file by itself; return how many things that were.

    The document's number, date and signer belong to every file that came with them.

    Raises:
        FilesRefusedError: some file was not taken; the others wait all the same.
        NotFoundError, WrongStateError, WrongRoleError: see `engine.evidence.add_upload`.
        IncompleteError: the document's date can't be read.
    """
    document = read_document(posted.form)

    def add(given: Given) -> None:
        add_upload(posted.office, posted.viewer.actor, folder.task.id, given, posted.viewer.now)

    if not posted.form.files and document.document:
        add(document)
        return 1
    problems = [error for file in posted.form.files if (error := _refusal(add, document, file)) is not None]
    if problems:
        raise FilesRefusedError(tuple(map(explain, problems)), min(map(status_of, problems)))
    return len(posted.form.files)


def read_document(form: Sent) -> Given:
    """Return the number, date and signer of the document that a form names, without a file.

    Raises:
        IncompleteError: the date can't be read.
    """
    typed = form.text("issued_on", LONGEST_LINE)
    issued_on = read_date(typed)
    if typed and issued_on is None:
        raise IncompleteError(ACTION, ["issued_on"], {"unreadable": typed})
    return Given(
        document=form.text("evidence", LONGEST_LINE),
        issued_on=issued_on,
        signer=form.text("signer", LONGEST_LINE),
    )


def disposition(name: str) -> str:
    """Return the header that makes a browser save a file under its name (RFC 6266, RFC 8187).

    An old program reads the plain name, in which letters lose their marks and what is left over becomes "_".
    """
    folded = "".join(letter if letter.isascii() else fold(letter) for letter in name)
    plain = "".join(letter if _is_plain(letter) else "_" for letter in folded)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isprintable() and letter not in '"\\%;'


def _refusal(add: Callable[[Given], None], document: Given, file: SentFile) -> FileError | None:
    try:
        add(replace(document, file_name=file.name, content=file.read()))
    except FileError as error:
        return error
    return None


def attach(row: Any) -> Response:  # noqa: ANN401
    """Return a file as an attachment that can do nothing; `row` names it, its type and its bytes."""
    headers = {
        "Content-Disposition": disposition(row.file_name),
        "Content-Security-Policy": INERT,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(row.content, media_type=row.media_type, headers=headers)
