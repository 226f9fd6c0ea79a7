"""Read one's notifications, mark them as read, and choose what to be told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypedDict

from tms_core.actor import ALL_ROLES, Actor
from tms_core.entity import Page, PageRequest, SuccessMessage
from tms_core.errors import FieldError, Invalid, NotFound
from tms_core.notifications.events import notifications_read, notifications_read_up_to
from tms_core.notifications.model import (
    ALL_CHANNELS,
    KEPT_FOR,
    Channels,
    Notification,
    NotificationView,
    Preferences,
    PreferencesView,
    Reminders,
    people_in,
    to_view,
)
from tms_core.notifications.repository import NotificationReader, NotificationRepository
from tms_core.organisation.model import Language
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import NotificationKind, ReadUnit, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users.model import User, UserReader, UserRepository
from tms_core.users.updating import record_changes
from tms_core.validation import MAX_ID, Id, Integer, ListOf, TimeZoneName, validate, validated

MAX_IDS = 500
Ids = Annotated[tuple[int, ...], ListOf(Integer(1, MAX_ID), MAX_IDS)]
MINUTES_BEFORE = ListOf(Integer(5, 14 * 24 * 60), 5)


@query(*ALL_ROLES)
async def list_notifications(
    uow: ReadUnit, actor: Actor, page: PageRequest, unread: bool = False
) -> Page[NotificationView]:
    """What you have been told within 90 days, newest first."""
    since = uow.now - KEPT_FOR
    found = await uow.repository(NotificationReader).page(actor.user_id, since, page, unread=unread)
    return Page(items=await views_of(uow, found.items), total=found.total, next=found.next)


async def views_of(uow: ReadUnit, notifications: Sequence[Notification]) -> list[NotificationView]:
    """The notifications with the names of the people in them."""
    ids = {user_id for each in notifications for user_id in people_in(each)}
    people = await uow.repository(UserReader).people(ids) if ids else {}
    return [to_view(each, people) for each in notifications]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotifications:
    """What you have read: these ``ids`` (others are ignored), or everything ``up_to`` one of them and older."""

    ids: Ids | None = None
    up_to: Id | None = None

    def __post_init__(self) -> None:
        validate(self)
        if (self.ids is None) is (self.up_to is None):
            message = "send either ids or up_to"
            raise Invalid([FieldError("ids", message), FieldError("up_to", message)])


@command(*ALL_ROLES)
async def mark_notifications_read(uow: UnitOfWork, actor: Actor, read: ReadNotifications) -> SuccessMessage:
    """Mark notifications as read, on all your devices."""
    repository, user_id = uow.repository(NotificationRepository), actor.user_id
    if read.up_to is not None:
        if await repository.mark_read_up_to(user_id, read.up_to, uow.now):
            uow.record(notifications_read_up_to(user_id, read.up_to))
    elif read.ids and (marked := await repository.mark_read(user_id, read.ids, uow.now)):
        uow.record(notifications_read(user_id, marked))
    return SuccessMessage(message="Marked as read.")


@query(*ALL_ROLES)
async def get_preferences(uow: ReadUnit, actor: Actor) -> PreferencesView:
    """What you are told and by which way, and when you are reminded of sessions."""
    user = await uow.repository(UserReader).get(actor.user_id)
    if user is None:
        raise NotFound("user")
    return _view(uow, user, await _stored(uow, user.id))


class PreferenceChanges(TypedDict, total=False):
    """What to change: of ``kinds``, only the kinds and channels that are sent. ``reminders`` has ``minutes_before``, the
    minutes before the start of a session. ``language`` and ``time_zone`` are those of your account."""

    kinds: dict[str, dict[str, bool]]
    reminders: dict[str, list[int]]
    language: Language | None
    time_zone: TimeZoneName | None


@command(*ALL_ROLES)
async def update_preferences(uow: UnitOfWork, actor: Actor, changes: PreferenceChanges) -> PreferencesView:
    """Change what is sent. What concerns the safety of your account cannot be switched off."""
    wanted: dict[str, Any] = validated(PreferenceChanges, dict(changes))
    user = (await uow.repository(UserRepository).lock([actor.user_id])).get(actor.user_id)
    if user is None:
        raise NotFound("user")
    stored = await _stored(uow, user.id)
    chosen = replace(
        stored,
        kinds=_changed_kinds(uow, stored, wanted.get("kinds") or {}),
        minutes_before=_changed_minutes(stored, wanted.get("reminders")),
    )
    if chosen != stored:
        await uow.repository(NotificationRepository).save_preferences(chosen)
    if chosen.reminders != stored.reminders:
        sessions = await uow.repository(SessionReader).scheduled_of(user.id, uow.now)
        await uow.repository(NotificationRepository).hasten(sessions, uow.now)
    of_account = {name: wanted[name] for name in ("language", "time_zone") if name in wanted}
    changed = user.with_changes(uow.now, **of_account)
    if changed is not user:
        await uow.repository(UserRepository).update(user, changed)
        await record_changes(uow, user, changed)
    return _view(uow, changed, chosen)


async def _stored(uow: ReadUnit, user_id: int) -> Preferences:
    found = await uow.repository(NotificationReader).preferences_of([user_id])
    return found.get(user_id) or Preferences(user_id=user_id)


def _view(uow: ReadUnit, user: User, chosen: Preferences) -> PreferencesView:
    kinds = uow.notification_kinds
    return PreferencesView(
        kinds={name: chosen.channels_for(kind) for name, kind in kinds.items()},
        reminders=Reminders(minutes_before=chosen.reminders),
        language=user.language,
        time_zone=user.time_zone,
        fixed=tuple(name for name, kind in kinds.items() if kind.is_fixed),
    )


def _changed_kinds(
    uow: ReadUnit, stored: Preferences, wanted: dict[str, dict[str, bool]]
) -> dict[str, Channels]:
    chosen, errors = dict(stored.kinds), []
    for name, channels in wanted.items():
        kind = uow.notification_kinds.get(name)
        if problem := _kind_problem(kind, channels):
            errors.append(FieldError(f"kinds.{name[:40]}", problem))
            continue
        chosen[name] = replace(chosen.get(name, ALL_CHANNELS), **channels)
    if errors:
        raise Invalid(errors)
    return {name: channels for name, channels in chosen.items() if channels != ALL_CHANNELS}


def _kind_problem(kind: NotificationKind | None, channels: dict[str, bool]) -> str | None:
    if kind is None:
        return "is not a kind of notification"
    if channels.keys() - Channels.__slots__:
        return f"has only {' and '.join(Channels.__slots__)}"
    if kind.is_fixed and not all(channels.values()):
        return "cannot be switched off: it concerns the safety of your account"
    return None


def _changed_minutes(stored: Preferences, wanted: dict[str, list[int]] | None) -> tuple[int, ...] | None:
    if wanted is None or wanted == {}:
        return stored.minutes_before
    if wanted.keys() != {"minutes_before"}:
        raise Invalid.field("reminders", "has only minutes_before")
    minutes = wanted["minutes_before"]
    if problem := MINUTES_BEFORE.problem(minutes):
        raise Invalid.field("reminders.minutes_before", problem)
    return tuple(sorted(MINUTES_BEFORE.clean(minutes), reverse=True))


PURGED_AT_ONCE = 500


@command()
async def purge_notifications(uow: UnitOfWork, actor: Actor) -> int:
    """Remove a bounded number of the notifications that are older than 90 days; returns how many."""
    return await uow.repository(NotificationRepository).purge(uow.now - KEPT_FOR, PURGED_AT_ONCE)
