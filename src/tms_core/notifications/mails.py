"""Notifications go out by mail: queued with them, held with them, taken back with them, and written when they are sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tms_core.actor import Actor
from tms_core.application.letters import Letter, MailKind
from tms_core.entity import PersonRef, deleted_person
from tms_core.mail.dates import Calendar
from tms_core.mail.model import Mail, OutboxReader, Reader
from tms_core.mail.outbox import HeldMail, queue_mails, withdraw_mails
from tms_core.notifications.facts import SHOWN_AS
from tms_core.notifications.model import SESSION, Notification, Preferences, people_in
from tms_core.notifications.repository import NotificationRepository
from tms_core.notifications.words import words_for
from tms_core.organisation.model import organisation_of
from tms_core.sessions.events import SessionView
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import User, UserReader
from tms_core.validation import zone_named

FIELD_OF = {shown: name for name, shown in SHOWN_AS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A notification that is about to be mailed: what it says, to whom, with the names of the ``people`` in it, and the
    ``session`` it is about as it is ``now``; None if there is none (any more)."""

    notification: Notification
    reader: Reader
    people: Mapping[int, PersonRef]
    session: SessionView | None
    now: datetime

    @property
    def say(self) -> Callable[..., str]:
        """Says an English sentence of the product in the reader's language."""
        return words_for(self.reader.language)

    @property
    def calendar(self) -> Calendar:
        """Writes times for the reader."""
        return Calendar(
            language=self.reader.language,
            zone=zone_named(self.reader.time_zone),
            clock=self.reader.organisation.clock,
            now=self.now,
        )

    def calendar_there(self, start: datetime) -> Calendar | None:
        """Writes times as clocks show them in the session's own time zone; None if they show the same as in the mail, or if
        the reader has chosen the time zone of their mails."""
        if self.session is None or self.reader.user.time_zone is not None:
            return None
        calendar = self.calendar
        there = replace(calendar, zone=zone_named(self.session.time_zone))
        is_same = start.astimezone(there.zone).utcoffset() == start.astimezone(calendar.zone).utcoffset()
        return None if is_same else there

    @property
    def actor(self) -> str | None:
        """The name of who did it; None for the system."""
        who = self.notification.actor_id
        return None if who is None else self.name_of(who)

    def name_of(self, user_id: int) -> str:
        """The name of somebody in the notification."""
        return (self.people.get(user_id) or deleted_person(user_id)).name

    def change(self, field: str) -> tuple[Any, Any] | None:
        """What a field was and is, if that is told."""
        found = (each for each in self.notification.changes if each.field == field)
        return next(((each.before, each.after) for each in found), None)

    @property
    def before(self) -> dict[str, Any]:
        """What the reader knew of the session, as ``SessionFacts`` stores it; empty if nothing."""
        return dict(self.notification.known)

    @property
    def after(self) -> dict[str, Any]:
        """What the reader knows once they have read it."""
        changed = {FIELD_OF.get(each.field, each.field): each.after for each in self.notification.changes}
        return self.before | changed

    @property
    def visible_session(self) -> SessionView | None:
        """The session, if the reader may open it."""
        actor = Actor(id=self.reader.user.id, role=self.reader.user.role)
        return self.session.for_reader(actor) if self.session else None

    @property
    def own_session(self) -> SessionView | None:
        """The session, if the reader leads it or takes part in it."""
        session = self.session
        actor = Actor(id=self.reader.user.id, role=self.reader.user.role)
        return session if session is not None and session.concerns(actor) else None


