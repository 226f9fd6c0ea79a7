"""Add the outbox: mails to be sent, addresses that were refused, and which process sends; and links that are mailed."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mysql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
LONG_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
}
REQUEST_INDEXES = (("network", "requested_at"), ("user_id", "requested_at"), ("requested_at",))
OUTBOX_INDEXES = (("priority", "next_at", "id"), ("state", "id"), ("user_id", "id"), ("created_at",))


def upgrade() -> None:
    """Add the tables, which are empty but for the row of the sender.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    tables = set(existing.get_table_names()) if existing else set()
    for table, create, all_columns in (
        ("outbox", create_outbox, OUTBOX_INDEXES),
        ("link_requests", create_link_requests, REQUEST_INDEXES),
    ):
        indexes = set()
        if existing and table in tables:
            indexes = {index["name"] for index in existing.get_indexes(table)}
        else:
            create()
        for columns in all_columns:
            name = f"ix_{table}_{'_'.join(columns)}"
            if name not in indexes:
                op.create_index(name, table, list(columns))
    if "account_links" not in tables:
        create_account_links()
    if "refused_addresses" not in tables:
        op.create_table(
            "refused_addresses",
            sa.Column("user_id", ID, primary_key=True, autoincrement=False),
            sa.Column("address", sa.String(length=254), nullable=False),
            sa.Column("error", sa.String(length=500), nullable=False),
            sa.Column("refused_at", MOMENT, nullable=False),
            **OPTIONS,
        )
    if "mail_sender" not in tables:
        create_sender()
    sender = sa.table("mail_sender", sa.column("id", sa.Integer()), sa.column("failures", sa.Integer()))
    count = sa.select(sa.func.count()).select_from(sender)
    if existing is None or not op.get_bind().execute(count).scalar():
        op.execute(sender.insert().values(id=1, failures=0))


def create_outbox() -> None:
    """The mails."""
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("address", sa.String(length=254)),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("merge_key", sa.String(length=64)),
        sa.Column("data", LONG_TEXT),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=255)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("first_tried_at", MOMENT),
        sa.Column("error", sa.String(length=500)),
        sa.Column("sent_at", MOMENT),
        sa.Column("revision", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
        **OPTIONS,
    )


def create_link_requests() -> None:
    """Who has forgotten a password."""
    op.create_table(
        "link_requests",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("typed", sa.String(length=320)),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.Column("user_id", ID),
        sqlite_autoincrement=True,
        **OPTIONS,
    )


def create_account_links() -> None:
    """The links that were sent."""
    op.create_table(
        "account_links",
        sa.Column("user_id", ID, primary_key=True, autoincrement=False),
        sa.Column("purpose", sa.String(length=10), primary_key=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.UniqueConstraint("token_hash", name="uq_account_links_token_hash"),
        **OPTIONS,
    )


def create_sender() -> None:
    """The lease of the process that sends."""
    op.create_table(
        "mail_sender",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("holder", sa.String(length=100)),
        sa.Column("held_until", MOMENT),
        sa.Column("failing_since", MOMENT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500)),
        sa.Column("paused_until", MOMENT),
        **OPTIONS,
    )


def downgrade() -> None:
    """Drop the tables: mails that have not been sent are lost."""
    for table in ("account_links", "link_requests", "mail_sender", "refused_addresses", "outbox"):
        op.drop_table(table)
