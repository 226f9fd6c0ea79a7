"""Prepare a true record: who did what and when, states, soft deletion, people's settings, sign-ins, organisation."""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")
LONG_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
BLOB = sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")
OPTIONS = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
NUMBERED = {**OPTIONS, "sqlite_autoincrement": True}

RANDOM_ID = {"mysql": "REPLACE(UUID(), '-', '')", "sqlite": "lower(hex(randomblob(16)))"}
NOW = {"mysql": "UTC_TIMESTAMP(6)", "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')"}

COLUMNS: dict[str, list[Callable[[], sa.Column[Any]]]] = {
    "users": [
        lambda: sa.Column("status", sa.String(length=11), nullable=False, server_default="active"),
        lambda: sa.Column("deactivated_at", MOMENT),
        lambda: sa.Column("language", sa.String(length=10)),
        lambda: sa.Column("time_zone", sa.String(length=64)),
        lambda: sa.Column("pending_email", sa.String(length=254)),
        lambda: sa.Column("email_verified_at", MOMENT),
        lambda: sa.Column("external_id", sa.String(length=64)),
        lambda: sa.Column("custom", LONG_TEXT),
        lambda: sa.Column("search_key", sa.Text()),
        lambda: sa.Column("sort_key", sa.String(length=320)),
    ],
    "credentials": [lambda: sa.Column("set_at", MOMENT)],
    "sessions": [
        lambda: sa.Column("created_by", sa.BigInteger()),
        lambda: sa.Column("closed_by", sa.BigInteger()),
        lambda: sa.Column("closed_at", MOMENT),
        lambda: sa.Column("status_reason", sa.String(length=200)),
        lambda: sa.Column("deleted_at", MOMENT),
        lambda: sa.Column("external_id", sa.String(length=64)),
        lambda: sa.Column("custom", LONG_TEXT),
        lambda: sa.Column("search_key", sa.Text()),
    ],
    "seats": [
        lambda: sa.Column("state", sa.String(length=10), nullable=False, server_default="enrolled"),
        lambda: sa.Column("reply", sa.String(length=10)),
        lambda: sa.Column("source", sa.String(length=20), nullable=False, server_default="manual"),
        lambda: sa.Column("added_by", sa.BigInteger()),
        lambda: sa.Column("added_at", MOMENT),
        lambda: sa.Column("minutes", sa.Integer()),
    ],
}
"""The new columns of each table. A column belongs to one table, so each is made anew."""

INDEXES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "ix_users_external_id": ("users", ["external_id"], {"unique": True}),
    "ix_users_sort_key_id": ("users", ["sort_key", "id"], {}),
    "ix_users_role_sort_key_id": ("users", ["role", "sort_key", "id"], {}),
    "ix_sessions_external_id": ("sessions", ["external_id"], {"unique": True}),
    # SQLite would use an index of all rows to find those that are not deleted: nearly every row.
    "ix_sessions_deleted_at": (
        "sessions",
        ["deleted_at"],
        {"sqlite_where": sa.text("deleted_at IS NOT NULL")},
    ),
}

AT_ONCE = 200
"""Ids in each statement that fills columns, so that no statement holds locks for long."""


def upgrade() -> None:
    """Add the columns, tables and indexes, and fill in what the database knows about existing rows.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped. In offline mode
    (printed SQL) the database is empty and there is nothing to fill.
    """
    offline = context.is_offline_mode()
    known = _Known(None if offline else op.get_bind())
    for table, columns in COLUMNS.items():
        for column in (make() for make in columns):
            if column.name not in known.columns(table):
                op.add_column(table, column)
    if "sign_ins" not in known.tables:
        create_sign_ins()
    if "organisation" not in known.tables:
        create_organisation()
    if offline or known.is_empty("organisation"):
        insert_organisation()
    if not offline:
        fill(op.get_bind())
    for name, (table, columns, options) in INDEXES.items():
        if name not in known.indexes(table):
            op.create_index(name, table, columns, **options)


def downgrade() -> None:
    """Drop what ``upgrade`` added."""
    for name, (table, _, _) in INDEXES.items():
        op.drop_index(name, table)
    for table in ("organisation", "sign_ins"):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for column in (make() for make in reversed(columns)):
            op.drop_column(table, column.name)


