"""Port: storage of notifications, of what people prefer, and of what they were last told about sessions."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from tms_core.entity import Page, PageRequest
from tms_core.notifications.model import FollowedSession, Notification, Preferences
from tms_core.unit_of_work import ReadPort


class NotificationReader(ReadPort, Protocol):
    """Reads notifications."""

    async def page(
        self, user_id: int, since: datetime, page: PageRequest, *, unread: bool = False
    ) -> Page[Notification]:
        """What somebody was told on the screen since a time, newest first; the page key is ``(created_at, id)``."""

    async def all_of(self, user_id: int, limit: int) -> list[Notification]:
        """The last ``limit`` things that somebody was told by any way, newest first."""

    async def about_session(
        self, session_id: int, page: PageRequest, user_id: int | None = None
    ) -> Page[Notification]:
        """The newest notification of each person about a session, or everything that one of them was told about it, newest
        first, without replies; the page key is ``(id,)``."""

    async def get_many(self, ids: Collection[int]) -> dict[int, Notification]:
        """Those of these notifications that exist, by id."""

    async def preferences_of(self, user_ids: Iterable[int]) -> dict[int, Preferences]:
        """What these people have chosen; those who have chosen nothing are absent."""


class NotificationRepository(NotificationReader, Protocol):
    """Stores notifications."""

    async def held(self, topic: str, at: datetime) -> dict[int, Notification]:
        """The notifications about a topic that were still held at a time, by user."""

    async def add(self, notifications: Sequence[Notification]) -> list[Notification]:
        """Store new notifications about one topic, at most one for each user; returns them with their ids."""

    async def replace(self, changes: Sequence[tuple[Notification, Notification]]) -> None:
        """Store changed notifications, as pairs of before and after."""

    async def release(self, ids: Collection[int]) -> None:
        """From now on these are not held any more."""

    async def remove(self, ids: Collection[int]) -> None:
        """Remove notifications."""

    async def mark_read(self, user_id: int, ids: Collection[int], at: datetime) -> list[int]:
        """Mark what somebody has read; returns the ids of those that are theirs and were unread, in order."""

    async def mark_read_up_to(self, user_id: int, last_id: int, at: datetime) -> bool:
        """Mark a notification and all older ones, by time and id, as read; whether any was unread. If it does not exist
        (any more), those with smaller ids."""

    async def remove_about(self, user_id: int) -> None:
        """Remove everything that was told to a person, what they prefer, and what others were told with them as the
        subject."""

    async def remove_topics(self, beginning: str) -> None:
        """Remove what anybody was told about the topics that begin like this."""

    async def purge(self, before: datetime, most: int) -> int:
        """Remove at most ``most`` of the notifications from before a time; returns how many."""

    async def save_preferences(self, preferences: Preferences) -> None:
        """Store what somebody has chosen, instead of what they had chosen before."""

    async def followed(self, session_id: int) -> FollowedSession | None:
        """A session whose people are kept informed."""

    async def follow(self, before: FollowedSession | None, after: FollowedSession) -> None:
        """Store what the people of a session were told, instead of ``before``."""

    async def unfollow(self, session_id: int) -> None:
        """Forget a session."""

    async def due(self, now: datetime, most: int) -> list[FollowedSession]:
        """At most ``most`` sessions of which somebody is to be reminded or whose attendance is due, earliest first,
        locked against other processes until the unit ends."""

    async def hasten(self, session_ids: Collection[int], due_at: datetime) -> None:
        """Have these sessions looked at again at ``due_at``, unless they are due before that."""

    async def overlooked(self, now: datetime, most: int) -> list[int]:
        """Ids of at most ``most`` sessions whose people may not have been told the latest: followed ones that have changed,
        or do not take place any more, and those that take place, are not over and are not followed."""
