"""The first schema: users, sessions, assignments, the event log and the tables for signing in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
LONG_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
BLOB = sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")
OPTIONS = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
NUMBERED = {**OPTIONS, "sqlite_autoincrement": True}

RANDOM_EPOCH = {"mysql": "REPLACE(UUID(), '-', '')", "sqlite": "lower(hex(randomblob(16)))"}
COUNTED = {"users": ("admin", "trainer", "trainee"), "sessions": ("scheduled", "completed", "cancelled")}

HEAD = sa.table(
    "stream_head",
    sa.column("id", sa.Integer),
    sa.column("epoch", sa.String),
    sa.column("pos", sa.Integer),
    sa.column("floor_pos", sa.Integer),
    sa.column("last_check", sa.String),
)
TALLIES = sa.table(
    "tallies", sa.column("kind", sa.String), sa.column("value", sa.String), sa.column("count", sa.Integer)
)


def upgrade() -> None:
    """Create every table, with an empty event log and all counters at zero."""
    create_tables()
    epoch = sa.literal_column(RANDOM_EPOCH[op.get_context().dialect.name])
    op.execute(HEAD.insert().values(id=1, epoch=epoch, pos=0, floor_pos=0, last_check="0"))
    for kind, values in COUNTED.items():
        for value in values:
            op.execute(TALLIES.insert().values(kind=kind, value=value, count=0))


def downgrade() -> None:
    """Drop every table, referencing tables first."""
    for table in (
        "seats",
        "sessions",
        "credentials",
        "assignments",
        "users",
        "tallies",
        "stream_head",
        "sign_in_failures",
        "revoked_tokens",
        "password_log",
        "event_log",
        "answers",
    ):
        op.drop_table(table)


def create_tables() -> None:
    """Create the tables as they were when this migration was written."""
    op.create_table(
        "answers",
        sa.Column("caller_id", ID, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("body", BLOB, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("caller_id", "key"),
        **OPTIONS,
    )
    op.create_index("ix_answers_created_at", "answers", ["created_at"])
    op.create_table(
        "event_log",
        sa.Column("pos", ID, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("entity_version", sa.Integer()),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("payload", LONG_TEXT),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("pos"),
        sa.UniqueConstraint("event_id", name="uq_event_log_event_id"),
        **OPTIONS,
    )
    op.create_index("ix_event_log_entity_entity_id", "event_log", ["entity", "entity_id"])
    op.create_table(
        "password_log",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("performed_by", sa.BigInteger()),
        sa.Column("timestamp", MOMENT, nullable=False),
        sa.Column("details", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        **NUMBERED,
    )
    op.create_index("ix_password_log_user_id_id", "password_log", ["user_id", "id"])
    op.create_table(
        "revoked_tokens",
        sa.Column("token_id", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_id"),
        **OPTIONS,
    )
    op.create_index("ix_revoked_tokens_expires_at", "revoked_tokens", ["expires_at"])
    op.create_table(
        "sign_in_failures",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        **NUMBERED,
    )
    op.create_index("ix_sign_in_failures_at", "sign_in_failures", ["at"])
    op.create_index("ix_sign_in_failures_subject_at", "sign_in_failures", ["subject", "at"])
    op.create_table(
        "stream_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=32), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("floor_pos", sa.BigInteger(), nullable=False),
        sa.Column("last_check", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        **OPTIONS,
    )
    op.create_table(
        "tallies",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=20), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "value"),
        **OPTIONS,
    )
    op.create_table(
        "users",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("username", sa.String(length=50), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("first_name", sa.String(length=50), nullable=False),
        sa.Column("last_name", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=101), nullable=False),
        sa.Column("is_temporary_password", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("username_key", sa.String(length=320)),
        sa.Column("email_key", sa.String(length=320)),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email_key", name="uq_users_email_key"),
        sa.UniqueConstraint("username_key", name="uq_users_username_key"),
        **NUMBERED,
    )
    op.create_index("ix_users_role_id", "users", ["role", "id"])
    op.create_table(
        "assignments",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("student_id", ID, nullable=False),
        sa.Column("teacher_id", ID, nullable=False),
        sa.Column("assigned_date", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["student_id"], ["users.id"], name="fk_assignments_student_id"),
        sa.ForeignKeyConstraint(["teacher_id"], ["users.id"], name="fk_assignments_teacher_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("student_id", "teacher_id", name="uq_assignments_student_id_teacher_id"),
        **NUMBERED,
    )
    op.create_index("ix_assignments_teacher_id_id", "assignments", ["teacher_id", "id"])
    op.create_table(
        "credentials",
        sa.Column("user_id", ID, autoincrement=False, nullable=False),
        sa.Column("password_hash", sa.String(length=500), nullable=False),
        sa.Column("token_generation", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_credentials_user_id"),
        sa.PrimaryKeyConstraint("user_id"),
        **OPTIONS,
    )
    op.create_table(
        "sessions",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("trainer_id", ID, nullable=False),
        sa.Column("capacity", sa.Integer()),
        sa.Column("scheduled_date", MOMENT, nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("class_link", sa.String(length=500)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["trainer_id"], ["users.id"], name="fk_sessions_trainer_id"),
        sa.PrimaryKeyConstraint("id"),
        **NUMBERED,
    )
    op.create_index("ix_sessions_scheduled_date_id", "sessions", ["scheduled_date", "id"])
    op.create_index("ix_sessions_status_scheduled_date_id", "sessions", ["status", "scheduled_date", "id"])
    op.create_index(
        "ix_sessions_trainer_id_scheduled_date_id", "sessions", ["trainer_id", "scheduled_date", "id"]
    )
    op.create_table(
        "seats",
        sa.Column("session_id", ID, autoincrement=False, nullable=False),
        sa.Column("trainee_id", ID, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10)),
        sa.Column("note", sa.String(length=500)),
        sa.Column("marked_at", MOMENT),
        sa.Column("marked_by", sa.BigInteger()),
        sa.Column("scheduled_date", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("session_status", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_seats_session_id"),
        sa.ForeignKeyConstraint(["trainee_id"], ["users.id"], name="fk_seats_trainee_id"),
        sa.PrimaryKeyConstraint("session_id", "trainee_id"),
        **OPTIONS,
    )
    op.create_index(
        "ix_seats_trainee_id_scheduled_date_session_id",
        "seats",
        ["trainee_id", "scheduled_date", "session_id"],
    )
