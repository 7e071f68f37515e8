"""Writes the next revision from what the tables have and the migrations lack; touches no database of anybody.

    python -m cchc_workflow.store.migrations "What changes"

Read what it wrote, then set HEAD in store/schema.py to its number. A revision that was never released is
made anew: delete its file first. The first revision brings the index of words with it, which is no table of
Alembic's; one that makes `task` or `evidence` anew on SQLite must make the triggers of that index anew too.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from alembic import command
from alembic.autogenerate import renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import DropTableOp, MigrateOperation, MigrationScript, ModifyTableOps
from alembic.script import ScriptDirectory

from cchc_workflow.store.database import Database
from cchc_workflow.store.schema import make_config, upgrade
from cchc_workflow.store.tables.words import drop_words, make_words

if TYPE_CHECKING:
    from alembic.operations.ops import DowngradeOps, UpgradeOps

FIRST = "0001"
_FORMAT = {
    "hooks": "ruff",
    "ruff.type": "module",
    "ruff.module": "ruff",
    "ruff.options": "format --quiet --isolated --line-length 110 REVISION_SCRIPT_FILENAME",
}


@dataclass(frozen=True)
class SpokenOp(MigrateOperation):
    """Statements that each database has its own of, written out as they are today."""

    statements: Callable[[str], tuple[str, ...]]


@renderers.dispatch_for(SpokenOp)
def _write_out(_autogen: AutogenContext, op: SpokenOp) -> list[str]:
    """Return the lines; Alembic indents what follows a colon, until an empty line."""
    return [
        'if op.get_bind().dialect.name == "postgresql":',
        *(f"op.execute({statement!r})" for statement in op.statements("postgresql")),
        "else:",
        *(f"op.execute({statement!r})" for statement in op.statements("sqlite")),
        "",
    ]


def write_revision(title: str) -> None:
    """Write the revision that takes a database from the newest migration to the tables as they are."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'spare.sqlite3'}")
        number = len(list(ScriptDirectory.from_config(make_config()).walk_revisions())) + 1
        if number > 1:
            upgrade(database)
        with database.engine.connect() as connection:
            config = make_config(connection)
            config.attributes["in_batches"] = number > 1
            for name, value in _FORMAT.items():
                config.set_section_option("post_write_hooks", name, value)
            command.revision(
                config,
                title,
                autogenerate=True,
                rev_id=f"{number:04}",
                process_revision_directives=_complete,
            )
        database.close()


def _complete(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """Leave out what goes with its table; let the first revision bring the index of words."""
    for script in directives:
        up, down = cast("UpgradeOps", script.upgrade_ops), cast("DowngradeOps", script.downgrade_ops)
        dropped = {step.table_name for step in down.ops if isinstance(step, DropTableOp)}
        down.ops = [
            step for step in down.ops if not (isinstance(step, ModifyTableOps) and step.table_name in dropped)
        ]
        if script.rev_id == FIRST:
            up.ops.append(SpokenOp(make_words))
            down.ops.insert(0, SpokenOp(drop_words))


if __name__ == "__main__":
    write_revision(sys.argv[1])
