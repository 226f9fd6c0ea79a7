"""Notifications, in memory."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count, islice

from tms_adapters.memory.feature import MemoryFeature, Unit
from tms_adapters.memory.sessions import SESSIONS
from tms_adapters.memory.tables import TableKey, Touch, page_of
from tms_core.entity import Page, PageRequest
from tms_core.notifications.feature import NOTIFICATIONS
from tms_core.notifications.kinds import REPLY_RECEIVED
from tms_core.notifications.model import (
    PERSON,
    SESSION,
    FollowedSession,
    Notification,
    Preferences,
)
from tms_core.notifications.repository import NotificationRepository
from tms_core.sessions.model import SessionStatus

TOLD: TableKey[int, Notification] = TableKey("notifications")
TOPICS: TableKey[str, frozenset[int]] = TableKey("notifications_by_topic")
PREFERENCES: TableKey[int, Preferences] = TableKey("notification_preferences")
FOLLOWED: TableKey[int, FollowedSession] = TableKey("followed_sessions")


def order(notification: Notification) -> tuple[datetime, int]:
    """By time, then by id."""
    return notification.created_at, notification.id


class MemoryNotifications:
    """Implements ``NotificationRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]") -> None:
        self._touch = touch
        self._ids = ids

    async def page(
        self, user_id: int, since: datetime, page: PageRequest, *, unread: bool = False
    ) -> Page[Notification]:
        found = (
            each
            for each in await self._of(user_id)
            if each.on_screen and each.created_at >= since and not (unread and each.read_at)
        )
        return page_of(found, order, page, ascending=False)

    async def all_of(self, user_id: int, limit: int) -> list[Notification]:
        return sorted(await self._of(user_id), key=order, reverse=True)[:limit]

    async def about_session(
        self, session_id: int, page: PageRequest, user_id: int | None = None
    ) -> Page[Notification]:
        about = [
            each
            for each in (await self._touch())[TOLD].values()
            if (each.subject_type, each.subject_id) == (SESSION, session_id)
            and each.kind != REPLY_RECEIVED.name
            and user_id in (None, each.user_id)
        ]
        newest = {each.user_id: each for each in sorted(about, key=lambda each: each.id)}
        found = newest.values() if user_id is None else about
        return page_of(found, lambda each: (each.id,), page, ascending=False)

    async def get_many(self, ids: Collection[int]) -> dict[int, Notification]:
        table = (await self._touch())[TOLD]
        return {id_: found for id_ in ids if (found := table.get(id_))}

    async def preferences_of(self, user_ids: Iterable[int]) -> dict[int, Preferences]:
        table = (await self._touch())[PREFERENCES]
        return {user_id: chosen for user_id in user_ids if (chosen := table.get(user_id))}

    async def held(self, topic: str, at: datetime) -> dict[int, Notification]:
        data = await self._touch()
        found = (data[TOLD].get(id_) for id_ in sorted(data[TOPICS].get(topic) or ()))
        return {each.user_id: each for each in found if each is not None and each.held_until > at}

    async def add(self, notifications: Sequence[Notification]) -> list[Notification]:
        added = [replace(each, id=next(self._ids)) for each in notifications]
        data = await self._touch()
        for each in added:
            data[TOLD].put(each.id, each)
            data[TOPICS].put(each.topic, (data[TOPICS].get(each.topic) or frozenset()) | {each.id})
        return added

    async def replace(self, changes: Sequence[tuple[Notification, Notification]]) -> None:
        table = (await self._touch())[TOLD]
        for _, after in changes:
            table.put(after.id, after)

    async def release(self, ids: Collection[int]) -> None:
        table = (await self._touch())[TOLD]
        for id_, each in (await self.get_many(ids)).items():
            table.put(id_, replace(each, held_until=each.created_at))

    async def remove(self, ids: Collection[int]) -> None:
        data = await self._touch()
        for id_ in ids:
            gone = data[TOLD].get(id_)
            if gone is None:
                continue
            data[TOLD].drop(id_)
            if left := (data[TOPICS].get(gone.topic) or frozenset()) - {id_}:
                data[TOPICS].put(gone.topic, left)
            else:
                data[TOPICS].drop(gone.topic)

    async def mark_read(self, user_id: int, ids: Collection[int], at: datetime) -> list[int]:
        mine = [each for each in await self._of(user_id) if each.id in ids and each.read_at is None]
        return await self._mark(mine, at)

    async def mark_read_up_to(self, user_id: int, last_id: int, at: datetime) -> bool:
        mine = list(await self._of(user_id))
        last = next((order(each) for each in mine if each.id == last_id), None)
        older = (each for each in mine if (each.id <= last_id if last is None else order(each) <= last))
        return bool(await self._mark([each for each in older if each.read_at is None], at))

    async def _mark(self, notifications: Iterable[Notification], at: datetime) -> list[int]:
        table = (await self._touch())[TOLD]
        marked = sorted(notifications, key=lambda each: each.id)
        for each in marked:
            table.put(each.id, replace(each, read_at=at))
        return [each.id for each in marked]

    async def remove_about(self, user_id: int) -> None:
        data = await self._touch()
        gone = [
            each.id
            for each in data[TOLD].values()
            if each.user_id == user_id or (each.subject_type == PERSON and each.subject_id == user_id)
        ]
        await self.remove(gone)
        data[PREFERENCES].drop(user_id)

    async def remove_topics(self, beginning: str) -> None:
        data = await self._touch()
        await self.remove([each.id for each in data[TOLD].values() if each.topic.startswith(beginning)])

    async def purge(self, before: datetime, most: int) -> int:
        rows = (await self._touch())[TOLD].values()
        old = list(islice((each.id for each in rows if each.created_at < before), most))
        await self.remove(old)
        return len(old)

    async def save_preferences(self, preferences: Preferences) -> None:
        (await self._touch())[PREFERENCES].put(preferences.user_id, preferences)

    async def followed(self, session_id: int) -> FollowedSession | None:
        return (await self._touch())[FOLLOWED].get(session_id)

    async def follow(self, before: FollowedSession | None, after: FollowedSession) -> None:
        (await self._touch())[FOLLOWED].put(after.session_id, after)

    async def unfollow(self, session_id: int) -> None:
        (await self._touch())[FOLLOWED].drop(session_id)

    async def due(self, now: datetime, most: int) -> list[FollowedSession]:
        rows = (await self._touch())[FOLLOWED].values()
        found = [each for each in rows if each.next_due_at <= now]
        return sorted(found, key=lambda each: (each.next_due_at, each.session_id))[:most]

    async def hasten(self, session_ids: Collection[int], due_at: datetime) -> None:
        table = (await self._touch())[FOLLOWED]
        for session_id in session_ids:
            followed = table.get(session_id)
            if followed is not None and followed.next_due_at > due_at:
                table.put(session_id, replace(followed, next_due_at=due_at))

    async def overlooked(self, now: datetime, most: int) -> list[int]:
        data = await self._touch()
        taking_place = {
            session.id: session
            for session in data[SESSIONS].values()
            if session.status is not SessionStatus.CANCELLED
        }
        followed = dict(data[FOLLOWED].items())
        changed = {
            session_id
            for session_id, each in followed.items()
            if session_id not in taking_place or taking_place[session_id].version != each.version
        }
        unknown = {
            session_id
            for session_id, session in taking_place.items()
            if session_id not in followed and session.ends_at > now
        }
        return sorted(changed | unknown)[:most]

    async def _of(self, user_id: int) -> list[Notification]:
        return [each for each in (await self._touch())[TOLD].values() if each.user_id == user_id]


def _repository(unit: Unit) -> MemoryNotifications:
    return MemoryNotifications(unit.touch, unit.ids(TOLD))


FEATURE = MemoryFeature(feature=NOTIFICATIONS, repositories={NotificationRepository: _repository})
