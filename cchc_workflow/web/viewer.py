"""Owns who asks: the cookie becomes a viewer with roles and scope, or nobody; routes say whom they take."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request

from cchc_workflow.domain.people import Actor, Role, Scope, scope_of
from cchc_workflow.engine.sessions import Session, recognize
from cchc_workflow.errors import WrongRoleError
from cchc_workflow.store import sessions
from cchc_workflow.store.bell import count_new
from cchc_workflow.store.people import find_organization

if TYPE_CHECKING:
    from cchc_workflow.web.site import Site

COOKIE = "cchc"
SECURE_COOKIE = "__Host-cchc"
"""Over https a browser takes this name only from this very host, with the whole site as its path."""


class SignInNeededError(Exception):
    """Nobody is signed in, or only half, or the session is locked; `step` is the page that comes next."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody who is signed in, on the day and at the instant of the request.

    `news` is the number of messages to them that they have not seen behind the bell.
    """

    actor: Actor
    scope: Scope
    session_id: int
    organization: Any
    now: datetime
    on: date
    news: int = 0

    def holds(self, *roles: Role) -> bool:
        """Tell whether the viewer holds any of the roles, in whatever unit."""
        return any(grant.role in roles for grant in self.actor.grants)

    @property
    def unit_ids(self) -> frozenset[int]:
        """Return the keys of the units in which the viewer holds an office."""
        return frozenset(grant.unit_id for grant in self.actor.grants if grant.unit_id is not None)

    @property
    def sees_all(self) -> bool:
        """Tell whether the viewer sees the whole organization."""
        return self.scope.unit_ids is None


def site_of(request: Request) -> "Site":
    """Return the site that the request came to."""
    found: Site = request.app.state.site
    return found


def read_token(request: Request, site: "Site") -> str:
    """Return the token that the browser carries, "" without one."""
    return request.cookies.get(SECURE_COOKIE if site.manner.secure else COOKIE, "")


def find_session(request: Request) -> Session | None:
    """Return the session of the request's cookie, half or locked ones too."""
    site = site_of(request)
    token = read_token(request, site)
    if not token:
        return None
    with site.office.database.read() as tx:
        return recognize(tx, site.office, token, site.now(), site.manner.terms)


def find_viewer(request: Request) -> Viewer | None:
    """Return who asks, or None: nobody, somebody half signed in, or a locked session."""
    site = site_of(request)
    token = read_token(request, site)
    if not token:
        return None
    now = site.now()
    with site.office.database.read() as tx:
        session = recognize(tx, site.office, token, now, site.manner.terms)
        if session is None or session.half or session.locked:
            return None
        actor = session.actor
        viewer = Viewer(
            actor=actor,
            scope=scope_of(actor),
            session_id=session.id,
            organization=find_organization(tx, actor.organization_id),
            now=now,
            on=site.office.today(now),
            news=count_new(tx, actor.person_id),
        )
    if session.stale:
        with site.office.database.begin() as tx:
            sessions.note_seen(tx, session.id, now)
    return viewer


def require_viewer(request: Request) -> Viewer:
    """Return who asks.

    Raises:
        SignInNeededError: nobody is signed in.
    """
    viewer = find_viewer(request)
    if viewer is None:
        session = find_session(request)
        nobody = "tour" if site_of(request).tools.demo is not None else "sign_in"
        raise SignInNeededError("unlock" if session and session.locked else nobody)
    return viewer


Anyone = Annotated[Viewer | None, Depends(find_viewer)]
"""Nobody is turned away; the page may look different to somebody who is signed in."""

SignedIn = Annotated[Viewer, Depends(require_viewer)]
"""Whoever is signed in; what they see is narrowed by their scope in the queries."""


class Holding:
    """Lets in only who holds one of some roles: `Annotated[Viewer, Depends(Holding(Role.ADMIN))]`."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __call__(self, viewer: SignedIn) -> Viewer:
        """Return the viewer.

        Raises:
            WrongRoleError: the viewer holds none of them.
        """
        if not viewer.holds(*self.roles):
            raise WrongRoleError("open", viewer.actor.address, self.roles)
        return viewer


Admin = Annotated[Viewer, Depends(Holding(Role.ADMIN))]
Coordinator = Annotated[
    Viewer, Depends(Holding(Role.COORDINATOR, Role.VERIFIER, Role.CHIEF_OF_OFFICE, Role.ADMIN))
]
Leader = Annotated[
    Viewer,
    Depends(
        Holding(Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.CHIEF_OF_OFFICE, Role.COORDINATOR, Role.AUDITOR)
    ),
]
Auditor = Annotated[Viewer, Depends(Holding(Role.AUDITOR, Role.ADMIN))]
