"""Add consumers: how far each has come in the event log, and the events that they could not handle."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
INDEX = "ix_set_aside_events_position"


def upgrade() -> None:
    """Add the two tables, which are empty: each consumer adds itself when it first runs.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    tables = set(existing.get_table_names()) if existing else set()
    if "consumers" not in tables:
        op.create_table(
            "consumers",
            sa.Column("name", sa.String(length=64), primary_key=True),
            sa.Column("position", sa.BigInteger(), nullable=False),
            sa.Column("holder", sa.String(length=100)),
            sa.Column("held_until", MOMENT),
            sa.Column("tries", sa.Integer(), nullable=False),
            sa.Column("retry_at", MOMENT),
            sa.Column("error_type", sa.String(length=100)),
            sa.Column("error", sa.String(length=500)),
            sa.Column("missed", sa.BigInteger(), nullable=False),
            sa.Column("missed_at", MOMENT),
            **OPTIONS,
        )
    indexes = set()
    if existing and "set_aside_events" in tables:
        indexes = {index["name"] for index in existing.get_indexes("set_aside_events")}
    else:
        op.create_table(
            "set_aside_events",
            sa.Column("consumer", sa.String(length=64), primary_key=True),
            sa.Column("position", ID, primary_key=True, autoincrement=False),
            sa.Column("event_type", sa.String(length=64), nullable=False),
            sa.Column("error_type", sa.String(length=100), nullable=False),
            sa.Column("error", sa.String(length=500), nullable=False),
            sa.Column("tries", sa.Integer(), nullable=False),
            sa.Column("set_aside_at", MOMENT, nullable=False),
            sa.Column("retry_requested", sa.Boolean(), nullable=False),
            **OPTIONS,
        )
    if INDEX not in indexes:
        op.create_index(INDEX, "set_aside_events", ["position"])


def downgrade() -> None:
    """Drop both tables: consumers then start anew."""
    op.drop_table("set_aside_events")
    op.drop_table("consumers")
