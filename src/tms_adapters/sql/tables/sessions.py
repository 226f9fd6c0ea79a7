"""Sessions, and who takes part in them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from tms_adapters.sql.tables.base import KEYED, OPTIONS, PERSON, metadata
from tms_adapters.sql.types import BigId, Choice, UtcDateTime
from tms_core.sessions.model import AttendanceStatus, SessionStatus

sessions = Table(
    "sessions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("title", String(100), nullable=False),
    Column("description", String(500), nullable=False),
    Column("trainer_id", BigId, ForeignKey("users.id"), nullable=False),
    Column("capacity", Integer),
    Column("scheduled_date", UtcDateTime, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("status", Choice(SessionStatus), nullable=False),
    Column("class_link", String(500)),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # Derived.
    Column("ends_at", UtcDateTime, nullable=False),
    Column("search_text", Text, nullable=False),
    Index(None, "scheduled_date", "id"),
    Index(None, "status", "scheduled_date", "id"),
    Index(None, "trainer_id", "scheduled_date", "id"),
    **OPTIONS,
)

seats = Table(
    "seats",
    metadata,
    Column("session_id", BigId, ForeignKey("sessions.id"), primary_key=True, autoincrement=False),
    Column("trainee_id", BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("place", Integer, nullable=False),
    Column("status", Choice(AttendanceStatus)),
    Column("note", String(500)),
    Column("marked_at", UtcDateTime),
    Column("marked_by", BigInteger, info=PERSON),
    # Copied from the session, so that one index finds what a trainee does when.
    Column("scheduled_date", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("session_status", Choice(SessionStatus), nullable=False),
    Index(None, "trainee_id", "scheduled_date", "session_id"),
    **KEYED,
)