async def write_notification(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter | None:
    """The letter about one notification."""
    [letter] = await write_notifications(uow, [(mail, reader)])
    return letter


async def write_notifications(uow: UnitOfWork, mails: Sequence[tuple[Mail, Reader]]) -> list[Letter | None]:
    """The letters about several notifications, which cannot change any more from now on: what else happens is told anew.

    None for what has been taken back, what the person does not want by mail any more, and what is not true any more."""
    repository = uow.repository(NotificationRepository)
    ids = [mail.data.get("notification_id", 0) for mail, _ in mails]
    found = await repository.get_many(ids)
    readers = {reader.user.id for _, reader in mails}
    preferences = await repository.preferences_of(readers)
    sessions = await _sessions(uow, found.values())
    named = {user_id for each in found.values() for user_id in (*people_in(each), *_trainer_in(each.known))}
    people = await uow.repository(UserReader).people(named | {each.trainer_id for each in sessions.values()})
    letters: list[Letter | None] = []
    for notification_id, (_, reader) in zip(ids, mails, strict=True):
        notification = found.get(notification_id)
        if notification is None or notification.user_id != reader.user.id:
            letters.append(None)
            continue
        kind = uow.notification_kinds.get(notification.kind)
        chosen = preferences.get(reader.user.id) or Preferences(user_id=reader.user.id)
        if kind is None or kind.letter is None or not chosen.channels_for(kind).mail:
            letters.append(None)
            continue
        session = sessions.get(notification.subject_id) if notification.subject_type == SESSION else None
        news = News(notification=notification, reader=reader, people=people, session=session, now=uow.now)
        letters.append(await kind.letter(uow, news))
    if held := [each.id for each in found.values() if each.held_until > each.created_at]:
        await repository.release(held)
    return letters


def _trainer_in(known: Mapping[str, Any]) -> Iterable[int]:
    return (known["trainer_id"],) if "trainer_id" in known else ()


async def _sessions(uow: UnitOfWork, notifications: Iterable[Notification]) -> dict[int, SessionView]:
    wanted = {each.subject_id for each in notifications if each.subject_type == SESSION}
    reader = uow.repository(SessionReader)
    return {session_id: view for session_id in sorted(wanted) if (view := await reader.view(session_id))}


NOTIFICATION_MAIL = MailKind(name="notification", write=write_notification, write_many=write_notifications)

SUBJECTS = {
    "session_assigned": "New session: {session}",
    "session_changed": "Changed: {session}",
    "session_cancelled": "Cancelled: {session}",
    "session_removed": "You no longer take part: {session}",
    "session_reminder": "Reminder: {session}",
    "attendance_missing": "Attendance is missing: {session}",
    "trainer_assigned": "New trainer or trainee",
    "reply_received": "Reply: {session}",
    "address_refused": "Somebody gets no mail",
}
"""What is shown in the outbox until the letter is written, by kind."""


async def queue(
    uow: UnitOfWork, notifications: Sequence[Notification], users: Mapping[int, User], *, are_new: bool
) -> None:
    """Queue the mails of notifications, instead of those that tell of them already unless they ``are_new``. ``users`` are
    those who are told. Nothing is queued for those whose address was refused."""
    wanted = [each for each in notifications if each.by_mail and _has_letter(uow, each)]
    if not wanted:
        return
    refused = await uow.repository(OutboxReader).refused({each.user_id for each in wanted})
    language = (await organisation_of(uow)).language
    mails = []
    for each in wanted:
        user, refusal = users[each.user_id], refused.get(each.user_id)
        if not user.email or (refusal is not None and refusal.address == user.email):
            continue
        say = words_for(user.language or language)
        subject = SUBJECTS.get(each.kind)
        mails.append(
            HeldMail(
                user_id=each.user_id,
                subject=say(subject, session=each.subject_title) if subject else each.subject_title,
                merge_key=merge_key(each),
                held_until=each.held_until,
                data={"notification_id": each.id},
            )
        )
    await queue_mails(uow, NOTIFICATION_MAIL, mails, may_be_held=not are_new)


async def withdraw(uow: UnitOfWork, notifications: Iterable[Notification]) -> None:
    """Take back the mails of notifications."""
    await withdraw_mails(
        uow,
        NOTIFICATION_MAIL,
        [
            (each.user_id, merge_key(each))
            for each in notifications
            if each.by_mail and _has_letter(uow, each)
        ],
    )


def merge_key(notification: Notification) -> str:
    """Identifies the mail of a notification."""
    return f"notification-{notification.id}"


def _has_letter(uow: UnitOfWork, notification: Notification) -> bool:
    kind = uow.notification_kinds.get(notification.kind)
    return kind is not None and kind.letter is not None
