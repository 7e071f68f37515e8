"""Owns trying a changed ladder: whether it can be read, whom it would send more or less; it plays nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.ladder import read_ladder
from cchc_workflow.domain.ladder import Ladder
from cchc_workflow.engine.office import Office

FILE: Final = "escalation.toml"


@dataclass(frozen=True, slots=True)
class Load:
    """What a person gets in a year: mails by the ladder in force (`now`) and by the changed one (`then`)."""

    address: str
    name: str
    now: int
    then: int

    @property
    def more(self) -> int:
        """Return how many mails more the changed ladder sends, negative for fewer."""
        return self.then - self.now


def read_changed(office: Office, text: str) -> Ladder:
    """Return the ladder that a text defines.

    Raises:
        DefinitionError: with the key and the reason.
    """
    return read_ladder(toml.parse(text, FILE), office.definitions.messages)


def compare_loads(now: Mapping[str, int], then: Mapping[str, int], people: Iterable[Any]) -> tuple[Load, ...]:
    """Return what each person gets, the largest change first; `people` are rows with address and name."""
    names = {person.address: person.name for person in people}
    loads = (
        Load(address, names.get(address, address), now.get(address, 0), then.get(address, 0))
        for address in {*now, *then}
    )
    return tuple(sorted(loads, key=lambda load: (-abs(load.more), -load.then, load.address)))
