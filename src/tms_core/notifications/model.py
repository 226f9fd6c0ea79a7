"""A notification, its view, the kinds of the product, what people prefer, and the sessions whose people are kept informed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from tms_core.entity import PersonRef, deleted_person
from tms_core.notifications.facts import Change, SessionFacts
from tms_core.organisation.model import Language
from tms_core.unit_of_work import NotificationKind

KEPT_FOR = timedelta(days=90)
HOLDS_AT_MOST = 5
"""A notification is held at most so many times the configured time, however often it changes."""
ATTENDANCE_DUE = timedelta(hours=1)
"""How long after the end of a session its trainer is told that attendance is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Something that one person is told, of one ``kind``, about a subject.

    ``topic`` identifies what the person knows about, such as the session 12. Until ``held_until``, what else changes about
    it replaces ``changes``, because ``known`` is what the person knew before; nothing is left if everything is taken back.
    The title of a subject that is a person is empty: their name is looked up when it is shown.
    """

    id: int = 0
    user_id: int
    kind: str
    topic: str
    subject_type: str
    subject_id: int
    subject_title: str
    actor_id: int | None
    changes: tuple[Change, ...] = ()
    known: dict[str, Any] = field(default_factory=dict, hash=False)
    created_at: datetime
    held_until: datetime
    read_at: datetime | None = None
    on_screen: bool = True
    by_mail: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a notification is about."""

    type: str
    id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A field that changed. Trainers are people with id and name."""

    field: str
    before: str | int | PersonRef | None
    after: str | int | PersonRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationView:
    """Something that you are told: about what, who did it, and what changed."""

    id: int
    kind: str
    subject: Subject
    actor: PersonRef | None
    changes: list[ShownChange]
    created_at: datetime
    read_at: datetime | None


PERSON = "user"
"""The type of a subject that is a person."""
SESSION = "session"
"""The type of a subject that is a session."""
TRAINER = "trainer"
"""The field of a change whose values are ids of people."""


def people_in(notification: Notification) -> Iterable[int]:
    """The ids of everyone a notification names."""
    if notification.actor_id is not None:
        yield notification.actor_id
    if notification.subject_type == PERSON:
        yield notification.subject_id
    for change in notification.changes:
        if change.field == TRAINER:
            yield from (each for each in (change.before, change.after) if isinstance(each, int))


def to_view(notification: Notification, people: Mapping[int, PersonRef]) -> NotificationView:
    """A notification with the names of the ``people`` in it."""

    def named(user_id: int) -> PersonRef:
        return people.get(user_id) or deleted_person(user_id)

    def shown(change: Change, value: str | int | None) -> str | int | PersonRef | None:
        return named(value) if change.field == TRAINER and isinstance(value, int) else value

    about = notification.subject_id
    is_person = notification.subject_type == PERSON
    return NotificationView(
        id=notification.id,
        kind=notification.kind,
        subject=Subject(
            type=notification.subject_type,
            id=about,
            title=named(about).name if is_person else notification.subject_title,
        ),
        actor=None if notification.actor_id is None else named(notification.actor_id),
        changes=[
            ShownChange(field=each.field, before=shown(each, each.before), after=shown(each, each.after))
            for each in notification.changes
        ],
        created_at=notification.created_at,
        read_at=notification.read_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """By which ways something is told."""

    screen: bool = True
    mail: bool = True


ALL_CHANNELS = Channels()
DEFAULT_REMINDERS = (1440, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What somebody wants to be told, and when they want to be reminded of sessions, in minutes before the start. ``kinds``
    holds only what they have chosen otherwise, and ``minutes_before`` is None as long as they have chosen nothing."""

    user_id: int
    kinds: dict[str, Channels] = field(default_factory=dict, hash=False)
    minutes_before: tuple[int, ...] | None = None

    def channels_for(self, kind: NotificationKind) -> Channels:
        """By which ways this person is told something of this kind."""
        return ALL_CHANNELS if kind.is_fixed else self.kinds.get(kind.name, ALL_CHANNELS)

    @property
    def reminders(self) -> tuple[int, ...]:
        """The minutes before the start of a session at which they are reminded."""
        return DEFAULT_REMINDERS if self.minutes_before is None else self.minutes_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """When somebody is reminded of a session: minutes before its start."""

    minutes_before: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesView:
    """What you are told by which way, when you are reminded of sessions, and the language and time zone in which mails to
    you are written (null: the organisation's)."""

    kinds: dict[str, Channels]
    reminders: Reminders
    language: Language | None
    time_zone: str | None
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSession:
    """A session whose people are kept informed: it takes place and is not over for long.

    ``facts`` is what ``people_ids`` were last told, or are being told (see ``Notification.known``). What was due up to
    ``checked_at`` has been dealt with; ``next_due_at`` is when somebody is to be reminded next, or attendance is due.
    """

    session_id: int
    version: int
    facts: SessionFacts
    people_ids: tuple[int, ...]
    checked_at: datetime
    next_due_at: datetime

    def checked(self, at: datetime, next_due_at: datetime) -> Self:
        """The same once everything that was due has been dealt with."""
        return replace(self, checked_at=at, next_due_at=next_due_at)
