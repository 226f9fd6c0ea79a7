"""The notifications feature: what it declares, what it stores about a person, and its part of the API documentation."""

from collections.abc import Mapping
from datetime import UTC, datetime

from tms_core.actor import Actor
from tms_core.application.feature import Documentation, Feature
from tms_core.entity import PersonRef
from tms_core.notifications import reminders, told_people, use_cases
from tms_core.notifications.events import NOTIFICATION, NOTIFICATIONS_READ, NOTIFICATIONS_REMOVED
from tms_core.notifications.facts import text_of
from tms_core.notifications.kinds import KINDS
from tms_core.notifications.mails import NOTIFICATION_MAIL
from tms_core.notifications.model import (
    ALL_CHANNELS,
    DEFAULT_REMINDERS,
    Channels,
    NotificationView,
    PreferencesView,
    Reminders,
    ShownChange,
    Subject,
)
from tms_core.notifications.news import NEWS
from tms_core.notifications.reply_news import topics_of
from tms_core.notifications.repository import NotificationReader, NotificationRepository
from tms_core.notifications.told_people import NotificationMail, NotificationMailState, SessionNotification
from tms_core.notifications.use_cases import PreferenceChanges, ReadNotifications, views_of
from tms_core.organisation.model import Language
from tms_core.sessions.feature import SESSION
from tms_core.unit_of_work import Departure, PersonData, ReadUnit, UnitOfWork
from tms_core.users.feature import NOW, TRAINEE, TRAINER


def _documentation() -> Documentation:
    later = text_of(datetime(2026, 5, 4, 11, tzinfo=UTC))
    moved = ShownChange(field="scheduled_date", before=text_of(SESSION.scheduled_date), after=later)
    return Documentation(
        package="tms_core.notifications",
        names={
            NotificationView: "Notification",
            ShownChange: "NotificationChange",
            Subject: "NotificationSubject",
            Channels: "NotificationChannels",
            PreferencesView: "NotificationPreferences",
            PreferenceChanges: "NotificationPreferenceChanges",
        },
        notes={
            "NotificationView.kind": f"One of {', '.join(each.name for each in KINDS)}, or one that a feature adds.",
            "NotificationView.actor": "Who did it; null for the system.",
            "NotificationView.changes": "What you did not know yet. What is new to you has only nulls in `before`, what is gone "
            "only nulls in `after`.",
            "ShownChange.field": "`title`, `scheduled_date`, `duration_minutes`, `trainer`, `class_link`, `location` or `status_reason`; "
            "of a reply `reply` or `note`; or one that a feature adds.",
            "before": "Times are RFC 3339 in UTC.",
            "created_at": "When it happened.",
            "read_at": "When you read it; null if you have not.",
            "Subject.type": "`session` or `user`, or one that a feature adds.",
            "Subject.title": "The title of the session, or the name of the person.",
            "PreferencesView.kinds": "By kind, whether you are told on the screen and by mail.",
            "NotificationMail.state": "As in the outbox; `file`: sent, but written to a file as there is no mail server; `off`: the person does not want such mails; `none`: there was no mail to send, or none can be sent to them.",
            "NotificationMail.next_at": "When it is sent, or tried again.",
            "NotificationMail.reason": "Why it was not delivered so far.",
            "SessionNotification.person": "Who was told.",
            "SessionNotification.changes": "What they did not know before.",
            "SessionNotification.on_screen": "Whether it is among their notifications; false if they have switched that off.",
            "SessionNotification.read_at": "When they read it there; null if they have not.",
            "PreferencesView.fixed": "The kinds that cannot be switched off.",
            "minutes_before": "5 to 20160 minutes before the start, at most five.",
            "ReadNotifications.up_to": "This one and all older ones.",
        },
        examples=(
            NotificationView(
                id=118,
                kind="session_changed",
                subject=Subject(type="session", id=SESSION.id, title=SESSION.title),
                actor=TRAINER.person,
                changes=[moved],
                created_at=NOW,
                read_at=None,
            ),
            PreferencesView(
                kinds={each.name: ALL_CHANNELS for each in KINDS},
                reminders=Reminders(minutes_before=DEFAULT_REMINDERS),
                language=Language.ENGLISH,
                time_zone="Europe/Lisbon",
                fixed=tuple(each.name for each in KINDS if each.is_fixed),
            ),
            SessionNotification(
                id=119,
                person=TRAINEE.person,
                kind="session_changed",
                actor=TRAINER.person,
                changes=[moved],
                created_at=NOW,
                on_screen=True,
                read_at=None,
                mail=NotificationMail(state=NotificationMailState.SENT, sent_at=NOW),
            ),
            ReadNotifications(up_to=118),
            (
                PreferenceChanges,
                PreferenceChanges(
                    kinds={"session_reminder": {"mail": False}}, reminders={"minutes_before": [60]}
                ),
            ),
        ),
    )


MAX_EXPORTED = 10_000


async def _export(uow: ReadUnit, person: PersonRef) -> Mapping[str, object]:
    reader = uow.repository(NotificationReader)
    told = await reader.all_of(person.id, MAX_EXPORTED)
    return {
        "notifications": await views_of(uow, told),
        "notification_preferences": (await reader.preferences_of([person.id])).get(person.id),
    }


async def _erase(uow: UnitOfWork, actor: Actor, departure: Departure) -> None:
    """Remove what the person was told, and what others were told about them alone, such as their replies. In other notifications they are named
    by id, which belongs to "Deleted user" from now on."""
    await uow.repository(NotificationRepository).remove_about(departure.person.id)
    await uow.repository(NotificationRepository).remove_topics(topics_of(departure.person.id))


NOTIFICATIONS = Feature(
    name="notifications",
    commands=(
        use_cases.mark_notifications_read,
        use_cases.purge_notifications,
        use_cases.update_preferences,
        reminders.send_reminders,
    ),
    queries=(
        use_cases.get_preferences,
        use_cases.list_notifications,
        told_people.list_session_notifications,
    ),
    upkeep=(reminders.send_reminders, use_cases.purge_notifications),
    consumers=(NEWS,),
    mail_kinds=(NOTIFICATION_MAIL,),
    notification_kinds=KINDS,
    events=(NOTIFICATION, NOTIFICATIONS_READ, NOTIFICATIONS_REMOVED),
    person_data=PersonData(export=_export, erase=_erase),
    documentation=_documentation,
)
