"""Owns which pages a role finds in the navigation and where it lands; may not say who may open them."""

from collections.abc import Collection
from dataclasses import dataclass

from cchc_workflow.domain.people import Role

LEADERS = frozenset({Role.DIRECTOR, Role.DEPUTY_DIRECTOR})
DESK = frozenset({Role.CHIEF_OF_OFFICE, Role.COORDINATOR, Role.VERIFIER, Role.ADMIN})
"""Who keeps the plan moving day by day."""

OVERSEERS = LEADERS | {Role.CHIEF_OF_OFFICE, Role.COORDINATOR, Role.AUDITOR}
IN_UNIT = frozenset({Role.UNIT_HEAD, Role.OFFICER})

RANKS = (
    Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.CHIEF_OF_OFFICE, Role.COORDINATOR, Role.VERIFIER, Role.ADMIN,
    Role.UNIT_HEAD, Role.OFFICER, Role.CLERK, Role.AUDITOR,
)  # fmt: skip
"""The order in which a person's offices are named."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry: `name` is its key in the catalogue's table "nav" and what a page calls itself `here`."""

    name: str
    path: str
    icon: str


_STEERING = Item("steering", "/dieu-hanh", "gauge")
_TODAY = Item("today", "/viec-hom-nay", "inbox")
_TASKS = Item("tasks", "/nhiem-vu", "list-check")
_BOARD = Item("board", "/nhiem-vu/bang", "layout-kanban")
_UNITS = Item("units", "/don-vi", "building-community")
_REPORTS = Item("reports", "/bao-cao", "report-analytics")
_CALENDAR = Item("calendar", "/lich", "calendar-event")
_SCORE = Item("score", "/cham-diem", "checklist")
_ADMIN = Item("admin", "/quan-tri", "settings")
_AUDIT = Item("audit", "/quan-tri/nhat-ky", "history")
_MAILS = Item("mails", "/thu", "mail")
_HELP = Item("help", "/tro-giup", "help-circle")


def list_items(roles: Collection[Role], *, mailbox: bool = False) -> tuple[Item, ...]:
    """Return the entries for somebody who holds these roles, the most used first.

    `mailbox` is True where the caught mails can be read: in a demonstration.
    """
    held = frozenset(roles)
    offered = (
        (held & OVERSEERS and held & LEADERS, _STEERING),
        (held & LEADERS, _REPORTS),
        (held & DESK, _TODAY),
        (True, _TASKS),
        (True, _BOARD),
        (True, _UNITS),
        (held & OVERSEERS and not held & LEADERS, _STEERING),
        (not held & LEADERS, _REPORTS),
        (True, _CALENDAR),
        (True, _SCORE),
        (Role.ADMIN in held, _ADMIN),
        (Role.AUDITOR in held and Role.ADMIN not in held, _AUDIT),
        (mailbox, _MAILS),
        (True, _HELP),
    )
    return tuple(item for offer, item in offered if offer)


def find_landing(roles: Collection[Role], unit_code: str | None = None) -> str:
    """Return the path of the page a person begins with; `unit_code` is that of their first unit."""
    held = frozenset(roles)
    if held & LEADERS:
        return "/dieu-hanh"
    if held & DESK:
        return "/viec-hom-nay"
    if held & IN_UNIT and unit_code is not None:
        return f"/don-vi/{unit_code}"
    return "/nhiem-vu"


def order_roles(roles: Collection[Role]) -> tuple[Role, ...]:
    """Return the roles, the highest first, each once."""
    return tuple(sorted(set(roles), key=RANKS.index))
