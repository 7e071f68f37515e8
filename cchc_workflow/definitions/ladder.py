"""Owns reading `escalation.toml` into a checked ladder; knows no task."""

from collections.abc import Collection, Sequence

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.workflow import read_notice
from cchc_workflow.domain.ladder import Ladder, Step

FURTHEST = 250
"""A step may lie at most a working year from its deadline."""


def read_ladder(table: toml.Table, messages: Collection[str]) -> Ladder:
    """Return the ladder that a file defines; `messages` are the mail templates that there are.

    Raises:
        DefinitionError: with the file, the key and the reason.
    """
    ladder = Ladder(
        name=table.text("name"),
        label=table.text("label"),
        at=table.time("at"),
        soon=table.integer("soon"),
        steps=_read_steps(table, table.tables("step"), messages),
    )
    if ladder.soon < 0:
        raise table.fail("soon", "must not be negative")
    table.finish()
    return ladder


def _read_steps(
    ladder: toml.Table, tables: Sequence[toml.Table], messages: Collection[str]
) -> tuple[Step, ...]:
    if not tables:
        raise ladder.fail("step", "missing")
    steps: list[Step] = []
    for table in tables:
        step = Step(
            table.text("name"),
            table.integer("offset"),
            read_notice(table, messages),
            table.integer("level", 0),
        )
        if abs(step.offset) > FURTHEST:
            raise table.fail("offset", f"must lie within {FURTHEST} working days")
        if any(step.name == other.name for other in steps):
            raise table.fail("name", f"'{step.name}' is used twice")
        if steps and step.offset <= steps[-1].offset:
            raise table.fail("offset", "must be greater than the step before")
        steps.append(step)
    return tuple(steps)
