"""Owns /quan-tri/mau-thu: what the mails say, changing it with a preview, and taking the change back."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Annotated

from fastapi import FastAPI, Form, Request, Response
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from cchc_workflow.engine.house_change import HouseChange, change_files
from cchc_workflow.engine.house_files import HouseFile, read_file
from cchc_workflow.errors import CchcError, NotFoundError
from cchc_workflow.store.tasks import find_task
from cchc_workflow.web.admin.desk import (
    PAGE,
    POST,
    REFUSED,
    Key,
    Refusal,
    deed_of,
    own_home,
    refusal_of,
    reload,
)
from cchc_workflow.web.headers import CAUGHT_MAIL
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site, wants_part
from cchc_workflow.web.viewer import Admin, Viewer

LETTERS = f"{PAGE}/mau-thu"
FOLDER = "notifications"
LANGUAGE = "vi"
PARTS = {"subject.txt": "subject", "body.txt": "text", "body.html": "html"}
KEPT = 50
"""Previews whose HTML is remembered until the frame has asked for it."""

Message = Annotated[str, InPath(pattern="^[a-z_]{1,40}$")]


class LetterForm(BaseModel):
    """A message's three files, as typed, and the task to show in the preview."""

    subject: str = Field("", alias="tieu_de", max_length=20_000)
    text: str = Field("", alias="noi_dung", max_length=100_000)
    html: str = Field("", alias="html", max_length=200_000)
    task: str = Field("", alias="nhiem_vu", max_length=200)
    seen_subject: str = Field("", alias="xem_tieu_de", max_length=64)
    seen_text: str = Field("", alias="xem_noi_dung", max_length=64)
    seen_html: str = Field("", alias="xem_html", max_length=64)

    def texts(self) -> dict[str, str]:
        """Return the texts by their files' names, with the ends of lines that files have."""
        given = (("subject.txt", self.subject), ("body.txt", self.text), ("body.html", self.html))
        return {name: text.replace("\r\n", "\n") for name, text in given}

    def seen(self, message: str) -> dict[str, str]:
        """Return the digests of the files that these texts were made from."""
        given = (self.seen_subject, self.seen_text, self.seen_html)
        return {name_of(message, part): digest for part, digest in zip(PARTS, given, strict=True)}


class Frames:
    """The HTML of the last previews, each for its frame to fetch: shown to whoever asked for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[int, str]] = OrderedDict()
        self._last = 0

    def keep(self, person_id: int, html: str) -> int:
        """Remember a preview and return its number."""
        with self._lock:
            self._last += 1
            self._kept[self._last] = (person_id, html)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._last

    def find(self, person_id: int, number: int) -> str:
        """Return a preview's HTML.

        Raises:
            NotFoundError: it was forgotten, or is somebody else's.
        """
        with self._lock:
            owner, html = self._kept.get(number, (0, ""))
        if owner != person_id:
            raise NotFoundError("preview", number)
        return html


def name_of(message: str, part: str) -> str:
    """Return a file's name within the folder of notifications."""
    return f"{LANGUAGE}/{message}/{part}"


def read_files(site: Site, message: str) -> dict[str, HouseFile]:
    """Return a message's files as they are in force, by their parts.

    Raises:
        NotFoundError: there is no such message.
    """
    if message not in site.office.definitions.messages:
        raise NotFoundError("message", message)
    return {part: read_file(site.tools.home, FOLDER, name_of(message, part)) for part in PARTS}


