"""What people know about a session, and the difference between that and what is true."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field that changed. Times are text as in the API, and people are ids."""

    field: str
    before: str | int | None
    after: str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What the people in a session have to know about it."""

    title: str
    scheduled_date: datetime
    duration_minutes: int
    trainer_id: int
    class_link: str | None
    location: str | None = None

    @classmethod
    def of(cls, session: Any) -> Self:
        """The facts of anything that has these attributes: the entity, a view, or the record in the event log."""
        return cls(**{each.name: getattr(session, each.name) for each in fields(cls)})

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> "SessionFacts | None":
        """The facts that ``stored`` made; None if it holds nothing."""
        if not stored:
            return None
        return cls(**{**stored, "scheduled_date": datetime.fromisoformat(stored["scheduled_date"])})

    def stored(self) -> dict[str, Any]:
        """The facts as a JSON object."""
        return {**asdict(self), "scheduled_date": text_of(self.scheduled_date)}

    @property
    def ends_at(self) -> datetime:
        """The first instant after the session."""
        return self.scheduled_date + timedelta(minutes=self.duration_minutes)


FIELDS = tuple(each.name for each in fields(SessionFacts))
SHOWN_AS = {"trainer_id": "trainer"}


def text_of(instant: datetime) -> str:
    """A time as it is written in the API: RFC 3339 in UTC."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Difference(NamedTuple):
    """What somebody does not know yet: whether they were in the session as far as they know, whether they are, and what is
    different."""

    was_in: bool
    is_in: bool
    changes: tuple[Change, ...]


def difference(known: SessionFacts | None, current: SessionFacts | None, at: datetime) -> Difference | None:
    """What somebody has to be told who knows one thing while another is true; None for nothing.

    None stands for a session that does not exist, does not take place, or in which the person is not. What is over is
    history: nobody has to be told that it has changed, or is told of it.
    """
    if known is not None and known.ends_at <= at:
        known = None
    if known is None and (current is None or current.ends_at <= at):
        return None
    changes = tuple(changes_between(known, current))
    if not changes:
        return None
    return Difference(known is not None, current is not None, changes)


def changes_between(known: SessionFacts | None, current: SessionFacts | None) -> Iterable[Change]:
    """The facts that differ, in the order of the fields."""
    for name in FIELDS:
        before, after = _plain(known, name), _plain(current, name)
        if before != after:
            yield Change(field=SHOWN_AS.get(name, name), before=before, after=after)


def _plain(facts: SessionFacts | None, name: str) -> str | int | None:
    value = None if facts is None else getattr(facts, name)
    return text_of(value) if isinstance(value, datetime) else value


def known_by_actor(
    known: SessionFacts | None, current: SessionFacts | None, changed: Collection[str]
) -> SessionFacts | None:
    """What somebody knows who has just changed these fields: those, and otherwise what they knew before."""
    if known is None or current is None:
        return current
    return replace(known, **{name: getattr(current, name) for name in FIELDS if name in changed})
