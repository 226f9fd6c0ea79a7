"""Credentials, the password log, and what ends or slows sign-ins."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table

from tms_adapters.sql.tables.base import KEYED, OPTIONS, PERSON, metadata
from tms_adapters.sql.types import BigId, Choice, UtcDateTime
from tms_core.passwords.model import PasswordAction

credentials = Table(
    "credentials",
    metadata,
    Column("user_id", BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("password_hash", String(500), nullable=False),
    Column("token_generation", Integer, nullable=False),
    **KEYED,
)

password_log = Table(
    "password_log",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("user_id", BigInteger, nullable=False, info=PERSON),
    Column("action", Choice(PasswordAction), nullable=False),
    Column("performed_by", BigInteger, info=PERSON),
    Column("timestamp", UtcDateTime, nullable=False),
    Column("details", String(200), nullable=False),
    Index(None, "user_id", "id"),
    **OPTIONS,
)

revoked_tokens = Table(
    "revoked_tokens",
    metadata,
    Column("token_id", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "expires_at"),
    **KEYED,
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    # A digest: what people type as a name is sometimes their password.
    Column("subject", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "subject", "at"),
    Index(None, "at"),
    **OPTIONS,
)
