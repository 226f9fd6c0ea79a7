"""Calendar feeds, and the sessions in them, in SQL."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, Table, UniqueConstraint, bindparam, literal, or_, select, update
from sqlalchemy.sql import ColumnElement, Select, Update

from tms_adapters.sql.column_types import BigId, UtcDateTime
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Queries, SqlFeature, first
from tms_adapters.sql.queries.sessions import KEPT
from tms_adapters.sql.queries.user_list import LIVING, NOT_DEACTIVATED
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import (
    KEYED,
    PERSON,
    event_log,
    metadata,
    organisation,
    seats,
    sessions,
    stream_head,
    users,
)
from tms_core.calendars.feature import CALENDARS
from tms_core.calendars.model import CalendarEntry, CalendarFeed, CalendarRepository, FeedWindow, FoundFeed
from tms_core.organisation.model import ORGANISATION_UPDATED
from tms_core.sessions.enrolment import EnrolmentState
from tms_core.sessions.events import SESSION_CREATED, SESSION_DELETED, SESSION_UPDATED
from tms_core.sessions.model import MAX_DURATION

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("user_id", BigId, primary_key=True, autoincrement=False, info=PERSON),
    Column("token_hash", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    UniqueConstraint("token_hash"),
    **KEYED,
)

FEEDS = RowMapper(calendar_feeds, CalendarFeed)
ENTRY = [sessions.c[each.name] for each in fields(CalendarEntry)]
SHOWN_EVENTS = [kind.name for kind in (SESSION_CREATED, SESSION_UPDATED, SESSION_DELETED)]
TIME = sessions.c.scheduled_date.type


@reads(FoundFeed)
def select_found() -> Select[Any]:
    """A feed by the hash of its secret, with its owner and the state of the event log."""
    head = stream_head.c
    source = (
        calendar_feeds.join(users, users.c.id == calendar_feeds.c.user_id)
        .join(stream_head, head.id == 1)
        .join(organisation, organisation.c.id == 1)
    )
    return (
        select(
            calendar_feeds.c.user_id,
            users.c.role,
            organisation.c.installation_id,
            calendar_feeds.c.last_used_at,
            head.epoch.label("position__epoch"),
            head.pos.label("position__number"),
            head.last_check.label("position__check"),
            head.floor_pos.label("floor"),
        )
        .select_from(source)
        .where(*equal(calendar_feeds, ("token_hash",)), LIVING, NOT_DEACTIVATED)
    )


@reads(CalendarFeed)
def select_feed() -> Select[Any]:
    """The feed of a person."""
    return select(*FEEDS.columns).where(*equal(calendar_feeds, ("user_id",)))


@reads(int)
def select_concerning() -> Select[Any]:
    """The first event between two positions that may have changed the feed of a person. The audience is JSON without
    blanks, in which only ids of people are numbers."""
    is_told = or_(*(event_log.c.audience.like(bindparam(f"form_{index}")) for index in range(4)))
    is_shown = or_(*(event_log.c.type == name for name in SHOWN_EVENTS))
    concerns = or_(event_log.c.type == ORGANISATION_UPDATED.name, is_shown & is_told)
    between = (event_log.c.pos > bindparam("after"), event_log.c.pos <= bindparam("up_to"))
    return select(literal(1).label("found")).select_from(event_log).where(*between, concerns).limit(1)


def _is_shown(started: ColumnElement[datetime], ended: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """The first condition is implied by the second, and tells the index where to start."""
    deleted_at = sessions.c.deleted_at
    return [
        started > bindparam("since_started", type_=TIME),
        ended > bindparam("since", type_=TIME),
        or_(deleted_at.is_(None), deleted_at > bindparam("deleted_since", type_=TIME)),
    ]


@reads(CalendarEntry)
def select_led() -> Select[Any]:
    """The sessions that a person leads."""
    start = sessions.c.scheduled_date
    index = "FORCE INDEX (ix_sessions_trainer_id_scheduled_date_id)"
    return (
        select(*ENTRY)
        .with_hint(sessions, index, "mysql")
        .where(sessions.c.trainer_id == bindparam("person"), *_is_shown(start, sessions.c.ends_at))
        .order_by(start, sessions.c.id)
        .limit(bindparam("most"))
    )


@reads(CalendarEntry)
def select_taken() -> Select[Any]:
    """The sessions in which a person is enrolled."""
    start = seats.c.scheduled_date
    index = "FORCE INDEX (ix_seats_trainee_id_scheduled_date_session_id)"
    mine = (seats.c.trainee_id == bindparam("person"), seats.c.state == EnrolmentState.ENROLLED)
    return (
        select(*ENTRY)
        .select_from(seats.join(sessions, sessions.c.id == seats.c.session_id))
        .with_hint(seats, index, "mysql")
        .where(*mine, *_is_shown(start, seats.c.ends_at))
        .order_by(start, seats.c.session_id)
        .limit(bindparam("most"))
    )


@reads(CalendarEntry)
def select_entry() -> Select[Any]:
    """One session that is not deleted."""
    return select(*ENTRY).where(sessions.c.id == bindparam("id"), KEPT)


@reads(str)
def select_installation_id() -> Select[Any]:
    """The id of the data."""
    return select(organisation.c.installation_id).where(organisation.c.id == 1)


@writes
def update_use() -> Update:
    """Store when a feed was used."""
    mine = calendar_feeds.c.user_id == bindparam("person")
    used_at = bindparam("used_at", type_=calendar_feeds.c.last_used_at.type)
    return update(calendar_feeds).where(mine).values(last_used_at=used_at)


class SqlCalendars:
    """See ``CalendarRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def find(self, token_hash: str) -> FoundFeed | None:
        """See ``CalendarReader``."""
        return await first(self._connection, select_found(), token_hash=token_hash)

    async def get(self, user_id: int) -> CalendarFeed | None:
        """See ``CalendarReader``."""
        return await first(self._connection, select_feed(), user_id=user_id)

    async def is_concerned(self, user_id: int, after: int, up_to: int) -> bool:
        """See ``CalendarReader``."""
        forms = (f"%[{user_id},%", f"%[{user_id}]%", f"%,{user_id},%", f"%,{user_id}]%")
        sent = {f"form_{index}": form for index, form in enumerate(forms)}
        return bool(await self._connection.scan(select_concerning(), after=after, up_to=up_to, **sent))

    async def led_by(self, user_id: int, window: FeedWindow, most: int) -> list[CalendarEntry]:
        """See ``CalendarReader``."""
        return await self._connection.scan(select_led(), person=user_id, most=most, **_parameters(window))

    async def taken_by(self, user_id: int, window: FeedWindow, most: int) -> list[CalendarEntry]:
        """See ``CalendarReader``."""
        return await self._connection.scan(select_taken(), person=user_id, most=most, **_parameters(window))

    async def entry(self, session_id: int) -> CalendarEntry | None:
        """See ``CalendarReader``."""
        return await first(self._connection, select_entry(), id=session_id)

    async def installation_id(self) -> str:
        """See ``CalendarReader``."""
        [found] = await self._connection.rows(select_installation_id())
        return found

    async def save(self, feed: CalendarFeed) -> None:
        """See ``CalendarRepository``."""
        await self.remove(feed.user_id)
        await insert_one(self._connection, calendar_feeds, FEEDS.values(feed))

    async def remove(self, user_id: int) -> bool:
        """See ``CalendarRepository``."""
        mine = delete_where(calendar_feeds, ("user_id",))
        return (await self._connection.run(mine, user_id=user_id)).matched == 1

    async def note_use(self, user_id: int, at: datetime) -> None:
        """See ``CalendarRepository``."""
        await self._connection.run(update_use(), person=user_id, used_at=at)


def _parameters(window: FeedWindow) -> dict[str, datetime]:
    """Sessions last at most a day, so those that started earlier than that have ended."""
    return {
        "since": window.since,
        "since_started": window.since - MAX_DURATION,
        "deleted_since": window.deleted_since,
    }


FEATURE = SqlFeature(
    feature=CALENDARS,
    tables=(calendar_feeds,),
    repositories={CalendarRepository: lambda unit: SqlCalendars(unit.connection)},
)
