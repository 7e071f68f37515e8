"""Writes the next revision from what the tables have and the migrations lack; touches no database of anybody.

    python -m cchc_workflow.store.migrations "What changes"

Read what it wrote, then set HEAD in store/schema.py to its number. A revision that was never released is
made anew: delete its file first.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from alembic import command
from alembic.operations.ops import DropTableOp, MigrationScript, ModifyTableOps
from alembic.script import ScriptDirectory

from cchc_workflow.store.database import Database
from cchc_workflow.store.schema import make_config, upgrade

if TYPE_CHECKING:
    from alembic.operations.ops import DowngradeOps

_FORMAT = {
    "hooks": "ruff",
    "ruff.type": "module",
    "ruff.module": "ruff",
    "ruff.options": "format --quiet --isolated --line-length 110 REVISION_SCRIPT_FILENAME",
}


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
                process_revision_directives=_leave_out_what_goes_with_its_table,
            )
        database.close()


def _leave_out_what_goes_with_its_table(
    _context: object, _revision: object, directives: list[MigrationScript]
) -> None:
    for script in directives:
        down = cast("DowngradeOps", script.downgrade_ops)
        dropped = {step.table_name for step in down.ops if isinstance(step, DropTableOp)}
        down.ops = [
            step for step in down.ops if not (isinstance(step, ModifyTableOps) and step.table_name in dropped)
        ]


if __name__ == "__main__":
    write_revision(sys.argv[1])
