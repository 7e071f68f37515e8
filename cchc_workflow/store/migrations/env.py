"""Runs the migrations on the connection that store.schema holds; Alembic loads it, nothing imports it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from cchc_workflow.store.tables import Row
from cchc_workflow.store.tables.words import is_of_words
from cchc_workflow.store.types import Exact, Key, UtcDateTime


def _is_ours(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001 - Alembic's call
    """Leave out the tables that Procrastinate keeps in the same database, and the index of words."""
    if name is None:
        return True
    return not (is_of_words(name) or (kind == "table" and name.startswith("procrastinate_")))


def _render(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """Write the columns' types in new revisions as the tables do."""
    if kind != "type":
        return False
    if item is Key:
        return "Key"
    if isinstance(item, UtcDateTime | Exact):
        return f"{type(item).__name__}()"
    return "sa.String()" if isinstance(item, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    include_object=_is_ours,
    render_item=_render,
    render_as_batch=context.config.attributes.get("in_batches", True),
)
with context.begin_transaction():
    context.run_migrations()
