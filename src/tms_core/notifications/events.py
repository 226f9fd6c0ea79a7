"""The live events of notifications: they carry ids alone, and each reader is sent their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tms_core.actor import Actor
from tms_core.events import Audience, Event, EventType
from tms_core.notifications.model import Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldIds:
    """Which notification each of several people has, as pairs of user and notification."""

    pairs: tuple[tuple[int, int], ...]


def _by_user(told: ToldIds, _: object) -> Mapping[int, int]:
    return dict(told.pairs)


def _own(told: Mapping[int, int], reader: Actor) -> dict[str, int] | None:
    found = told.get(reader.user_id)
    return None if found is None else {"id": found}


def _own_alone(told: Mapping[int, int], reader: Actor) -> dict[str, list[int]] | None:
    found = told.get(reader.user_id)
    return None if found is None else {"ids": [found]}


NOTIFICATION: EventType[ToldIds] = EventType(
    name="notification", entity="notification", payload=ToldIds, to_view=_by_user, visible_to=_own
)
NOTIFICATIONS_REMOVED: EventType[ToldIds] = EventType(
    name="notifications_removed",
    entity="notification",
    payload=ToldIds,
    to_view=_by_user,
    visible_to=_own_alone,
)
NOTIFICATIONS_READ: EventType[Any] = EventType(name="notifications_read", entity="notification")


def notifications_written(written: Sequence[Notification]) -> Iterable[Event]:
    """Some people are told something, one thing each, or what they are told has changed."""
    yield from _event(NOTIFICATION, written)


def notifications_removed(removed: Sequence[Notification]) -> Iterable[Event]:
    """What some people were told, one thing each, was taken back."""
    yield from _event(NOTIFICATIONS_REMOVED, removed)


def _event(kind: EventType[ToldIds], concerned: Sequence[Notification]) -> Iterable[Event]:
    if concerned:
        pairs = tuple((each.user_id, each.id) for each in concerned)
        audience = Audience.of(users=[each.user_id for each in concerned])
        yield kind(concerned[0].id, audience, ToldIds(pairs=pairs))


def notifications_read(user_id: int, ids: Sequence[int]) -> Event:
    """Somebody has read these."""
    return NOTIFICATIONS_READ(ids[0], Audience.of(users=[user_id]), {"ids": list(ids)})


def notifications_read_up_to(user_id: int, last_id: int) -> Event:
    """Somebody has read this one and all older ones."""
    return NOTIFICATIONS_READ(last_id, Audience.of(users=[user_id]), {"up_to": last_id})
