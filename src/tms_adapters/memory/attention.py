"""What needs attention, in memory."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from tms_adapters.memory.assignments import ASSIGNMENTS
from tms_adapters.memory.people import USERS
from tms_adapters.memory.sessions import SESSIONS
from tms_adapters.memory.tables import Data
from tms_core.actor import Role
from tms_core.analytics.model import SessionBrief
from tms_core.analytics.repository import CountedList, Overlap
from tms_core.entity import PersonRef
from tms_core.sessions.model import SessionStatus, TrainingSession


def double_bookings(
    data: Data, now: datetime, until: datetime, led_by: int | None, most: int
) -> CountedList[Overlap]:
    """See ``AnalyticsRepository``."""
    coming = [
        session
        for session in _scheduled(data, led_by)
        if session.ends_at > now and session.scheduled_date < until
    ]
    busy_until: defaultdict[int, datetime] = defaultdict(lambda: now)
    found = []
    for session in sorted(coming, key=lambda each: (each.scheduled_date, each.id)):
        for person_id in sorted(session.people_ids):
            if person_id in busy_until and busy_until[person_id] > session.scheduled_date:
                found.append(Overlap(session.id, person_id, session.interval))
            busy_until[person_id] = max(busy_until[person_id], session.ends_at)
    return CountedList(len(found), found[:most])


def unclosed(data: Data, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
    """See ``AnalyticsRepository``."""
    ended = [session for session in _scheduled(data, led_by) if session.ends_at <= now]
    ended.sort(key=lambda each: (each.scheduled_date, each.id), reverse=True)
    return CountedList(len(ended), [_brief(session) for session in ended[:most]])


def with_temporary_passwords(data: Data, most: int) -> CountedList[PersonRef]:
    """See ``AnalyticsRepository``."""
    found = [user.person for user in data[USERS].values() if user.is_temporary_password]
    return _first(found, most)


def unassigned_trainees(data: Data, most: int) -> CountedList[PersonRef]:
    """See ``AnalyticsRepository``."""
    cared_for = {assignment.student_id for assignment in data[ASSIGNMENTS].values()}
    trainees = [user for user in data[USERS].values() if user.role is Role.TRAINEE]
    return _first([user.person for user in trainees if user.id not in cared_for], most)


def _scheduled(data: Data, led_by: int | None) -> Iterator[TrainingSession]:
    for session in data[SESSIONS].values():
        if session.status is SessionStatus.SCHEDULED and led_by in (None, session.trainer_id):
            yield session


def _first(people: list[PersonRef], most: int) -> CountedList[PersonRef]:
    return CountedList(len(people), sorted(people, key=lambda person: person.id)[:most])


def _brief(session: TrainingSession) -> SessionBrief:
    return SessionBrief(
        id=session.id, title=session.title, scheduled_date=session.scheduled_date, ends_at=session.ends_at
    )
