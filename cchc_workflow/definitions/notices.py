"""Owns reading `notices.toml`: who is told of what no action on a task causes."""

from collections.abc import Collection, Mapping

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.workflow import read_notice
from cchc_workflow.domain.task import Notice

OCCASIONS = ("assigned", "amended", "flagged", "flag_cleared", "undeliverable")


def read_notices(table: toml.Table, messages: Collection[str]) -> Mapping[str, Notice]:
    """Return the notice of each occasion; `messages` are the mail templates that there are.

    Raises:
        DefinitionError: with the file, the key and the reason.
    """
    notices = {occasion: read_notice(_given(table, occasion), messages) for occasion in OCCASIONS}
    table.finish()
    return notices


def _given(table: toml.Table, occasion: str) -> toml.Table:
    if occasion not in table:
        raise table.fail(occasion, "missing")
    return table.table(occasion)