class LetterPage:
    """Shows a message with its preview, as saved or as typed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.frames = Frames()

    def show(
        self,
        request: Request,
        viewer: Viewer,
        message: str,
        form: LetterForm | None = None,
        refusal: Refusal | None = None,
    ) -> Response:
        """Answer with the whole page, or with the preview alone where htmx asks."""
        tools = self._site.tools
        files = read_files(self._site, message)
        digests = {f"seen_{field}": files[part].digest for part, field in PARTS.items()}
        form = form or LetterForm.model_construct(
            None, **digests, **{field: files[part].text for part, field in PARTS.items()}
        )
        shown, broken = self._preview(viewer, message, form)
        return self._site.show(
            request,
            "admin/_letter_preview" if wants_part(request) else "admin/letter",
            viewer,
            status=refusal.status if refusal else 200,
            message=message,
            own=any(file.own for file in files.values()),
            digests=digests,
            typed=form,
            shown=shown,
            frame=self.frames.keep(viewer.actor.person_id, shown["html"]) if shown else 0,
            broken=broken,
            changeable=tools.home is not None and tools.reload is not None,
            previewed=tools.preview is not None,
            refusal=refusal,
        )

    def _preview(
        self, viewer: Viewer, message: str, form: LetterForm
    ) -> tuple[Mapping[str, str] | None, Refusal | None]:
        """Return the mail as it would be, or why it can't be made."""
        preview = self._site.tools.preview
        if preview is None:
            return None, None
        try:
            task_id = None
            if form.task.strip():
                with self._site.office.database.read() as tx:
                    task_id = find_task(tx, viewer.scope, form.task.strip()).id
            return preview(message, form.texts(), task_id, viewer.now), None
        except CchcError as error:
            return None, refusal_of(error)


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the list of messages, the page of one, its preview, its change and taking the change back."""
    page = LetterPage(site)

    def show_list(request: Request, viewer: Admin) -> Response:
        messages = sorted(site.office.definitions.messages)
        own = {name: any(file.own for file in read_files(site, name).values()) for name in messages}
        return site.show(request, "admin/letters", viewer, own=own)

    def show_letter(request: Request, viewer: Admin, message: Message) -> Response:
        return page.show(request, viewer, message)

    def show_preview(
        request: Request, viewer: Admin, message: Message, form: Annotated[LetterForm, Form()]
    ) -> Response:
        return page.show(request, viewer, message, form)

    def show_frame(viewer: Admin, number: Key) -> Response:
        """Answer with the mail's own HTML: it may do nothing, and only our page may frame it."""
        return HTMLResponse(page.frames.find(viewer.actor.person_id, number), headers=dict(CAUGHT_MAIL))

    def take_letter(
        request: Request, viewer: Admin, message: Message, form: Annotated[LetterForm, Form()]
    ) -> Response:
        home = own_home(site)
        files = read_files(site, message)
        try:
            if site.tools.check is not None:
                site.tools.check(message, form.texts())
            changed = {part: text for part, text in form.texts().items() if text != files[part].text}
            change = HouseChange(
                folder=FOLDER,
                texts={name_of(message, part): text for part, text in changed.items()},
                seen=form.seen(message),
                name="letter_changed",
                subject=message,
            )
            change_files(site.office, home, deed_of(viewer), change)
        except REFUSED as error:
            return page.show(request, viewer, message, form, refusal_of(error))
        reload(site)
        return site.go(request, f"{LETTERS}/{message}", told="letter_changed")

    def restore(
        request: Request, viewer: Admin, message: Message, form: Annotated[LetterForm, Form()]
    ) -> Response:
        home = own_home(site)
        files = read_files(site, message)
        change = HouseChange(
            folder=FOLDER,
            texts={name_of(message, part): None for part, file in files.items() if file.own},
            seen=form.seen(message),
            name="letter_restored",
            subject=message,
        )
        change_files(site.office, home, deed_of(viewer), change)
        reload(site)
        return site.go(request, f"{LETTERS}/{message}", told="letter_restored")

    app.add_api_route(LETTERS, show_list, methods=READ)
    app.add_api_route(f"{LETTERS}/xem/{{number}}", show_frame, methods=READ)
    app.add_api_route(f"{LETTERS}/{{message}}", show_letter, methods=READ)
    app.add_api_route(f"{LETTERS}/{{message}}", take_letter, methods=POST)
    app.add_api_route(f"{LETTERS}/{{message}}/xem-thu", show_preview, methods=POST)
    app.add_api_route(f"{LETTERS}/{{message}}/khoi-phuc", restore, methods=POST)
