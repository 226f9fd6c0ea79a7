"""Add notifications: what people are told and want to be told, what they know about sessions, and the notes on replies."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mysql

revision = "0006"
down_revision = "0005"
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
INDEXES = {
    "notifications": {
        "ix_notifications_created_at": ["created_at"],
        "ix_notifications_subject_id_subject_type": ["subject_id", "subject_type"],
        "ix_notifications_topic_held_until": ["topic", "held_until"],
        "ix_notifications_user_id_created_at_id": ["user_id", "created_at", "id"],
    },
    "followed_sessions": {"ix_followed_sessions_next_due_at": ["next_due_at"]},
}
NOW = {"mysql": "UTC_TIMESTAMP(6)", "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')"}
PEOPLE = {
    "mysql": "CONCAT('[', s.trainer_id, COALESCE(CONCAT(',', {trainees}), ''), ']')",
    "sqlite": "'[' || s.trainer_id || COALESCE(',' || {trainees}, '') || ']'",
}
TRAINEES = (
    "(SELECT GROUP_CONCAT(e.trainee_id) FROM seats e WHERE e.session_id = s.id AND e.state = 'enrolled')"
)
FACTS = "title, scheduled_date, duration_minutes, trainer_id, class_link"
COMPARED = "s.title, s.scheduled_date, s.duration_minutes, s.trainer_id, s.class_link"
FOLLOW = """
    INSERT INTO followed_sessions (session_id, version, {facts}, people_ids, checked_at, next_due_at)
    SELECT s.id, s.version, {compared}, {people}, {now}, {now}
    FROM sessions s WHERE s.status <> 'cancelled' AND s.deleted_at IS NULL AND s.ends_at > {now}
"""


def upgrade() -> None:
    """Add the tables. The people in sessions that are not over know what these are like now.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped.
    """
    existing = None if context.is_offline_mode() else sa.inspect(op.get_bind())
    tables = set(existing.get_table_names()) if existing else set()
    if "notifications" not in tables:
        _add_notifications()
    if "notification_preferences" not in tables:
        op.create_table(
            "notification_preferences",
            sa.Column("user_id", ID, primary_key=True, autoincrement=False),
            sa.Column("kinds", LONG_TEXT),
            sa.Column("minutes_before", LONG_TEXT),
            **OPTIONS,
        )
    if "followed_sessions" not in tables:
        _add_followed_sessions()
    for table, indexes in INDEXES.items():
        present = (
            {each["name"] for each in existing.get_indexes(table)} if existing and table in tables else set()
        )
        for name, columns in indexes.items():
            if name not in present:
                op.create_index(name, table, columns)
    columns = {each["name"] for each in existing.get_columns("seats")} if existing else set()
    if "reply_note" not in columns:
        op.add_column("seats", sa.Column("reply_note", sa.String(length=200)))
    dialect = op.get_context().dialect.name
    if dialect == "mysql":
        op.execute("SET SESSION group_concat_max_len = 1000000")  # MySQL would cut long lists off
    op.execute("DELETE FROM followed_sessions")
    people = PEOPLE[dialect].format(trainees=TRAINEES)
    # Colons would be parameters.
    now = NOW[dialect].replace(":", r"\:")
    op.execute(FOLLOW.format(facts=FACTS, compared=COMPARED, people=people, now=now))


def _add_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("subject_title", sa.String(length=100), nullable=False),
        sa.Column("actor_id", ID),
        sa.Column("changes", LONG_TEXT),
        sa.Column("known", LONG_TEXT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("held_until", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Column("on_screen", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sqlite_autoincrement=True,
        **OPTIONS,
    )


def _add_followed_sessions() -> None:
    op.create_table(
        "followed_sessions",
        sa.Column("session_id", ID, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("scheduled_date", MOMENT, nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("trainer_id", ID, nullable=False),
        sa.Column("class_link", sa.String(length=500)),
        sa.Column("people_ids", LONG_TEXT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("next_due_at", MOMENT, nullable=False),
        **OPTIONS,
    )


def downgrade() -> None:
    """Drop the tables, with everything that people were told, and the notes on replies."""
    with op.batch_alter_table("seats") as seats:
        seats.drop_column("reply_note")
    for table in ("followed_sessions", "notification_preferences", "notifications"):
        op.drop_table(table)
