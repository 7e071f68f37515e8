"""Owns the rows of who is who at the door: accounts, sessions, attempts, tokens, secrets, the journal."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field

from cchc_workflow.store.tables.columns import Row, key, ref
from cchc_workflow.store.types import Key, UtcDateTime


class AccountRow(Row, table=True):
    """How a person signs in. `totp_step` is the last time step a code was used in: none is taken twice.

    `feed_number` is part of the calendar feed's address: a new number ends the old address. `bell_seen_id` is
    the newest outbox row that the person has seen behind the bell.
    """

    __tablename__ = "account"
    person_id: int = ref("person", primary_key=True)
    password_hash: str | None = None
    password_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    totp_secret: str | None = None
    totp_on: bool = False
    totp_step: int = 0
    feed_number: int = 1
    bell_seen_id: int = Field(default=0, sa_type=Key)


class SessionRow(Row, table=True):
    """A browser that is signed in; `token_sha256` is all that is kept of its cookie.

    `half` is True while the second step of the sign-in is missing; `locked_at` is set by the idle lock.
    """

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person", "person_id"),)
    id: int | None = key()
    token_sha256: str = Field(unique=True)
    person_id: int = ref("person")
    begun_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    half: bool = False
    browser: str = ""
    source: str = ""


class LoginAttemptRow(Row, table=True):
    """A try at a sign-in, kept for throttling; `address` is folded, `source` that of the network."""

    __tablename__ = "login_attempt"
    __table_args__ = (
        Index("ix_login_attempt_address", "address", "at"),
        Index("ix_login_attempt_source", "source", "at"),
    )
    id: int | None = key()
    at: datetime = Field(sa_type=UtcDateTime)
    address: str
    source: str
    succeeded: bool


class SecretRow(Row, table=True):
    """A key that this installation made for itself, shared by all its nodes: `value` is hexadecimal."""

    __tablename__ = "secret"
    name: str = Field(primary_key=True)
    value: str


class ApiTokenRow(Row, table=True):
    """A personal token of the API; `scopes` is a JSON array, `token_sha256` all that is kept of it."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_person", "person_id"),)
    id: int | None = key()
    token_sha256: str = Field(unique=True)
    person_id: int = ref("person")
    name: str
    scopes: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class IdempotencyRow(Row, table=True):
    """The answer given under an idempotency key, to be given again; `request_sha256` is what was asked."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("ix_idempotency_at", "at"),)
    person_id: int = Field(
        sa_column=Column(Key, ForeignKey("person.id"), primary_key=True, autoincrement=False)
    )
    idempotency_key: str = Field(primary_key=True)
    request_sha256: str
    status: int
    headers: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)


class SavedViewRow(Row, table=True):
    """A filter of the task table under a name of its own: `query` is the address's query string."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("person_id", "name"),)
    id: int | None = key()
    person_id: int = ref("person")
    name: str
    query: str = Field(sa_type=Text)


class JournalRow(Row, table=True):
    """What was done that is no task's event: sign-ins, appointments, holidays; append-only, chained by hash.

    `name` is in the past tense, `subject` what it was done to, `data` canonical JSON.
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_organization", "organization_id", "id"),)
    id: int | None = key()
    organization_id: int = ref("organization")
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, sa_type=Key)
    name: str
    subject: str
    data: str = Field(sa_type=Text)
    hash: str
