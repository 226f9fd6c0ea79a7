"""Telling people something, in the transaction of a consumer: new notifications, changed ones while they are held, and those
that are taken back, with the mails that tell of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tms_core.notifications import mails
from tms_core.notifications.events import notifications_removed, notifications_written
from tms_core.notifications.facts import Change
from tms_core.notifications.model import HOLDS_AT_MOST, Channels, Notification, Preferences
from tms_core.notifications.repository import NotificationReader, NotificationRepository
from tms_core.unit_of_work import NotificationKind, ReadUnit, UnitOfWork
from tms_core.users.model import User, UserReader


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What people are told about. ``topic`` identifies it among everything that somebody may be told about."""

    topic: str
    subject_type: str
    subject_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one person is told. ``title`` is that of the subject as they may see it, empty if the subject is a person.
    ``known`` is what they knew before, to compare it with what is true when something else happens while the notification
    is held."""

    kind: NotificationKind
    title: str = ""
    changes: tuple[Change, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict, hash=False)
    is_held: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who can be told something, and what they prefer."""

    user: User
    preferences: Preferences


async def recipients_of(uow: ReadUnit, user_ids: Iterable[int]) -> dict[int, Recipient]:
    """Those of these people who can be told something: neither deleted nor deactivated."""
    users = await uow.repository(UserReader).get_many(user_ids)
    active = {user_id: user for user_id, user in users.items() if not user.is_deactivated}
    chosen = await uow.repository(NotificationReader).preferences_of(active) if active else {}
    return {
        user_id: Recipient(user=user, preferences=chosen.get(user_id) or Preferences(user_id=user_id))
        for user_id, user in active.items()
    }


async def tell(
    uow: UnitOfWork,
    about: About,
    messages: Mapping[int, Message],
    *,
    by: int | None,
    at: datetime,
    held: Mapping[int, Notification] | None = None,
    recipients: Mapping[int, Recipient] | None = None,
) -> None:
    """Tell each of these people something about one thing, which somebody did (``by``; None: the system) at some time.

    ``held`` are their notifications about it that can still change. Nobody is told of what they did themselves, or by a
    way that they have switched off.
    """
    people = await recipients_of(uow, messages) if recipients is None else recipients
    new, changed, gone = [], [], []
    for user_id, message in messages.items():
        earlier = (held or {}).get(user_id)
        recipient = people.get(user_id)
        if recipient is None or (user_id == by and earlier is None):
            continue
        channels = recipient.preferences.channels_for(message.kind)
        if not (channels.screen or channels.mail):
            gone += [earlier] if earlier else []
        elif earlier is None:
            new.append(_notification(uow, about, message, user_id, channels, by, at))
        elif (later := _changed(uow, message, earlier, channels, by, at)) is not earlier:
            changed.append((earlier, later))
    repository = uow.repository(NotificationRepository)
    written = await repository.add(new) if new else []
    users = {user_id: recipient.user for user_id, recipient in people.items()}
    await mails.queue(uow, written, users, are_new=True)
    if changed:
        await repository.replace(changed)
        await _change_mails(uow, changed, users)
        written += [later for _, later in changed]
    _record(
        uow, written, [earlier for earlier, later in changed if earlier.on_screen and not later.on_screen]
    )
    await take_back(uow, gone)


async def take_back(uow: UnitOfWork, notifications: Collection[Notification]) -> None:
    """Remove notifications: what they say has been undone."""
    if notifications:
        await uow.repository(NotificationRepository).remove([each.id for each in notifications])
        await mails.withdraw(uow, notifications)
        _record(uow, (), [each for each in notifications if each.on_screen])


async def _change_mails(
    uow: UnitOfWork, changed: Sequence[tuple[Notification, Notification]], users: Mapping[int, User]
) -> None:
    unwanted = [earlier for earlier, later in changed if earlier.by_mail and not later.by_mail]
    await mails.withdraw(uow, unwanted)
    await mails.queue(uow, [later for _, later in changed], users, are_new=False)


def _record(uow: UnitOfWork, written: Sequence[Notification], gone: Sequence[Notification]) -> None:
    shown = [each for each in written if each.on_screen]
    for event in (*notifications_written(shown), *notifications_removed(gone)):
        uow.record(event)


def _notification(
    uow: ReadUnit,
    about: About,
    message: Message,
    user_id: int,
    channels: Channels,
    by: int | None,
    at: datetime,
) -> Notification:
    is_held = message.is_held and not message.kind.is_fixed
    return Notification(
        user_id=user_id,
        kind=message.kind.name,
        topic=about.topic,
        subject_type=about.subject_type,
        subject_id=about.subject_id,
        subject_title=message.title,
        actor_id=by,
        changes=message.changes,
        known=dict(message.known),
        created_at=at,
        held_until=at + uow.services.mail.hold if is_held else at,
        on_screen=channels.screen,
        by_mail=channels.mail,
    )


def _changed(
    uow: ReadUnit,
    message: Message,
    earlier: Notification,
    channels: Channels,
    by: int | None,
    at: datetime,
) -> Notification:
    """The notification as it is now; the same object if the person is told nothing else than before. It is unread again."""
    hold = uow.services.mail.hold
    known = dict(message.known)
    if (earlier.kind, earlier.changes) == (message.kind.name, message.changes):
        return earlier if earlier.known == known else replace(earlier, known=known)
    return replace(
        earlier,
        kind=message.kind.name,
        subject_title=message.title,
        actor_id=earlier.actor_id if by == earlier.user_id else by,
        changes=message.changes,
        known=known,
        held_until=min(at + hold, earlier.created_at + HOLDS_AT_MOST * hold),
        read_at=None,
        on_screen=channels.screen,
        by_mail=channels.mail,
    )
