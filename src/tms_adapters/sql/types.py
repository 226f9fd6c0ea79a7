"""Column types that mean the same on every database."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column of type INTEGER."""

LongText = Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
Blob = LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC to the microsecond."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """MySQL and MariaDB keep whole seconds unless told otherwise."""
        kind = mysql.DATETIME(fsp=6) if dialect.name == "mysql" else DateTime()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Databases get the time in UTC, without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """And give it back as UTC; SQLite as text (ISO 8601)."""
        return _from_text if dialect.name == "sqlite" else _from_naive


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value + "+00:00")


def _from_naive(value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(tzinfo=UTC)


class Choice(TypeDecorator[StrEnum]):
    """A member of an enumeration, kept as its text."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        """``members`` is the enumeration; its texts are at most 10 characters long."""
        super().__init__(10)
        self.members = members
        self._by_text = {member.value: member for member in members}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Databases get the text."""
        return None if value is None else str(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:
        """And give back the member; None stays None."""
        return self._by_text.get

    def copy(self, **kw: Any) -> "Choice":
        """Columns copy their types; the length here is fixed."""
        return Choice(self.members)
