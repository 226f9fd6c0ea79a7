"""What the people in a session are told when it changes: the difference between what they know and what is."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta

from tms_core.events import LoggedEvent
from tms_core.notifications.facts import (
    FIELDS,
    Change,
    Difference,
    SessionFacts,
    difference,
    known_by_actor,
)
from tms_core.notifications.kinds import SESSION_ASSIGNED, SESSION_CANCELLED, SESSION_CHANGED, SESSION_REMOVED
from tms_core.notifications.model import ATTENDANCE_DUE, FollowedSession, Notification
from tms_core.notifications.repository import NotificationRepository
from tms_core.notifications.telling import About, Message, Recipient, recipients_of, take_back, tell
from tms_core.sessions.events import SESSION_DELETED, SessionView, to_view
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.records import SessionRecord
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import UnitOfWork


def about_session(session_id: int, topic: str = "session") -> About:
    """A session as the subject; ``topic`` says what about it."""
    return About(topic=f"{topic}:{session_id}", subject_type="session", subject_id=session_id)


async def tell_of_session(uow: UnitOfWork, logged: LoggedEvent) -> None:
    """A session was created, changed or deleted."""
    event = logged.event
    if event.type == SESSION_DELETED.name:
        if not SESSION_DELETED.is_visibility_loss(event):
            await _compare(uow, event.entity_id, None, by=logged.actor_id, at=logged.at, changed=None)
    elif isinstance(event.data, SessionRecord):
        view = to_view(event.data, {})
        changed = None if event.before is None else event.before.keys()
        is_reopened = event.before is not None and event.before.get("status") == SessionStatus.CANCELLED
        await _compare(
            uow, view.id, view, by=logged.actor_id, at=logged.at, changed=changed, is_reopened=is_reopened
        )


OVERLOOKED_BATCH = 50
MAX_COMPARING_SECONDS = 1.0


async def compare_overlooked(uow: UnitOfWork) -> None:
    """Tell people what they have not been told because events were missed. If too much has changed to compare all of it
    in one step, people are told the rest when their session changes again."""

    async def compare(session_id: int, view: SessionView | None) -> None:
        await _compare(uow, session_id, view, by=None, at=uow.now, changed=())

    await _each_overlooked(uow, compare)


async def follow_existing(uow: UnitOfWork) -> None:
    """From now on, tell people what changes in the sessions that exist already: they know these as they are."""

    async def follow(session_id: int, view: SessionView | None) -> None:
        repository = uow.repository(NotificationRepository)
        await repository.unfollow(session_id)
        if view is not None and view.status is not SessionStatus.CANCELLED:
            people = await recipients_of(uow, view.people_ids)
            present = {user_id: each for user_id, each in people.items() if view.concerns(each.user.actor)}
            await repository.follow(None, _followed(None, view, SessionFacts.of(view), present, uow.now))

    await _each_overlooked(uow, follow)


async def _each_overlooked(
    uow: UnitOfWork, handle: Callable[[int, SessionView | None], Awaitable[None]]
) -> None:
    clock = asyncio.get_running_loop().time
    until = clock() + MAX_COMPARING_SECONDS
    while clock() < until:
        found = await uow.repository(NotificationRepository).overlooked(uow.now, OVERLOOKED_BATCH)
        for session_id in found:
            await handle(session_id, await uow.repository(SessionReader).view(session_id))
        if len(found) < OVERLOOKED_BATCH:
            return


async def _compare(
    uow: UnitOfWork,
    session_id: int,
    view: SessionView | None,
    *,
    by: int | None,
    at: datetime,
    changed: Collection[str] | None,
    is_reopened: bool = False,
) -> None:
    """Tell everybody in a session, or who was in it, what they do not know. ``changed`` are the fields that the actor has
    just changed; None for all. ``is_reopened``: it was cancelled until now."""
    repository = uow.repository(NotificationRepository)
    followed = await repository.followed(session_id)
    is_on = view is not None and view.status is not SessionStatus.CANCELLED
    current = SessionFacts.of(view) if is_on else None
    is_done = current is None or current.ends_at + ATTENDANCE_DUE <= at
    about = about_session(session_id)
    held = await repository.held(about.topic, at)
    if followed is None and is_done and not held:
        return
    before = followed.people_ids if followed else ()
    people = await recipients_of(uow, {*before, *held, *(view.people_ids if view else ())})
    now = {user_id for user_id, each in people.items() if view is not None and view.concerns(each.user.actor)}
    messages: dict[int, Message] = {}
    undone = []
    for user_id in sorted(people):
        known = _known(user_id, held, followed)
        seen = current if user_id in now else None
        if user_id == by:
            known = known_by_actor(known, seen, FIELDS if changed is None else changed)
        told = difference(known, seen, at)
        if told is not None:
            is_cancelled = view is None or (not is_on and user_id in now)
            was_cancelled = is_reopened or (user_id in held and _tells_of_reopening(held[user_id]))
            messages[user_id] = _message(told, known, seen, is_cancelled, was_cancelled, view)
        elif user_id in held:
            undone.append(held[user_id])
    await tell(uow, about, messages, by=by, at=at, held=held, recipients=people)
    await take_back(uow, undone)
    if view is None or current is None or is_done:
        await repository.unfollow(session_id)
    else:
        present = {user_id: people[user_id] for user_id in now}
        await repository.follow(followed, _followed(followed, view, current, present, at))


REOPENED = Change(field="status", before=SessionStatus.CANCELLED.value, after=SessionStatus.SCHEDULED.value)


def _tells_of_reopening(notification: Notification) -> bool:
    return REOPENED in notification.changes


def _known(
    user_id: int, held: Mapping[int, Notification], followed: FollowedSession | None
) -> SessionFacts | None:
    """What somebody knew before what they are being told, if that can still change."""
    if user_id in held:
        return SessionFacts.from_stored(held[user_id].known)
    return followed.facts if followed is not None and user_id in followed.people_ids else None


def _message(
    told: Difference,
    known: SessionFacts | None,
    seen: SessionFacts | None,
    is_cancelled: bool,
    was_cancelled: bool,
    view: SessionView | None,
) -> Message:
    """Who is not in the session any more is told of it by the title they know, and nothing of what is new in it. A session
    that takes place after all is not presented as a new one."""
    changes, kind = told.changes, SESSION_CHANGED
    if not told.was_in:
        kind = SESSION_ASSIGNED
        if was_cancelled:
            changes += (REOPENED,)
    elif not told.is_in:
        kind = SESSION_CANCELLED if is_cancelled else SESSION_REMOVED
    if kind is SESSION_CANCELLED and view is not None and view.status_reason:
        changes += (Change(field="status_reason", before=None, after=view.status_reason),)
    facts = seen or known
    return Message(
        kind=kind,
        title=facts.title if facts else "",
        changes=changes,
        known=known.stored() if known else {},
    )


def _followed(
    followed: FollowedSession | None,
    view: SessionView,
    facts: SessionFacts,
    people: Mapping[int, Recipient],
    at: datetime,
) -> FollowedSession:
    """The session as its people know it now. Reminders whose time has passed are not sent to those who were added, or for
    a time that was just chosen; those that are due, and will be sent in a moment, are."""
    is_moved = followed is None or followed.facts.scheduled_date != facts.scheduled_date
    is_waiting = followed is not None and followed.next_due_at <= at
    checked_at = followed.checked_at if followed and is_waiting and not is_moved else at
    return FollowedSession(
        session_id=view.id,
        version=view.version,
        facts=facts,
        people_ids=tuple(sorted(people)),
        checked_at=checked_at,
        next_due_at=next_due(facts, people, checked_at),
    )


def next_due(facts: SessionFacts, people: Mapping[int, Recipient], after: datetime) -> datetime:
    """When somebody is to be reminded of a session next; if nobody is, when its attendance is due."""
    dues = [
        facts.scheduled_date - timedelta(minutes=minutes)
        for recipient in people.values()
        for minutes in recipient.preferences.reminders
    ]
    return min((due for due in dues if due > after), default=facts.ends_at + ATTENDANCE_DUE)
