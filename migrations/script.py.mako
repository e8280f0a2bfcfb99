"""${message}

Rules: name it NNNN_what; data moves inside the revision, generated objects (triggers, full-text) do not: they are
dropped before and reinstalled after every upgrade. Test it with rows in the tables, up and down, on both engines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
