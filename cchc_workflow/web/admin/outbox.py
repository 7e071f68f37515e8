"""Owns /quan-tri/thu-di: what waits, what went, what did not go and why; letting the dead go again."""

from email import message_from_bytes, policy
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse

from cchc_workflow.engine.administer import retry_dead, retry_mail
from cchc_workflow.engine.links import hide_tokens
from cchc_workflow.errors import NotFoundError
from cchc_workflow.store.outbox import OutboxState, read_row
from cchc_workflow.store.posts import count_posts, find_post, list_posts
from cchc_workflow.web.admin.desk import PAGE, POST, Key, deed_of
from cchc_workflow.web.headers import CAUGHT_MAIL
from cchc_workflow.web.probes import READ
from cchc_workflow.web.site import Site
from cchc_workflow.web.viewer import Admin

OUTBOX = f"{PAGE}/thu-di"
SHOWN = 50

State = Annotated[OutboxState | None, Query(alias="trang_thai")]
Before = Annotated[int | None, Query(alias="truoc", ge=1, le=2**63 - 1)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the outbox's list, one mail, and the retries."""

    def show_outbox(request: Request, viewer: Admin, state: State = None, before: Before = None) -> Response:
        organization_id = viewer.scope.organization_id
        with site.office.database.read() as tx:
            counts = count_posts(tx, organization_id)
            rows = list_posts(tx, organization_id, state, before, SHOWN + 1)
        return site.show(
            request,
            "admin/outbox",
            viewer,
            rows=rows[:SHOWN],
            following=rows[SHOWN - 1].id if len(rows) > SHOWN else None,
            first=before is None,
            state=state,
            states=list(OutboxState),
            counts=counts,
        )

    def show_post(request: Request, viewer: Admin, row_id: Key) -> Response:
        with site.office.database.read() as tx:
            post = find_post(tx, viewer.scope.organization_id, row_id)
        mail = message_from_bytes(post.mail, policy=policy.default) if post.mail else None
        text = mail.get_body(("plain",)) if mail is not None else None
        return site.show(
            request,
            "admin/post",
            viewer,
            post=post,
            subject=str(mail["Subject"]) if mail is not None else "",
            text=hide_tokens(str(text.get_content())) if text is not None else "",
        )

    def show_html(viewer: Admin, row_id: Key) -> Response:
        """Answer with the mail's own HTML: it may do nothing, and only our page may frame it."""
        with site.office.database.read() as tx:
            content = read_row(tx, viewer.scope.organization_id, row_id).mail
        mail = message_from_bytes(content, policy=policy.default) if content else None
        html = mail.get_body(("html",)) if mail is not None else None
        if html is None:
            raise NotFoundError("mail", row_id)
        return HTMLResponse(hide_tokens(str(html.get_content())), headers=dict(CAUGHT_MAIL))

    def retry_one(request: Request, viewer: Admin, row_id: Key) -> Response:
        retry_mail(site.office, deed_of(viewer), row_id)
        return site.go(request, f"{OUTBOX}/{row_id}", told="mail_retried")

    def retry_all(request: Request, viewer: Admin) -> Response:
        retry_dead(site.office, deed_of(viewer))
        return site.go(request, f"{OUTBOX}?trang_thai={OutboxState.QUEUED}", told="mails_retried")

    app.add_api_route(OUTBOX, show_outbox, methods=READ)
    app.add_api_route(f"{OUTBOX}/gui-lai", retry_all, methods=POST)
    app.add_api_route(f"{OUTBOX}/{{row_id}}", show_post, methods=READ)
    app.add_api_route(f"{OUTBOX}/{{row_id}}/html", show_html, methods=READ)
    app.add_api_route(f"{OUTBOX}/{{row_id}}/gui-lai", retry_one, methods=POST)
