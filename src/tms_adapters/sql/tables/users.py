"""People."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from tms_adapters.sql.tables.base import OPTIONS, metadata
from tms_adapters.sql.types import BigId, Choice, UtcDateTime
from tms_core.actor import Role

users = Table(
    "users",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("username", String(50), nullable=False),
    Column("email", String(254), nullable=False),
    Column("role", Choice(Role), nullable=False),
    Column("first_name", String(50), nullable=False),
    Column("last_name", String(50), nullable=False),
    Column("name", String(101), nullable=False),
    Column("is_temporary_password", Boolean(create_constraint=False), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # Derived: folded forms, for comparing. A deleted user has none, so that the names become free.
    Column("name_key", String(320)),
    Column("username_key", String(320)),
    Column("email_key", String(320)),
    Column("search_text", Text, nullable=False),
    Column("deleted_at", UtcDateTime),
    UniqueConstraint("username_key"),
    UniqueConstraint("email_key"),
    Index(None, "role", "id"),
    Index(None, "name_key", "id"),
    Index(None, "role", "name_key", "id"),
    **OPTIONS,
)
