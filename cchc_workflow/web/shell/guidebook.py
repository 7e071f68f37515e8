"""Owns the pages of the user guide: chapters in Markdown with their pictures, for whoever is signed in."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from cchc_workflow.domain.people import Role
from cchc_workflow.errors import NotFoundError
from cchc_workflow.shipped import shipped
from cchc_workflow.web.probes import READ
from cchc_workflow.web.shell.frame import roles_of
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import SignedIn, Viewer

ADDRESS = "/tro-giup/huong-dan"
CONTENTS = "README"
"""The file that opens the guide, named so that it is shown where the folder is looked at as well."""
CHAPTERS = (
    CONTENTS, "dang-nhap", "dau-moi", "thu-truong-don-vi", "giam-doc", "bao-cao", "quan-tri", "thanh-tra",
    "trinh-dien",
)  # fmt: skip
DEMONSTRATION = "trinh-dien"
WRITTEN_FOR: Mapping[Role, tuple[str, ...]] = {
    Role.DIRECTOR: ("giam-doc", "bao-cao"),
    Role.DEPUTY_DIRECTOR: ("giam-doc", "bao-cao"),
    Role.CHIEF_OF_OFFICE: ("dau-moi", "giam-doc", "bao-cao"),
    Role.COORDINATOR: ("dau-moi", "bao-cao"),
    Role.VERIFIER: ("dau-moi", "bao-cao"),
    Role.UNIT_HEAD: ("thu-truong-don-vi", "bao-cao"),
    Role.OFFICER: ("thu-truong-don-vi",),
    Role.ADMIN: ("quan-tri",),
    Role.AUDITOR: ("thanh-tra",),
    Role.CLERK: ("dang-nhap",),
}
"""The chapters that a role reads first."""

PICTURES = "pictures"
KEPT = {"Cache-Control": "private, max-age=3600"}
_PAGE = re.compile(r"/[a-z]+(?:-[a-z]+)*(?:/[a-z]+(?:-[a-z]+)*)*")
"""An address of ours as a chapter writes it, with nothing in it that has to be filled in."""

Name = Annotated[str, InPath(max_length=80)]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its heading, what it is for in a sentence or two, its sections by their ids, its HTML."""

    name: str
    title: str
    lead: str
    sections: tuple[tuple[str, str], ...]
    html: Markup

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return path_of(self.name)


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the guide's contents, its chapters and its pictures."""
    folder = shipped("guide")

    def show_contents(request: Request, viewer: SignedIn) -> Response:
        return show(request, viewer, CONTENTS)

    def show_chapter(request: Request, viewer: SignedIn, chapter: Name) -> Response:
        if chapter not in CHAPTERS[1:]:
            raise NotFoundError("chapter", chapter)
        return show(request, viewer, chapter)

    def show(request: Request, viewer: Viewer, name: str) -> Response:
        at = CHAPTERS.index(name)
        before, after = CHAPTERS[at - 1 : at] if at else (), CHAPTERS[at + 1 : at + 2]
        return site.show(
            request,
            "shell/chapter",
            viewer,
            chapter=read_chapter(folder, name),
            contents=path_of(CONTENTS) if at else "",
            before="".join(map(path_of, before)),
            after="".join(map(path_of, after)),
        )

    def send_picture(viewer: SignedIn, picture: Name) -> Response:  # noqa: ARG001 - only who is signed in
        if picture not in picture_names(folder):
            raise NotFoundError("picture", picture)
        return FileResponse(folder / PICTURES / picture, headers=KEPT)

    app.add_api_route(ADDRESS, show_contents, methods=READ)
    app.add_api_route(f"{ADDRESS}/{{chapter}}", show_chapter, methods=READ)
    app.add_api_route(f"{ADDRESS}/{PICTURES}/{{picture}}", send_picture, methods=READ)


def path_of(name: str) -> str:
    """Return the address of a chapter's page."""
    return ADDRESS if name == CONTENTS else f"{ADDRESS}/{name}"


def list_chapters(site: Site, viewer: Viewer) -> list[tuple[Chapter, bool]]:
    """Return the chapters, those written for the viewer first and marked; the contents are no chapter."""
    own = read_first(roles_of(viewer), demo=site.tools.demo is not None)
    others = [name for name in CHAPTERS[1:] if name not in own]
    return [(read_chapter(shipped("guide"), name), name in own) for name in (*own, *others)]


def read_first(roles: Collection[Role], *, demo: bool = False) -> tuple[str, ...]:
    """Return the names of the chapters for who holds these roles, each once."""
    named = [name for role in roles for name in WRITTEN_FOR[role]]
    return tuple(dict.fromkeys([DEMONSTRATION, *named] if demo else named))


@cache
def picture_names(folder: Path) -> frozenset[str]:
    """Return the names of the guide's pictures."""
    return frozenset(path.name for path in (folder / PICTURES).iterdir())


@cache
def read_chapter(folder: Path, name: str) -> Chapter:
    """Return a chapter of the guide in a folder."""
    return make_chapter(name, (folder / f"{name}.md").read_text("utf-8"))


def make_chapter(name: str, text: str) -> Chapter:
    """Return what Markdown says as a page: HTML in it is shown as it is written, never obeyed.

    The text begins with its heading and a paragraph of what it is for.
    """
    reader = _reader()
    tokens = reader.parse(text)
    sections: list[tuple[str, str]] = []
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"muc-{len(sections) + 1}")
            sections.append((f"muc-{len(sections) + 1}", following.content))
        for inner in following.children or ():
            _lead_home(inner)
    said = [token.content for token in tokens if token.type == "inline"]
    html = Markup(reader.renderer.render(tokens[3:], reader.options, {}))  # noqa: S704 - of escaped text
    return Chapter(name, said[0], _plain(reader, said[1]), tuple(sections), html)


def _plain(reader: MarkdownIt, text: str) -> str:
    """Return a paragraph without its marks."""
    tokens = reader.parseInline(text)[0].children or []
    return "".join(token.content or " " * (token.type == "softbreak") for token in tokens)


def _lead_home(token: Token) -> None:
    """Let what leads to a file of the guide lead to its page."""
    href, src = str(token.attrGet("href") or ""), str(token.attrGet("src") or "")
    name, dot_md, section = href.partition(".md")
    if dot_md and name in CHAPTERS:
        token.attrSet("href", path_of(name) + section)
    if src.startswith(f"{PICTURES}/"):
        token.attrSet("src", f"{ADDRESS}/{src}")


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("table_open", lambda *_: '<div class="table-box"><table class="table">\n')
    reader.add_render_rule("table_close", lambda *_: "</table></div>\n")
    reader.add_render_rule("code_inline", _show_code)
    return reader


def _show_code(_renderer: object, tokens: list[Token], at: int, *_: object) -> str:
    """Show code; an address of ours that stands alone leads there."""
    code = Markup("<code>{}</code>").format(tokens[at].content)
    leads = _PAGE.fullmatch(tokens[at].content)
    return str(Markup('<a href="{}">{}</a>').format(tokens[at].content, code) if leads else code)