def create_sign_ins() -> None:
    """Every token that was issued and has not been forgotten."""
    op.create_table(
        "sign_ins",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sign_ins_user_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_id", name="uq_sign_ins_token_id"),
        **NUMBERED,
    )
    op.create_index("ix_sign_ins_user_id_id", "sign_ins", ["user_id", "id"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])


def create_organisation() -> None:
    """The organisation: one row. Null means that nothing has been chosen, so the default applies."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100)),
        sa.Column("time_zone", sa.String(length=64)),
        sa.Column("language", sa.String(length=10)),
        sa.Column("week_starts_on", sa.Integer()),
        sa.Column("clock", sa.Integer()),
        sa.Column("working_hours", LONG_TEXT),
        sa.Column("password_min_length", sa.Integer()),
        sa.Column("mail_from_name", sa.String(length=100)),
        sa.Column("join_minutes_before", sa.Integer()),
        sa.Column("custom_fields", LONG_TEXT),
        sa.Column("logo", BLOB),
        sa.Column("logo_type", sa.String(length=20)),
        sa.Column("logo_digest", sa.String(length=64)),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        **OPTIONS,
    )


def insert_organisation() -> None:
    """The row, with the random id that distinguishes this installation from all others."""
    names = ("id", "version", "installation_id", "updated_at")
    organisation = sa.table("organisation", *(sa.column(name) for name in names))
    dialect = op.get_context().dialect.name
    random_id, now = sa.literal_column(RANDOM_ID[dialect]), sa.literal_column(NOW[dialect])
    row = {"id": sa.literal_column("1"), "version": sa.literal_column("1")}
    op.execute(organisation.insert().values(**row, installation_id=random_id, updated_at=now))


ADDED_AT = (
    "UPDATE seats SET added_at = (SELECT created_at FROM sessions WHERE sessions.id = seats.session_id) "
    "WHERE session_id BETWEEN :low AND :high AND added_at IS NULL"
)
SET_AT = (
    "UPDATE credentials SET set_at = (SELECT MAX(timestamp) FROM password_log "
    "WHERE password_log.user_id = credentials.user_id) "
    "WHERE user_id BETWEEN :low AND :high AND set_at IS NULL"
)
FILLING = {"sessions": [ADDED_AT], "users": [SET_AT]}
"""What follows from the rows of a table, for those with ids from ``low`` to ``high``. What is filled is skipped."""


def fill(connection: sa.Connection) -> None:
    """Run the statements for one range of ids after the other, and report progress.

    On MariaDB each step is committed, so that an interruption loses one step, and locks are short.
    """
    progress = context.config.attributes.get("progress") or _no_progress
    highest = {
        table: connection.scalar(sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(table))) or 0
        for table in FILLING
    }
    done, total = 0, sum(highest.values())
    for table, statements in FILLING.items():
        for low, high in _ranges(highest[table]):
            for statement in statements:
                connection.execute(sa.text(statement), {"low": low, "high": high})
            if not op.get_context().impl.transactional_ddl:
                connection.commit()
            progress(done + high, total)
        done += highest[table]


def _ranges(highest: int) -> Iterator[tuple[int, int]]:
    for low in range(1, highest + 1, AT_ONCE):
        yield low, min(low + AT_ONCE - 1, highest)


def _no_progress(done: int, total: int) -> None:
    pass


class _Known:
    """What exists already; nothing if there is no connection."""

    def __init__(self, connection: sa.Connection | None) -> None:
        self._connection = connection
        self._inspector = None if connection is None else sa.inspect(connection)
        self.tables = [] if self._inspector is None else self._inspector.get_table_names()

    def columns(self, table: str) -> list[str]:
        return (
            [] if self._inspector is None else [each["name"] for each in self._inspector.get_columns(table)]
        )

    def indexes(self, table: str) -> list[str]:
        return (
            []
            if self._inspector is None
            else [str(each["name"]) for each in self._inspector.get_indexes(table)]
        )

    def is_empty(self, table: str) -> bool:
        count = sa.select(sa.func.count()).select_from(sa.table(table))
        return self._connection is not None and not self._connection.scalar(count)
