"""Owns every error of the program: facts only, no wording (the edges choose the words)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(eq=False)
class CchcError(Exception):
    """Base of all errors raised on purpose; `code` names the entry in the word catalogue."""

    code: ClassVar[str] = "error"

    def __post_init__(self) -> None:
        """Fill `args`, so that logs and tracebacks show the facts."""
        self.args = (self.code, *self.facts().values())

    def facts(self) -> dict[str, object]:
        """Return the facts by name, for the catalogue's sentence and for JSON."""
        return dict(vars(self))

    def __str__(self) -> str:
        return f"{self.code}: " + ", ".join(f"{name}={value}" for name, value in self.facts().items())


@dataclass(eq=False)
class DefinitionError(CchcError):
    """A TOML file or template is wrong: which file, which key in it, why."""

    code: ClassVar[str] = "definition"
    path: str
    key: str
    reason: str


@dataclass(eq=False)
class SettingsError(CchcError):
    """A setting is wrong or a needed one is missing."""

    code: ClassVar[str] = "settings"
    key: str
    reason: str


@dataclass(eq=False)
class NotFoundError(CchcError):
    """No such thing, or none that the asker may see."""

    code: ClassVar[str] = "not_found"
    kind: str
    id: str | int


@dataclass(eq=False)
class StorageError(CchcError):
    """The database can't be used: full disk, newer or older schema, locked, gone."""

    code: ClassVar[str] = "storage"
    reason: str
    detail: str = ""


@dataclass(eq=False)
class ClockError(CchcError):
    """The machine's clock contradicts what is already recorded."""

    code: ClassVar[str] = "clock"
    now: str
    recorded: str


@dataclass(eq=False)
class RefusedError(CchcError):
    """An action is not allowed; subclasses say why and what would allow it."""

    code: ClassVar[str] = "refused"


@dataclass(eq=False)
class WrongStateError(RefusedError):
    """The action does not start in this state; `allowed` lists the states where it does."""

    code: ClassVar[str] = "wrong_state"
    action: str
    state: str
    allowed: Sequence[str]


@dataclass(eq=False)
class WrongRoleError(RefusedError):
    """The actor lacks the role; `needed` lists the roles (or the rule) that would do."""

    code: ClassVar[str] = "wrong_role"
    action: str
    actor: str
    needed: Sequence[str]


@dataclass(eq=False)
class IncompleteError(RefusedError):
    """Something must be given first; `missing` names the inputs, `facts_of` what each lacks."""

    code: ClassVar[str] = "incomplete"
    action: str
    missing: Sequence[str]
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(eq=False)
class ConflictError(CchcError):
    """Somebody else changed the thing first."""

    code: ClassVar[str] = "conflict"
    kind: str
    id: str | int


@dataclass(eq=False)
class EntryError(CchcError):
    """Somebody may not come in, or not this way; `minutes` tells how long to wait before another try."""

    code: ClassVar[str] = "entry"
    reason: str
    minutes: int = 0


@dataclass(eq=False)
class FileError(CchcError):
    """A file is not taken: `reason` says why, `detail` what it is, or how many or how large it may be."""

    code: ClassVar[str] = "file"
    reason: str
    name: str = ""
    detail: str = ""


@dataclass(eq=False)
class FileTooLargeError(FileError):
    """A file, or all that was sent with it, is larger than what is taken."""


@dataclass(eq=False)
class DeliveryError(CchcError):
    """A mail was not accepted; `permanent` tells a 5xx from what may be tried again."""

    code: ClassVar[str] = "delivery"
    permanent: bool
    reason: str
