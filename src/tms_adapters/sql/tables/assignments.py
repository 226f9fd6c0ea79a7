"""Who looks after whom."""

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint

from tms_adapters.sql.tables.base import OPTIONS, metadata
from tms_adapters.sql.types import BigId, UtcDateTime

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
