"""Every table that more than one module reads. Columns are named like the fields."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from tms_adapters.sql.column_types import BigId, Blob, Choice, JsonMarks, JsonObject, LongText, UtcDateTime
from tms_core.actor import Role
from tms_core.organisation.model import Language
from tms_core.sessions.enrolment import AttendanceStatus, EnrolmentState, Reply
from tms_core.sessions.model import SessionStatus
from tms_core.users.model import UserStatus

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}
metadata = MetaData(naming_convention=NAMING)

OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",  # others treat all emoji, or jose and José, as equal
    "sqlite_autoincrement": True,  # ids are never reused
}
KEYED = {name: value for name, value in OPTIONS.items() if name != "sqlite_autoincrement"}

PERSON = {"person": True}
"""``info`` of a column with a person's id that is not a foreign key,
because it outlives the person's row."""


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
    # Taken from stream_head within the transaction, so that positions become visible in order.
    Column("pos", BigId, primary_key=True, autoincrement=False),
    Column("event_id", String(32), nullable=False),
    Column("type", String(40), nullable=False),
    Column("entity", String(20), nullable=False),
    Column("entity_id", BigInteger, nullable=False),
    Column("entity_version", Integer),
    Column("actor_id", BigInteger, info=PERSON),
    Column("audience", Text, nullable=False),
    Column("payload", LongText),
    Column("values_before", LongText),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("event_id"),
    Index(None, "entity", "entity_id"),
    **KEYED,
)


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
    # Derived: case-folded, for comparisons. Null for deleted users, so that their names can be reused.
    Column("username_key", String(320)),
    Column("email_key", String(320)),
    Column("deleted_at", UtcDateTime),
    Column("status", Choice(UserStatus), nullable=False, server_default=UserStatus.ACTIVE),
    Column("deactivated_at", UtcDateTime),
    Column("language", Choice(Language)),
    Column("time_zone", String(64)),
    Column("pending_email", String(254)),
    Column("email_verified_at", UtcDateTime),
    Column("external_id", String(64)),
    Column("custom", JsonObject),
    # Derived: folded, for search and for the order by name. Null for deleted users.
    Column("search_key", Text),
    Column("sort_key", String(320)),
    UniqueConstraint("username_key"),
    UniqueConstraint("email_key"),
    Index(None, "external_id", unique=True),
    Index(None, "sort_key", "id"),
    Index(None, "role", "sort_key", "id"),
    Index(None, "role", "id"),
    **OPTIONS,
)

TERM_LENGTH = 16

user_search_terms = Table(
    "user_search_terms",
    metadata,
    # The end of a word of ``users.search_key``, so that an index finds words from any letter on.
    Column("term", String(TERM_LENGTH), primary_key=True),
    Column("user_id", BigId, primary_key=True, autoincrement=False, info=PERSON),
    # Whether the term is part of the name, by which sessions are found too.
    Column("of_name", Boolean(create_constraint=False), nullable=False),
    **KEYED,
    sqlite_with_rowid=False,
)


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
    Column("location", String(200)),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    # Derived.
    Column("ends_at", UtcDateTime, nullable=False),
    Column("created_by", BigInteger, info=PERSON),
    Column("closed_by", BigInteger, info=PERSON),
    Column("closed_at", UtcDateTime),
    Column("status_reason", String(200)),
    Column("deleted_at", UtcDateTime),
    Column("external_id", String(64)),
    Column("custom", JsonObject),
    # Derived: what is searched, folded, and a hash of it by which equal texts are found.
    Column("search_key", Text),
    Column("text_digest", BigInteger),
    Column("calendar_sequence", Integer, nullable=False, server_default="0"),
    Column("calendar_changed_at", UtcDateTime),
    # With what tells deleted sessions, so that counting the sessions of a text reads nothing else.
    Index(None, "text_digest", "deleted_at"),
    Index(None, "external_id", unique=True),
    # SQLite would use an index of all rows to find those that are not deleted: nearly every row.
    Index(None, "deleted_at", sqlite_where=text("deleted_at IS NOT NULL")),
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
    # Copied from the session, so that a single index finds a trainee's sessions by time.
    Column("scheduled_date", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("session_status", Choice(SessionStatus), nullable=False),
    Column("session_deleted_at", UtcDateTime),
    Column("state", Choice(EnrolmentState), nullable=False, server_default="enrolled"),
    Column("reply", Choice(Reply)),
    Column("reply_note", String(200)),
    Column("source", String(20), nullable=False, server_default="manual"),
    Column("added_by", BigInteger, info=PERSON),
    Column("added_at", UtcDateTime),
    Column("minutes", Integer),
    Column("discarded", JsonMarks),
    Index(None, "trainee_id", "scheduled_date", "session_id"),
    **KEYED,
)


assignments = Table(
    "assignments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("student_id", BigId, ForeignKey("users.id"), nullable=False),
    Column("teacher_id", BigId, ForeignKey("users.id"), nullable=False),
    Column("assigned_date", UtcDateTime, nullable=False),
    UniqueConstraint("student_id", "teacher_id"),
    Index(None, "teacher_id", "id"),
    **OPTIONS,
)


organisation = Table(
    "organisation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    # Random, made with the database: tokens are valid for this installation only.
    Column("installation_id", String(32), nullable=False),
    # Null: nothing was chosen, so the default applies.
    Column("name", String(100)),
    Column("time_zone", String(64)),
    Column("language", String(10)),
    Column("week_starts_on", Integer),
    Column("clock", Integer),
    Column("working_hours", LongText),
    Column("password_min_length", Integer),
    Column("mail_from_name", String(100)),
    Column("join_minutes_before", Integer),
    Column("custom_fields", LongText),
    Column("logo", Blob),
    Column("logo_type", String(20)),
    Column("logo_digest", String(64)),
    Column("updated_at", UtcDateTime, nullable=False),
    **KEYED,
)


consumers = Table(
    "consumers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("holder", String(100)),
    Column("held_until", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("retry_at", UtcDateTime),
    Column("error_type", String(100)),
    Column("error", String(500)),
    Column("missed", BigInteger, nullable=False),
    Column("missed_at", UtcDateTime),
    **KEYED,
)

set_aside_events = Table(
    "set_aside_events",
    metadata,
    Column("consumer", String(64), primary_key=True),
    Column("position", BigId, primary_key=True, autoincrement=False),
    Column("event_type", String(64), nullable=False),
    Column("error_type", String(100), nullable=False),
    Column("error", String(500), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("set_aside_at", UtcDateTime, nullable=False),
    Column("retry_requested", Boolean, nullable=False),
    Index(None, "position"),
    **KEYED,
)
