"""Add case-folded names, so that users can be listed in name order."""

import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

USERS = sa.table(
    "users",
    sa.column("id", sa.BigInteger),
    sa.column("name", sa.String),
    sa.column("name_key", sa.String),
    sa.column("deleted_at", sa.DateTime),
)
INDEXES = {
    "ix_users_name_key_id": ["name_key", "id"],
    "ix_users_role_name_key_id": ["role", "name_key", "id"],
}
AT_ONCE = 500


def upgrade() -> None:
    """Add the column, fill it for everyone who has a name, and index it.

    MariaDB cannot roll back DDL, so the steps that an interrupted run completed are skipped. In offline mode
    (printed SQL) the database is empty and there is nothing to fill.
    """
    columns, indexes = ([], []) if context.is_offline_mode() else _known()
    if "name_key" not in columns:
        op.add_column("users", sa.Column("name_key", sa.String(length=320)))
    if not context.is_offline_mode():
        fill(op.get_bind())
    for name, indexed in INDEXES.items():
        if name not in indexes:
            op.create_index(name, "users", indexed)


def downgrade() -> None:
    """Drop the column and its indexes."""
    for name in INDEXES:
        op.drop_index(name, "users")
    op.drop_column("users", "name_key")


def fill(connection: sa.Connection) -> None:
    """Fill in the missing keys. Deleted users have no name and get none."""
    for rows in _unfilled(connection):
        keys = {user_id: folded_name(name) for user_id, name in rows}
        filled = sa.case(keys, value=USERS.c.id)
        connection.execute(sa.update(USERS).where(USERS.c.id.in_(keys)).values(name_key=filled))


def _unfilled(connection: sa.Connection) -> Iterator[list[tuple[int, str]]]:
    last = 0
    living = (USERS.c.deleted_at.is_(None), USERS.c.name_key.is_(None))
    while True:
        found = sa.select(USERS.c.id, USERS.c.name).where(USERS.c.id > last, *living)
        rows = connection.execute(found.order_by(USERS.c.id).limit(AT_ONCE)).all()
        if not rows:
            return
        yield [(row.id, row.name) for row in rows]
        last = rows[-1].id


IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
MAX_KEY_LENGTH = 320


def folded_name(name: str) -> str:
    """How names were folded when this migration was written. A copy, because the
    application's own rules may change."""
    return " ".join(_folded(name).split())[:MAX_KEY_LENGTH].rstrip()


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    seen = "".join(letter for letter in IGNORABLE.sub("", text) if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())


def _known() -> tuple[list[str], list[str]]:
    inspector = sa.inspect(op.get_bind())
    columns = [column["name"] for column in inspector.get_columns("users")]
    return columns, [str(index["name"]) for index in inspector.get_indexes("users")]
