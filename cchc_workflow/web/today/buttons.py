"""Owns how an offered action looks: a button, a form that asks for a reason, or why it is not there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cchc_workflow.domain.decide import Offer
from cchc_workflow.words import label, say_what_allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One action: `asks` is what must be given with it, `why_not` is empty where it may be taken."""

    action: str
    label: str
    asks: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def here(self) -> bool:
        """Tell whether all that it asks for is a reason: more than that is given on the task's own page."""
        return not self.why_not and set(self.asks) <= {"note"}


def buttons(offers: Iterable[Offer], labels: Mapping[str, str]) -> tuple[Button, ...]:
    """Return the offers as buttons, in their order; `labels` are those of the workflow that they are of."""
    return tuple(
        Button(
            action=offer.action.name,
            label=label("action", offer.action.name, labels),
            asks=offer.asks,
            why_not=say_what_allows(offer.refused, labels) if offer.refused is not None else "",
        )
        for offer in offers
    )
