"""Calendar feeds, and the sessions in them, in memory."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import datetime
from itertools import chain

from tms_adapters.memory.feature import MemoryFeature, Unit
from tms_adapters.memory.sessions import DELETED_SESSIONS, SESSIONS, SESSIONS_OF
from tms_adapters.memory.tables import USERS, TableKey
from tms_core.calendars.feature import CALENDARS
from tms_core.calendars.model import CalendarEntry, CalendarFeed, CalendarRepository, FeedWindow, FoundFeed
from tms_core.organisation.model import ORGANISATION_UPDATED
from tms_core.sessions.events import SESSION_CREATED, SESSION_DELETED, SESSION_UPDATED
from tms_core.sessions.model import TrainingSession

FEEDS: TableKey[int, CalendarFeed] = TableKey("calendar_feeds")
COPIED = [each.name for each in fields(CalendarEntry) if each.name != "deleted_at"]
SHOWN_EVENTS = {kind.name for kind in (SESSION_CREATED, SESSION_UPDATED, SESSION_DELETED)}


class MemoryCalendars:
    """Implements ``CalendarRepository``."""

    def __init__(self, unit: Unit) -> None:
        self._touch = unit.touch
        self._log = unit.log

    async def find(self, token_hash: str) -> FoundFeed | None:
        data = await self._touch()
        feed = next((each for each in data[FEEDS].values() if each.token_hash == token_hash), None)
        user = data[USERS].get(feed.user_id) if feed else None
        if feed is None or user is None or user.is_deactivated:
            return None
        return FoundFeed(
            user_id=user.id,
            role=user.role,
            installation_id=await self.installation_id(),
            last_used_at=feed.last_used_at,
            position=self._log.position,
            floor=self._log.floor,
        )

    async def get(self, user_id: int) -> CalendarFeed | None:
        return (await self._touch())[FEEDS].get(user_id)

    async def is_concerned(self, user_id: int, after: int, up_to: int) -> bool:
        logged = (each.event for each in await self._log.after(after, up_to - after))
        return any(
            event.type == ORGANISATION_UPDATED.name
            or (event.type in SHOWN_EVENTS and user_id in event.audience.users)
            for event in logged
        )

    async def led_by(self, user_id: int, window: FeedWindow, most: int) -> list[CalendarEntry]:
        return await self._entries(user_id, lambda each: each.trainer_id == user_id, window, most)

    async def taken_by(self, user_id: int, window: FeedWindow, most: int) -> list[CalendarEntry]:
        return await self._entries(user_id, lambda each: user_id in each.trainee_ids, window, most)

    async def _entries(
        self, user_id: int, is_theirs: Callable[[TrainingSession], bool], window: FeedWindow, most: int
    ) -> list[CalendarEntry]:
        data = await self._touch()
        kept = (data[SESSIONS].get(each) for each in data[SESSIONS_OF].get(user_id) or ())
        stored: Iterable[tuple[TrainingSession, datetime | None]] = chain(
            ((session, None) for session in kept if session),
            (each for each in data[DELETED_SESSIONS].values() if each.deleted_at > window.deleted_since),
        )
        found = [
            _entry(session, deleted_at)
            for session, deleted_at in stored
            if is_theirs(session) and session.ends_at > window.since
        ]
        return sorted(found, key=lambda each: (each.scheduled_date, each.id))[:most]

    async def entry(self, session_id: int) -> CalendarEntry | None:
        session = (await self._touch())[SESSIONS].get(session_id)
        return _entry(session, None) if session else None

    async def installation_id(self) -> str:
        return self._log.position.epoch

    async def save(self, feed: CalendarFeed) -> None:
        (await self._touch())[FEEDS].put(feed.user_id, feed)

    async def remove(self, user_id: int) -> bool:
        feeds = (await self._touch())[FEEDS]
        existed = feeds.get(user_id) is not None
        feeds.drop(user_id)
        return existed

    async def note_use(self, user_id: int, at: datetime) -> None:
        feeds = (await self._touch())[FEEDS]
        if feed := feeds.get(user_id):
            feeds.put(user_id, replace(feed, last_used_at=at))


def _entry(session: TrainingSession, deleted_at: datetime | None) -> CalendarEntry:
    return CalendarEntry(deleted_at=deleted_at, **{name: getattr(session, name) for name in COPIED})


FEATURE = MemoryFeature(feature=CALENDARS, repositories={CalendarRepository: MemoryCalendars})
