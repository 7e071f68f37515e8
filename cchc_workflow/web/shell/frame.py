"""Owns what the frame around every page reads: the navigation, a person's offices, the idle lock."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from cchc_workflow.domain.people import Role
from cchc_workflow.web.shell.navigation import Item, list_items, order_roles

if TYPE_CHECKING:
    from cchc_workflow.web.site import Manner
    from cchc_workflow.web.viewer import Viewer

_MINUTE = timedelta(minutes=1)


def frame(manner: "Manner") -> Mapping[str, object]:
    """Return what every template may name, beside what its page shows."""
    has_mailbox = manner.mailbox is not None

    def navigation(me: "Viewer | None") -> tuple[Item, ...]:
        return list_items(roles_of(me), mailbox=has_mailbox) if me else ()

    return {
        "has_mailbox": has_mailbox,
        "idle_minutes": manner.terms.idle // _MINUTE,
        "navigation": navigation,
        "roles_of": roles_of,
        "initials": initials,
    }


def roles_of(me: "Viewer") -> tuple[Role, ...]:
    """Return the viewer's offices of the day, the highest first."""
    return order_roles({grant.role for grant in me.actor.grants})


def initials(name: str) -> str:
    """Return two letters to know a person by: of the first and the last word of a name."""
    words = name.partition("@")[0].replace(".", " ").split() or ["?"]
    return "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper()
