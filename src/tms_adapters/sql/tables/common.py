"""Kept responses, kept counts, and the event log."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from tms_adapters.sql.tables.base import KEYED, PERSON, metadata
from tms_adapters.sql.types import BigId, Blob, LongText, UtcDateTime

answers = Table(
    "answers",
    metadata,
    Column("caller_id", BigId, primary_key=True, autoincrement=False, info=PERSON),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("body", Blob, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "created_at"),
    **KEYED,
)

tallies = Table(
    "tallies",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("value", String(20), primary_key=True),
    Column("count", BigInteger, nullable=False),
    **KEYED,
)

stream_head = Table(
    "stream_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", String(32), nullable=False),
    Column("pos", BigInteger, nullable=False),
    Column("floor_pos", BigInteger, nullable=False),
    Column("last_check", String(16), nullable=False),
    **KEYED,
)

event_log = Table(
    "event_log",
    metadata,
    # Taken from stream_head inside the transaction, so that positions become visible in order.
    Column("pos", BigId, primary_key=True, autoincrement=False),
    Column("event_id", String(32), nullable=False),
    Column("type", String(40), nullable=False),
    Column("entity", String(20), nullable=False),
    Column("entity_id", BigInteger, nullable=False),
    Column("entity_version", Integer),
    Column("actor_id", BigInteger, info=PERSON),
    Column("audience", Text, nullable=False),
    Column("payload", LongText),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("event_id"),
    Index(None, "entity", "entity_id"),
    **KEYED,
)
