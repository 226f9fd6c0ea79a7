"""Store what the failure of a mail means, beside the mail server's reply."""

import sqlalchemy as sa
from alembic import context, op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("outbox", "mail_sender")


def upgrade() -> None:
    """Add the columns; nothing is known about what failed before.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    for table in TABLES:
        if existing and "reason" in {column["name"] for column in existing.get_columns(table)}:
            continue
        op.add_column(table, sa.Column("reason", sa.String(length=15)))


def downgrade() -> None:
    """Drop the columns."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("reason")
