"""Create and revoke one's feed, and read feeds and single sessions for calendar programs."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.calendars.model import (
    FEED_PATH,
    MAX_ENTRIES,
    SECRET_BYTES,
    CalendarAddress,
    CalendarContents,
    CalendarEntry,
    CalendarFeed,
    CalendarReader,
    CalendarRepository,
    CalendarStatus,
    FeedVersion,
    FeedWindow,
    FoundFeed,
)
from tms_core.entity import SuccessMessage
from tms_core.errors import NotFound
from tms_core.organisation.model import organisation_of
from tms_core.security.log import SecurityEvent, SecurityRecord
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query

MAX_EVENTS_READ = 2000
"""Events of which it is found out whether they concern a feed. After more, the sessions are read again: that takes less."""
USE_NOTED_EVERY = timedelta(minutes=10)


@command(*ALL_ROLES)
async def create_calendar(uow: UnitOfWork, actor: Actor, origin: str) -> CalendarAddress:
    """Create the private address of your calendar, for programs that subscribe to calendars. An earlier address stops
    working.

    It is shown this once. Whoever knows it can read your calendar, without signing in.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed(user_id=actor.user_id, token_hash=uow.services.link_hash(secret), created_at=uow.now)
    await uow.repository(CalendarRepository).save(feed)
    uow.log_security(_record(actor.user_id, "created"))
    origin = uow.services.mail.public_url or origin
    return CalendarAddress(url=f"{origin}{FEED_PATH}{secret}.ics", created_at=uow.now)


@query(*ALL_ROLES)
async def get_calendar(uow: ReadUnit, actor: Actor) -> CalendarStatus:
    """Whether your calendar has a private address, and when a program last read it. The address itself is not stored."""
    feed = await uow.repository(CalendarReader).get(actor.user_id)
    return CalendarStatus(
        active=feed is not None,
        created_at=feed.created_at if feed else None,
        last_used_at=feed.last_used_at if feed else None,
    )


@command(*ALL_ROLES)
async def revoke_calendar(uow: UnitOfWork, actor: Actor) -> SuccessMessage:
    """Revoke the private address of your calendar. Programs that subscribed to it can no longer read it."""
    if not await uow.repository(CalendarRepository).remove(actor.user_id):
        raise NotFound("calendar")
    uow.log_security(_record(actor.user_id, "revoked"))
    return SuccessMessage(message="The address of your calendar no longer works.")


def _record(user_id: int, action: str) -> SecurityRecord:
    return SecurityRecord(
        event=SecurityEvent.CALENDAR_ADDRESS, account_id=user_id, details={"action": action}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What is in a feed now; ``contents`` is None if it is what was in it at the version that the reader knows."""

    version: FeedVersion
    contents: CalendarContents | None
    notes_use: bool
    """Whether its use should be stored now."""


@query()
async def read_feed(
    uow: ReadUnit, actor: Actor, token_hash: str, known: FeedVersion | None
) -> FeedReading | None:
    """The feed with the secret of a hash, or None. ``known`` is the version that the caller has kept."""
    reader = uow.repository(CalendarReader)
    feed = await reader.find(token_hash)
    if feed is None:
        return None
    window = FeedWindow.at(uow.now)
    version = FeedVersion(user_id=feed.user_id, role=feed.role, window=window, position=feed.position)
    contents = None
    if known is None or not await _is_unchanged(reader, feed, known, version):
        contents = CalendarContents(
            installation_id=feed.installation_id,
            name=(await organisation_of(uow)).name,
            entries=await _entries(reader, feed, window),
        )
    return FeedReading(version=version, contents=contents, notes_use=_is_due(feed.last_used_at, uow.now))


def _is_due(last_used_at: datetime | None, now: datetime) -> bool:
    return last_used_at is None or abs(now - last_used_at) >= USE_NOTED_EVERY


async def _is_unchanged(
    reader: CalendarReader, feed: FoundFeed, known: FeedVersion, version: FeedVersion
) -> bool:
    if known == version:
        return True
    before, now = known.position, feed.position
    if replace(known, position=now) != version or before.epoch != now.epoch:
        return False
    is_in_log = feed.floor <= before.number < now.number <= before.number + MAX_EVENTS_READ
    return is_in_log and not await reader.is_concerned(feed.user_id, before.number, now.number)


async def _entries(reader: CalendarReader, feed: FoundFeed, window: FeedWindow) -> list[CalendarEntry]:
    """The sessions that a person sees as trainer or trainee; an admin may be one of each, from earlier roles."""
    found: dict[int, CalendarEntry] = {}
    if feed.role is not Role.TRAINEE:
        found |= {each.id: each for each in await reader.led_by(feed.user_id, window, MAX_ENTRIES)}
    if feed.role is not Role.TRAINER:
        found |= {each.id: each for each in await reader.taken_by(feed.user_id, window, MAX_ENTRIES)}
    return sorted(found.values(), key=lambda each: (each.scheduled_date, each.id))[:MAX_ENTRIES]


@command(is_durable=False)
async def note_calendar_use(uow: UnitOfWork, actor: Actor, user_id: int) -> None:
    """Store that somebody's feed was read."""
    await uow.repository(CalendarRepository).note_use(user_id, uow.now)


@query(*ALL_ROLES)
async def get_session_calendar(uow: ReadUnit, actor: Actor, session_id: int) -> CalendarContents:
    """A session as a calendar file (RFC 5545), for programs that import one. It has the same `UID` as in the calendar
    that can be subscribed to, so it becomes the same entry."""
    view = await uow.repository(SessionReader).view(session_id)
    entry = await uow.repository(CalendarReader).entry(session_id)
    if view is None or entry is None or view.for_reader(actor) is None:
        raise NotFound("session")
    return CalendarContents(
        installation_id=await uow.repository(CalendarReader).installation_id(),
        name=entry.title,
        entries=[entry],
    )
