"""Add calendar feeds, and what calendars are told about changes of sessions."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mysql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}


def upgrade() -> None:
    """Add the columns of sessions and the table of feeds.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    columns = {each["name"] for each in existing.get_columns("sessions")} if existing else set()
    if "calendar_sequence" not in columns:
        added = sa.Column("calendar_sequence", sa.Integer(), nullable=False, server_default="0")
        op.add_column("sessions", added)
    if "calendar_changed_at" not in columns:
        op.add_column("sessions", sa.Column("calendar_changed_at", MOMENT))
    if existing is None or not existing.has_table("calendar_feeds"):
        op.create_table(
            "calendar_feeds",
            sa.Column("user_id", ID, primary_key=True, autoincrement=False),
            sa.Column("token_hash", sa.String(length=64), nullable=False),
            sa.Column("created_at", MOMENT, nullable=False),
            sa.Column("last_used_at", MOMENT),
            sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
            **OPTIONS,
        )


def downgrade() -> None:
    """Drop them: addresses of feeds stop working."""
    op.drop_table("calendar_feeds")
    op.drop_column("sessions", "calendar_changed_at")
    op.drop_column("sessions", "calendar_sequence")
