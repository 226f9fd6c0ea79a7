"""What people are told because of the time: that a session is about to begin, and that attendance is missing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tms_core.actor import Actor
from tms_core.notifications.facts import Change, SessionFacts, text_of
from tms_core.notifications.kinds import ATTENDANCE_MISSING, SESSION_REMINDER
from tms_core.notifications.model import ATTENDANCE_DUE, FollowedSession
from tms_core.notifications.repository import NotificationRepository
from tms_core.notifications.session_news import about_session, next_due
from tms_core.notifications.telling import Message, Recipient, recipients_of, tell
from tms_core.sessions.enrolment import Reply
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command

SESSIONS_AT_ONCE = 20


@command()
async def send_reminders(uow: UnitOfWork, actor: Actor) -> int:
    """Remind people of some of the sessions that are about to begin, unless they have replied that they cannot come, and
    trainers of attendance that nobody has taken.

    Returns how many sessions were looked at; 0 when nothing is due. Whatever was due while nothing ran is made up for, but
    nobody is reminded of a session that has begun.
    """
    repository = uow.repository(NotificationRepository)
    found = await repository.due(uow.now, SESSIONS_AT_ONCE)
    ids = [each.session_id for each in found]
    # Locked, so that nobody is reminded of a time that is being changed.
    sessions = await uow.repository(SessionRepository).lock(ids) if ids else {}
    for followed in found:
        session = sessions.get(followed.session_id)
        if session is None or session.status is SessionStatus.CANCELLED:
            await repository.unfollow(followed.session_id)
        else:
            await _remind(uow, followed, session)
    return len(found)


async def _remind(uow: UnitOfWork, followed: FollowedSession, session: TrainingSession) -> None:
    repository, now = uow.repository(NotificationRepository), uow.now
    absent = {each.trainee_id for each in session.roster if each.reply is Reply.NOT_COMING}
    people = await recipients_of(uow, session.people_ids - absent)
    if now < session.scheduled_date:
        start = Change(field="scheduled_date", before=None, after=text_of(session.scheduled_date))
        reminder = Message(kind=SESSION_REMINDER, title=session.title, changes=(start,), is_held=False)
        messages = {
            user_id: reminder
            for user_id, recipient in people.items()
            if _is_due(recipient, session.scheduled_date, followed.checked_at, now)
        }
        await tell(
            uow,
            about_session(session.id, "reminder"),
            messages,
            by=None,
            at=now,
            recipients=people,
        )
    if now < session.ends_at + ATTENDANCE_DUE:
        facts = SessionFacts.of(session)
        await repository.follow(followed, followed.checked(now, next_due(facts, people, now)))
        return
    if len(session.marked_ids) < len(session.roster):
        await _tell_attendance_missing(uow, session, people)
    await repository.unfollow(session.id)


def _is_due(recipient: Recipient, start: datetime, since: datetime, now: datetime) -> bool:
    minutes = recipient.preferences.reminders
    return any(since < start - timedelta(minutes=each) <= now for each in minutes)


async def _tell_attendance_missing(
    uow: UnitOfWork, session: TrainingSession, people: Mapping[int, Recipient]
) -> None:
    await tell(
        uow,
        about_session(session.id, "attendance"),
        {session.trainer_id: Message(kind=ATTENDANCE_MISSING, title=session.title, is_held=False)},
        by=None,
        at=uow.now,
        recipients=people,
    )
