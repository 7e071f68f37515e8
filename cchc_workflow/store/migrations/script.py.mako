<%!
    def tidy(steps):
        """Leave out the generator's own remarks."""
        return "\n".join(line for line in steps.splitlines() if "# ###" not in line).strip()
%>\
"""${message}."""

import sqlalchemy as sa
from alembic import op

from cchc_workflow.store.types import Exact, Key, UtcDateTime

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Make the changes."""
    ${tidy(upgrades) or "pass"}


def downgrade() -> None:
    """Take them back."""
    ${tidy(downgrades) or "pass"}
