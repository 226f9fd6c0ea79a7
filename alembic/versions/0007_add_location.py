"""Add the location of sessions, also to what their people know about them."""

import sqlalchemy as sa
from alembic import context, op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("sessions", "followed_sessions")


def upgrade() -> None:
    """Add the columns; existing sessions have no location.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    for table in TABLES:
        columns = {each["name"] for each in existing.get_columns(table)} if existing else set()
        if "location" not in columns:
            op.add_column(table, sa.Column("location", sa.String(length=200)))


def downgrade() -> None:
    """Drop the columns, with all locations."""
    for table in reversed(TABLES):
        op.drop_column(table, "location")
