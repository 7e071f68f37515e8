"""Owns who calls the API: a personal token becomes a caller with scope and roles; a cookie opens nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from cchc_workflow.domain.people import Actor, Scope, scope_of
from cchc_workflow.engine.tokens import Bearer, TokenScope, recognize_token
from cchc_workflow.store.tokens import note_used
from cchc_workflow.web.api.problems import ProblemError
from cchc_workflow.web.viewer import site_of

REALM = 'Bearer realm="cchc"'

_HEADER = HTTPBearer(scheme_name="token", bearerFormat="cchc_…", auto_error=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, at which instant and on which day; what they see is narrowed by `scope` in the queries."""

    bearer: Bearer
    scope: Scope
    now: datetime
    on: date

    @property
    def actor(self) -> Actor:
        """Return the person with the roles of the day."""
        return self.bearer.actor


class Bearing:
    """Lets in only who comes with a token that is good for this: `Depends(Bearing(TokenScope.ACT))`."""

    def __init__(self, needed: TokenScope) -> None:
        self.needed = needed

    def __call__(
        self,
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_HEADER)],
    ) -> Caller:
        """Return who calls.

        Raises:
            ProblemError: 401 without a token that holds, 403 where it is not good for this.
        """
        if credentials is None:
            raise ProblemError(401, "unauthorized", {"WWW-Authenticate": REALM})
        caller = recognize_caller(request, credentials.credentials)
        if self.needed not in caller.bearer.scopes:
            challenge = f'{REALM}, error="insufficient_scope", scope="{self.needed}"'
            raise ProblemError(403, "insufficient_scope", {"WWW-Authenticate": challenge}, needed=self.needed)
        return caller


def recognize_caller(request: Request, token: str) -> Caller:
    """Return whose token this is.

    Raises:
        ProblemError: 401, it is none, has ended or was taken back.
    """
    site = site_of(request)
    now = site.now()
    with site.office.database.read() as tx:
        bearer = recognize_token(tx, site.office, token, now)
    if bearer is None:
        raise ProblemError(401, "unauthorized", {"WWW-Authenticate": f'{REALM}, error="invalid_token"'})
    if bearer.stale:
        with site.office.database.begin() as tx:
            note_used(tx, bearer.token_id, now)
    return Caller(bearer=bearer, scope=scope_of(bearer.actor), now=now, on=site.office.today(now))


Reader = Annotated[Caller, Depends(Bearing(TokenScope.READ))]
Doer = Annotated[Caller, Depends(Bearing(TokenScope.ACT))]
Extender = Annotated[Caller, Depends(Bearing(TokenScope.EXTEND))]
