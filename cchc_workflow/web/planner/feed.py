"""Owns a person's calendar feed as a file: the address is the key, no session is asked for."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath
from icalendar import Calendar, Event

from cchc_workflow.domain.history import canonical
from cchc_workflow.engine.feed import Feed, open_feed
from cchc_workflow.web.pages import task_path
from cchc_workflow.web.planner.page import PATH
from cchc_workflow.web.site import Site
from cchc_workflow.words import say

KIND: Final = "text/calendar; charset=utf-8"
REFRESH: Final = timedelta(hours=4)
"""How often a calendar program is asked to look again."""

Token = Annotated[str, InPath(max_length=2000)]


def add_routes(app: FastAPI, site: Site) -> None:
    """Add the feed; whoever has the address reads it, as calendar programs must."""

    @app.api_route(PATH + "/{token}.ics", methods=["GET", "HEAD"])
    def send(request: Request, token: Token) -> Response:
        feed = open_feed(site.office, token, site.now())
        tag = tag_of(feed)
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = write_feed(feed, site.manner.base_url.rstrip("/"))
        headers["Content-Disposition"] = 'inline; filename="cchc.ics"'
        return Response(body, media_type=KIND, headers=headers)


def tag_of(feed: Feed) -> str:
    """Return what changes whenever the file would."""
    parts = [(row.id, row.version, str(row.due_on)) for row in feed.tasks]
    return f'"{sha256(canonical([feed.actor.person_id, parts]).encode()).hexdigest()[:32]}"'


def write_feed(feed: Feed, base_url: str) -> bytes:
    """Return the feed as RFC 5545 wants it: a whole day for each task, no alarm.

    The program that reads it tells people apart by UID and changes by SEQUENCE, so both follow the task.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//CCHC Workflow//vi")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say("planner.feed_name", organization=feed.organization.name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in _events(feed.tasks, feed.organization.code, base_url):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(tasks: Iterable[Any], organization: str, base_url: str) -> Iterable[Event]:
    for row in tasks:
        address = base_url + task_path(row.code)
        event = Event()
        event.add("uid", f"{quote(row.plan_code, safe='')}.{quote(row.code, safe='')}@{organization}")
        event.add("dtstamp", row.last_event_at)
        event.add("last-modified", row.last_event_at)
        event.add("sequence", row.version)
        event.add("dtstart", row.due_on)
        event.add("dtend", row.due_on + timedelta(days=1))
        event.add("summary", f"{row.code} {row.title}")
        event.add("description", say("planner.feed_text", unit=row.unit_name, deliverable=row.deliverable))
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        yield event
