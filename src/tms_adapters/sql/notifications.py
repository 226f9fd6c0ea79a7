"""Notifications in SQL."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from tms_adapters.sql.feature import Queries, SqlFeature, first
from tms_adapters.sql.queries.followed_sessions import (
    FACTS,
    FOLLOWED,
    followed_sessions,
    hasten_followed,
    select_due,
    select_followed,
    select_not_followed,
    select_outdated_followed,
    update_followed,
)
from tms_adapters.sql.queries.notifications import (
    ROWS,
    count_about_session,
    count_shown,
    delete_about_person,
    delete_by_ids,
    delete_topics,
    mark,
    mark_up_to,
    notification_preferences,
    notifications,
    release,
    select_about_session,
    select_added,
    select_all_of,
    select_by_ids,
    select_held,
    select_old,
    select_page,
    select_preferences,
    select_time,
    select_unread,
    update_all,
)
from tms_adapters.sql.row_mapper import (
    delete_where,
    in_list,
    insert_all,
    insert_one,
    padded_in_list,
)
from tms_core.entity import Page, PageRequest, split_page, total_from
from tms_core.notifications.feature import NOTIFICATIONS
from tms_core.notifications.model import PERSON, Channels, FollowedSession, Notification, Preferences
from tms_core.notifications.repository import NotificationRepository
from tms_core.sessions.model import MAX_DURATION


class SqlNotifications:
    """See ``NotificationRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def page(
        self, user_id: int, since: datetime, page: PageRequest, *, unread: bool = False
    ) -> Page[Notification]:
        """See ``NotificationReader``."""
        asked = {"user": user_id, "since": since}
        after: dict[str, Any] = {}
        if page.after:
            after = {"after_at": page.after[0], "after_id": page.after[1]}
        statement = select_page(unread, bool(after))
        rows = await self._connection.rows(statement, limit=page.limit + 1, skip=page.skip, **asked, **after)
        total = total_from(page, len(rows))
        if page.count and total is None:
            [total] = await self._connection.rows(count_shown(unread), **asked)
        items, last = split_page(rows, page.limit)
        return Page(items=items, total=total, next=(last.created_at, last.id) if last else None)

    async def all_of(self, user_id: int, limit: int) -> list[Notification]:
        """See ``NotificationReader``."""
        return await self._connection.rows(select_all_of(), user=user_id, most=limit)

    async def about_session(
        self, session_id: int, page: PageRequest, user_id: int | None = None
    ) -> Page[Notification]:
        """See ``NotificationReader``."""
        asked = {"session": session_id} | ({} if user_id is None else {"user": user_id})
        after = {"after_id": page.after[0]} if page.after else {}
        statement = select_about_session(user_id is not None, bool(after))
        rows = await self._connection.rows(statement, limit=page.limit + 1, skip=page.skip, **asked, **after)
        total = total_from(page, len(rows))
        if page.count and total is None:
            [total] = await self._connection.rows(count_about_session(user_id is not None), **asked)
        items, last = split_page(rows, page.limit)
        return Page(items=items, total=total, next=(last.id,) if last else None)

    async def get_many(self, ids: Collection[int]) -> dict[int, Notification]:
        """See ``NotificationReader``."""
        padded = padded_in_list(sorted(ids))
        found = await self._connection.rows(select_by_ids(len(padded)), **in_list("id", padded))
        return {each.id: each for each in found}

    async def preferences_of(self, user_ids: Iterable[int]) -> dict[int, Preferences]:
        """See ``NotificationReader``."""
        ids = padded_in_list(sorted(user_ids))
        found = await self._connection.rows(select_preferences(len(ids)), **in_list("user", ids))
        return {
            row.user_id: Preferences(
                user_id=row.user_id,
                kinds={name: Channels(**channels) for name, channels in row.kinds.items()},
                minutes_before=row.minutes_before,
            )
            for row in found
        }

    async def held(self, topic: str, at: datetime) -> dict[int, Notification]:
        """See ``NotificationRepository``."""
        return {each.user_id: each for each in await self._connection.rows(select_held(), topic=topic, at=at)}

    async def add(self, notifications_: Sequence[Notification]) -> list[Notification]:
        """See ``NotificationRepository``."""
        if len(notifications_) == 1:
            new_id = await insert_one(self._connection, notifications, ROWS.values(notifications_[0]))
            return [replace(notifications_[0], id=new_id)]
        await insert_all(self._connection, notifications, [ROWS.values(each) for each in notifications_])
        # Databases do not say which ids several new rows were given.
        newest = await self._connection.rows(select_added(), topic=notifications_[0].topic)
        ids = {each.user_id: each.id for each in newest}
        return [replace(each, id=ids[each.user_id]) for each in notifications_]

    async def replace(self, changes: Sequence[tuple[Notification, Notification]]) -> None:
        """See ``NotificationRepository``. Those that change alike change in one statement, which is most of them."""
        for columns, changed in ROWS.changes_alike(changes):
            ids = padded_in_list([each.id for each in changed])
            new = {f"new_{name}": value for name, value in columns.items()}
            await self._connection.run(update_all(tuple(columns), len(ids)), **in_list("id", ids), **new)

    async def release(self, ids: Collection[int]) -> None:
        """See ``NotificationRepository``."""
        padded = padded_in_list(sorted(ids))
        await self._connection.run(release(len(padded)), **in_list("id", padded))

    async def remove(self, ids: Collection[int]) -> None:
        """See ``NotificationRepository``."""
        padded = padded_in_list(sorted(ids))
        await self._connection.run(delete_by_ids(len(padded)), **in_list("id", padded))

    async def mark_read(self, user_id: int, ids: Collection[int], at: datetime) -> list[int]:
        """See ``NotificationRepository``."""
        wanted = padded_in_list(sorted(ids))
        unread = select_unread(len(wanted))
        mine = await self._connection.rows(unread, user=user_id, **in_list("id", wanted))
        if mine:
            padded = padded_in_list(mine)
            await self._connection.run(mark(len(padded)), now=at, **in_list("id", padded))
        return mine

    async def mark_read_up_to(self, user_id: int, last_id: int, at: datetime) -> bool:
        """See ``NotificationRepository``."""
        last_at = await first(self._connection, select_time(), id=last_id, user=user_id)
        timed = {} if last_at is None else {"last_at": last_at}
        update = mark_up_to(bool(timed))
        done = await self._connection.run(update, user=user_id, last_id=last_id, now=at, **timed)
        return done.matched > 0

    async def remove_about(self, user_id: int) -> None:
        """See ``NotificationRepository``."""
        for table in (notifications, notification_preferences):
            await self._connection.run(delete_where(table, ("user_id",)), user_id=user_id)
        await self._connection.run(delete_about_person(), person=user_id, type=PERSON)

    async def remove_topics(self, beginning: str) -> None:
        """See ``NotificationRepository``."""
        after = f"{beginning[:-1]}{chr(ord(beginning[-1]) + 1)}"
        await self._connection.run(delete_topics(), first=beginning, after=after)

    async def purge(self, before: datetime, most: int) -> int:
        """See ``NotificationRepository``."""
        old = await self._connection.rows(select_old(most), before=before)
        if old:
            await self.remove(old)
        return len(old)

    async def save_preferences(self, preferences: Preferences) -> None:
        """See ``NotificationRepository``."""
        gone = delete_where(notification_preferences, ("user_id",))
        await self._connection.run(gone, user_id=preferences.user_id)
        row = {
            "user_id": preferences.user_id,
            "kinds": {name: asdict(channels) for name, channels in preferences.kinds.items()},
            "minutes_before": preferences.minutes_before,
        }
        await insert_one(self._connection, notification_preferences, row)

    async def followed(self, session_id: int) -> FollowedSession | None:
        """See ``NotificationRepository``."""
        return await first(self._connection, select_followed(), session=session_id)

    async def follow(self, before: FollowedSession | None, after: FollowedSession) -> None:
        """See ``NotificationRepository``."""
        columns = _row(after)
        if before is None:
            await insert_one(self._connection, followed_sessions, columns)
            return
        old = _row(before)
        changes = {f"new_{name}": value for name, value in columns.items() if old[name] != value}
        if changes:
            update = update_followed(tuple(name for name in columns if old[name] != columns[name]))
            await self._connection.run(update, session=after.session_id, **changes)

    async def unfollow(self, session_id: int) -> None:
        """See ``NotificationRepository``."""
        await self._connection.run(delete_where(followed_sessions, ("session_id",)), session_id=session_id)

    async def due(self, now: datetime, most: int) -> list[FollowedSession]:
        """See ``NotificationRepository``."""
        return await self._connection.rows(select_due(most), now=now)

    async def hasten(self, session_ids: Collection[int], due_at: datetime) -> None:
        """See ``NotificationRepository``."""
        if session_ids:
            ids = padded_in_list(sorted(session_ids))
            await self._connection.run(hasten_followed(len(ids)), due=due_at, **in_list("session", ids))

    async def overlooked(self, now: datetime, most: int) -> list[int]:
        """See ``NotificationRepository``."""
        changed = await self._connection.rows(select_outdated_followed(most))
        unknown = await self._connection.rows(select_not_followed(most), now=now, earliest=now - MAX_DURATION)
        return sorted({*changed, *unknown})[:most]


def _row(followed: FollowedSession) -> dict[str, Any]:
    known = {column.name: getattr(followed, column.name) for column in FOLLOWED}
    return {**known, **{column.name: getattr(followed.facts, column.name) for column in FACTS}}


FEATURE = SqlFeature(
    feature=NOTIFICATIONS,
    tables=(notifications, notification_preferences, followed_sessions),
    repositories={NotificationRepository: lambda unit: SqlNotifications(unit.connection)},
)
