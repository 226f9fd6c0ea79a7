"""Add where accounts are signed in to from."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mysql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
INDEXES = {
    "ix_known_devices_user_id_last_seen_at": ["user_id", "last_seen_at"],
    "ix_known_devices_last_seen_at": ["last_seen_at"],
}


def upgrade() -> None:
    """Add the table, which is empty: until somebody signs in again, what is known is what their sign-ins say.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    indexes: set[str | None] = set()
    if existing and "known_devices" in existing.get_table_names():
        indexes = {index["name"] for index in existing.get_indexes("known_devices")}
    else:
        op.create_table(
            "known_devices",
            sa.Column("user_id", ID, primary_key=True, autoincrement=False),
            sa.Column("device", sa.String(length=80), primary_key=True),
            sa.Column("network", sa.String(length=64), primary_key=True),
            sa.Column("last_seen_at", MOMENT, nullable=False),
            sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_known_devices_user_id"),
            **OPTIONS,
        )
    for name, columns in INDEXES.items():
        if name not in indexes:
            op.create_index(name, "known_devices", columns)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("known_devices")
