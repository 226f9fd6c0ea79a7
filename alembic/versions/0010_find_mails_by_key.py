"""Find mails by their merge keys."""

import sqlalchemy as sa
from alembic import context, op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_outbox_merge_key"


def upgrade() -> None:
    """Add the index.

    MariaDB cannot roll back DDL: if an interrupted run added it, nothing is left to do.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    indexes = {each["name"] for each in existing.get_indexes("outbox")} if existing else set()
    if INDEX not in indexes:
        op.create_index(INDEX, "outbox", ["merge_key"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(INDEX, "outbox")
