"""A person's calendar feed, what it contains, and the ports to the store and to what writes the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tms_core.actor import Role
from tms_core.events import Position
from tms_core.sessions.model import DELETED_FOR, SessionStatus
from tms_core.unit_of_work import ReadPort

FEED_PATH = "/calendar/"
"""Where feeds are served: this, the secret, ``.ics``."""
SECRET_BYTES = 32
SHOWN_FOR = timedelta(days=90)
"""How long a session stays in feeds after its end."""
MAX_ENTRIES = 5000
"""Sessions in a feed; of more, the latest are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A person's private feed. Of the secret in its address only a keyed hash is stored."""

    user_id: int
    token_hash: str
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddress:
    """The address of a new feed, which is shown this once. Whoever has it can read the feed."""

    url: str = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarStatus:
    """Whether somebody has a feed, and when it was last read."""

    active: bool
    created_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A session as calendars show it. A deleted one is shown as cancelled."""

    id: int
    title: str
    description: str
    scheduled_date: datetime
    ends_at: datetime
    status: SessionStatus
    class_link: str | None
    location: str | None
    calendar_sequence: int
    calendar_changed_at: datetime | None
    created_at: datetime
    deleted_at: datetime | None = None

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.deleted_at is not None or self.status is SessionStatus.CANCELLED

    @property
    def sequence(self) -> int:
        """The number of changes that calendars must take over. Deleting is one."""
        return self.calendar_sequence + (self.deleted_at is not None)

    @property
    def changed_at(self) -> datetime:
        """When something in it last changed."""
        return self.deleted_at or self.calendar_changed_at or self.created_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarContents:
    """What a file contains. ``installation_id`` is part of the entries' ids."""

    installation_id: str
    name: str
    entries: Sequence[CalendarEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedWindow:
    """Which sessions a feed contains: those that end after ``since``, and of the deleted ones those deleted after
    ``deleted_since``. It changes at midnight (UTC) only, so that a feed stays the same for a day if nothing else
    changes."""

    since: datetime
    deleted_since: datetime

    @classmethod
    def at(cls, now: datetime) -> "FeedWindow":
        """The window of the day. Everything in it is still stored when the day ends."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(since=midnight - SHOWN_FOR, deleted_since=midnight + timedelta(days=1) - DELETED_FOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """The feed with some secret: whose it is, and the head and the floor of the event log when it was read."""

    user_id: int
    role: Role
    installation_id: str
    last_used_at: datetime | None
    position: Position
    floor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedVersion:
    """What the contents of a feed depend on. They are the same as long as nothing of it differs, or only events that do
    not concern the person lie between the two positions."""

    user_id: int
    role: Role
    window: FeedWindow
    position: Position


class CalendarReader(ReadPort, Protocol):
    """Reads feeds and what they contain."""

    async def find(self, token_hash: str) -> FoundFeed | None:
        """The feed with the secret of this hash; None also if its owner is deactivated."""

    async def get(self, user_id: int) -> CalendarFeed | None:
        """The feed of a person, or None."""

    async def is_concerned(self, user_id: int, after: int, up_to: int) -> bool:
        """Whether an event after the position ``after``, and up to ``up_to``, may have changed the feed of a person."""

    async def led_by(self, user_id: int, window: FeedWindow, most: int) -> list[CalendarEntry]:
        """The first sessions in ``window`` that a person leads, deleted ones included, by start and id."""

    async def taken_by(self, user_id: int, window: FeedWindow, most: int) -> list[CalendarEntry]:
        """The same of those in which a person is enrolled."""

    async def entry(self, session_id: int) -> CalendarEntry | None:
        """One session that is not deleted."""

    async def installation_id(self) -> str:
        """The id of the data."""


class CalendarRepository(CalendarReader, Protocol):
    """Stores feeds."""

    async def save(self, feed: CalendarFeed) -> None:
        """Add a feed, instead of the one that the person had."""

    async def remove(self, user_id: int) -> bool:
        """Remove the feed of a person; False if there was none."""

    async def note_use(self, user_id: int, at: datetime) -> None:
        """Store that a feed was read."""


class CalendarWriter(Protocol):
    """Writes files that calendar programs read. The same contents give the same bytes."""

    def feed(self, contents: CalendarContents) -> bytes:
        """A feed that programs read again and again. Takes long for many sessions."""

    def file(self, contents: CalendarContents) -> bytes:
        """A file to be imported once."""
