"""Column types that behave the same on every database."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeDecorator

from tms_adapters.sql.compiled_query import Expression
from tms_core.notifications.facts import Change
from tms_core.sessions.enrolment import AttendanceStatus, PastMark

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite only assigns ids in columns of type INTEGER."""

LongText = Text().with_variant(mysql.MEDIUMTEXT(), "mysql")
Blob = LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql")


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware time, stored in UTC with microseconds."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """MySQL and MariaDB only store whole seconds by default."""
        kind = mysql.DATETIME(fsp=6) if dialect.name == "mysql" else DateTime()
        return dialect.type_descriptor(kind)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Databases receive UTC without a zone; SQLite receives text (ISO 8601)."""
        return TO_TEXT if dialect.name == "sqlite" else TO_NAIVE

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The stored time as aware UTC."""
        return FROM_TEXT if dialect.name == "sqlite" else FROM_NAIVE


TO_TEXT = Expression(
    "None if {0} is None else {0}.astimezone(UTC).isoformat(' ', 'microseconds')[:26]", UTC=UTC
)
TO_NAIVE = Expression("None if {0} is None else {0}.astimezone(UTC).replace(tzinfo=None)", UTC=UTC)
FROM_TEXT = Expression(
    "None if {0} is None else fromisoformat({0} + '+00:00')", fromisoformat=datetime.fromisoformat
)
FROM_NAIVE = Expression("None if {0} is None else {0}.replace(tzinfo=UTC)", UTC=UTC)


class Choice(TypeDecorator[StrEnum]):
    """A member of an enumeration, stored as its value."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        """``members`` is the enumeration. Columns hold 10 characters, or as many as its longest value has."""
        super().__init__(max(10, *map(len, members)))
        self.members = members
        self._by_text = {member.value: member for member in members}
        self._texts: dict[str | None, str | None] = {None: None} | {text: text for text in self._by_text}

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """The member's value. Raises ``KeyError`` for anything else."""
        return self._texts.__getitem__

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:
        """The member; None stays None."""
        return self._by_text.get

    def copy(self, **kw: Any) -> "Choice":
        """SQLAlchemy copies column types; the length here is fixed."""
        return Choice(self.members)


class JsonObject(TypeDecorator[dict[str, Any]]):
    """A JSON object, stored as text. An empty one is stored as null."""

    impl = LongText
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """The object as text."""
        return TO_JSON

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The stored object; an empty one for null."""
        return FROM_JSON


class JsonMarks(TypeDecorator[tuple[PastMark, ...]]):
    """Attendance marks of the past as a JSON list, stored as text. None at all are stored as null."""

    impl = LongText
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """The marks as text."""
        return MARKS_TO_JSON

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The stored marks; none for null."""
        return MARKS_FROM_JSON


class JsonIntegers(TypeDecorator[tuple[int, ...]]):
    """Whole numbers as a JSON list, stored as text; None as null."""

    impl = LongText
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """The numbers as text."""
        return INTEGERS_TO_JSON

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The stored numbers."""
        return INTEGERS_FROM_JSON


class JsonChanges(TypeDecorator[tuple[Change, ...]]):
    """Changed fields as a JSON list of field, value before and value after, stored as text. None at all are stored as
    null."""

    impl = LongText
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """The changes as text."""
        return CHANGES_TO_JSON

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """The stored changes; none for null."""
        return CHANGES_FROM_JSON


def changes_to_text(changes: tuple[Change, ...]) -> str:
    """The changes as JSON."""
    return json.dumps([(each.field, each.before, each.after) for each in changes], ensure_ascii=False)


def changes_from_text(text: str) -> tuple[Change, ...]:
    """The changes that ``changes_to_text`` wrote."""
    return tuple(Change(field=field, before=before, after=after) for field, before, after in json.loads(text))


def marks_to_text(marks: tuple[PastMark, ...]) -> str:
    """The marks as JSON, with times in ISO 8601."""
    return json.dumps([asdict(mark) for mark in marks], ensure_ascii=False, default=datetime.isoformat)


def marks_from_text(text: str) -> tuple[PastMark, ...]:
    """The marks that ``marks_to_text`` wrote."""
    return tuple(_mark(stored) for stored in json.loads(text))


def _mark(stored: dict[str, Any]) -> PastMark:
    at = stored.pop("marked_at")
    status = AttendanceStatus(stored.pop("status"))
    return PastMark(status=status, marked_at=datetime.fromisoformat(at) if at else None, **stored)


CHANGES_TO_JSON = Expression("changes_to({0}) if {0} else None", changes_to=changes_to_text)
CHANGES_FROM_JSON = Expression("changes_from({0}) if {0} else ()", changes_from=changes_from_text)
INTEGERS_TO_JSON = Expression("None if {0} is None else dumps({0})", dumps=json.dumps)
INTEGERS_FROM_JSON = Expression("None if {0} is None else tuple(loads({0}))", loads=json.loads)
MARKS_TO_JSON = Expression("to_text({0}) if {0} else None", to_text=marks_to_text)
MARKS_FROM_JSON = Expression("from_text({0}) if {0} else ()", from_text=marks_from_text)
TO_JSON = Expression("dumps({0}, ensure_ascii=False) if {0} else None", dumps=json.dumps)
FROM_JSON = Expression("loads({0}) if {0} else {{}}", loads=json.loads)
